/** The market that a run trades on: recorded or synthetic, and from when on. */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { openMarket, type OpenedMarket } from '../study/index.js';
import type { RunOptions } from './run-options.js';

/** A run that goes on with a journal begins after its last record. Throws `RecordingError`. */
export function openRunMarket(
  policy: CompiledPolicy,
  { market, seed, regime }: RunOptions,
  lastRecordAt: TimeMs | null,
): Promise<OpenedMarket> {
  const source =
    market === undefined
      ? ({
          kind: 'synthetic',
          seed,
          ...(regime === undefined ? {} : { regime }),
          startMs: Math.max(Date.now(), (lastRecordAt ?? 0) + 1),
        } as const)
      : ({ kind: 'recording', directory: market } as const);
  return openMarket(policy, source, lastRecordAt);
}
