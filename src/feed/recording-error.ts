/** What can be wrong with a recording. */

/** A recording cannot be read at all: the message names the file and what was expected. */
export class RecordingError extends Error {
  override name = 'RecordingError';
}

/** One row that is not as it should be. */
export interface RecordingProblem {
  /** Path of the file as it was opened. */
  readonly file: string;
  /** From 1; the header is line 1. */
  readonly line: number;
  /** For people, lowercase, without a final period. */
  readonly reason: string;
  /** `kept` rows still became events. */
  readonly outcome: 'skipped' | 'kept';
}
