/** A run that does not begin, with the code it ends with and words for people. */
import { AccountLocked, ControlError } from '../control/index.js';
import { RecordingError } from '../feed/index.js';
import { JournalError } from '../journal/index.js';
import { LoopbackStartError } from '../loopback/index.js';
import { StartRefused } from '../session/index.js';
import { VenueError } from '../venue/index.js';
import { TapeError } from '../whatif/index.js';

export class RunRefusal extends Error {
  override name = 'RunRefusal';
  readonly exitCode: 2 | 3 | 4;

  /** The message is whole lines, without a line end at the last. */
  constructor(exitCode: 2 | 3 | 4, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

const COULD_NOT_RUN = [
  JournalError,
  RecordingError,
  LoopbackStartError,
  VenueError,
  ControlError,
  TapeError,
] as const;

/** What to say and which code to end with; what is no trouble of a known kind is a bug: null. */
export function refusalOf(error: unknown): { readonly exitCode: number; text: string } | null {
  if (error instanceof RunRefusal) return { exitCode: error.exitCode, text: error.message };
  if (error instanceof StartRefused || error instanceof AccountLocked) {
    return { exitCode: 4, text: `error: start refused: ${error.message}` };
  }
  return COULD_NOT_RUN.some((known) => error instanceof known) && error instanceof Error
    ? { exitCode: 2, text: `error: ${error.message}` }
    : null;
}
