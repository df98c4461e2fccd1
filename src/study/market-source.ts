/** Which market a trial is played on. */
import type { TimeMs } from '../base/index.js';
import type { RegimeSpan } from '../feed/index.js';
import type { StandIn } from './stand-in-market.js';

export type MarketSource =
  | {
      readonly kind: 'recording';
      readonly directory: string;
      /** By coin of the policy: which recorded one is played in its place. */
      readonly standIns?: Readonly<Record<string, StandIn>>;
    }
  /** Out of a seed, from `startMs` on, for ever. */
  | {
      readonly kind: 'synthetic';
      readonly seed: number;
      readonly startMs: TimeMs;
      /** Absent: ordinary for ever. */
      readonly regime?: readonly RegimeSpan[];
    };

/** For people. */
export function nameOfSource(source: MarketSource): string {
  if (source.kind === 'recording') return `recording ${source.directory}`;
  const { seed, regime } = source;
  const names = regime === undefined ? '' : `, ${regime.map((span) => span.regime).join(', ')}`;
  return `synthetic market, seed ${seed}${names}`;
}
