/** Which market a trial is played on. */
import type { TimeMs } from '../base/index.js';

export type MarketSource =
  | { readonly kind: 'recording'; readonly directory: string }
  /** Out of a seed, from `startMs` on, for ever. */
  | { readonly kind: 'synthetic'; readonly seed: number; readonly startMs: TimeMs };

/** For people. */
export function nameOfSource(source: MarketSource): string {
  return source.kind === 'recording'
    ? `recording ${source.directory}`
    : `synthetic market, seed ${source.seed}`;
}
