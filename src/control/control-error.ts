/** The operator's line cannot be opened or used; the message is fit for people. */
export class ControlError extends Error {
  override name = 'ControlError';
}
