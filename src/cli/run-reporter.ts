/** How a run shows itself: in a terminal, on a pipe, or to a program. */
import type { TimeMs } from '../base/index.js';
import type { SessionObserver } from '../session/index.js';
import type { Paint } from './paint.js';
import type { RunTally } from './run-tally.js';

export interface RunReporter extends SessionObserver {
  /** Draws what is still to be drawn; nothing is shown afterwards. */
  close(): void;
}

/** What every face of a run needs to know. */
export interface RunScene {
  readonly policyName: string;
  readonly venueName: string;
  /** Market time at which the run began. */
  readonly startMs: TimeMs;
  readonly tally: RunTally;
  readonly paint: Paint;
  readonly journalRecords: () => number;
  /** Writes to standard output. */
  readonly out: (text: string) => void;
}
