/** One writer at a time: a journal's directory is locked by the process that writes it. */
import { join } from 'node:path';
import { JournalError } from './journal-error.js';
import { takeLock } from './lock-file.js';

const LOCK_FILE = 'journal.lock';

/**
 * Takes the lock of a journal's directory; the returned function gives it back. Throws
 * `JournalError` where a living process, this one included, holds it.
 */
export function lockJournal(directory: string): () => void {
  const lock = join(directory, LOCK_FILE);
  const result = takeLock(lock, new Date().toISOString());
  if (result.kind === 'taken') return () => result.release();
  const { pid, since } = result.by;
  throw new JournalError(
    `journal \`${directory}\` is being written by process ${pid}` +
      `${since === null ? '' : ` since ${since}`}; ` +
      `stop it, or use another directory (lock file: ${lock})`,
  );
}
