/** Progress of a long reading, drawn on standard error where that is a terminal. */
import type { CliIo } from './cli-io.js';
import { formatCount } from './figure.js';

const RECORDS_BETWEEN = 5_000;

export interface JournalProgress {
  /** Called at each record with the number read so far. */
  note(records: number): void;
  /** Takes the line away again. */
  clear(): void;
}

export function createJournalProgress(io: CliIo, verb: string): JournalProgress {
  let isDrawn = false;
  return {
    note(records) {
      if (io.isErrorTerminal !== true || records % RECORDS_BETWEEN !== 0) return;
      isDrawn = true;
      io.err(`\r${verb} ${formatCount(records)} records`);
    },
    clear() {
      if (isDrawn) io.err('\r\u001B[K');
      isDrawn = false;
    },
  };
}
