/** The market that a run trades on: recorded or synthetic, and from when on. */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { MarketEvent } from '../market/index.js';
import type { RunOptions } from './run-options.js';

export interface RunMarket {
  readonly events: AsyncIterable<MarketEvent> | Iterable<MarketEvent>;
  readonly startMs: TimeMs;
  /** For people. */
  readonly name: string;
}
