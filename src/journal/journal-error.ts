/** The journal cannot be opened, read or written; the message is fit for people. */
export class JournalError extends Error {
  override name = 'JournalError';
}
