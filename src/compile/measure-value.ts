/** What is known of a measure: the four conditions of risk-semantics, as values. */
import type { Decimal, DurationMs, TimeMs } from '../base/index.js';
import type { FeedName, MeasureName } from '../check/index.js';

export type MeasureValue =
  | { readonly status: 'known'; readonly value: Decimal }
  /** Fresh data says there is none: a flat account's entry price. Unknown in a comparison. */
  | { readonly status: 'none' }
  /** Older than its allowance. */
  | { readonly status: 'stale' }
  /** No snapshot yet, NaN, not parseable. */
  | { readonly status: 'missing' };

/** The facts an expression is evaluated over. */
export interface MeasureReader {
  /**
   * `coin` null reads the market at hand, or the account where the measure is the account's.
   * Events are counted in the last `windowMs`; without one their count is not known. Anchors and
   * days are those of `book`, of the policy's own where none is named.
   */
  read(
    name: MeasureName,
    coin: string | null,
    windowMs?: DurationMs | null,
    book?: string,
  ): MeasureValue;
  /** The sum of a market measure over all markets. */
  readAccountWide(name: MeasureName, windowMs?: DurationMs | null): MeasureValue;
  /** The time that the facts are of. */
  readonly at: TimeMs;
  /** Milliseconds; always known. */
  ageOf(feed: FeedName, coin: string | null): Decimal;
}

export type Truth = 'true' | 'false' | 'unknown';

/** One comparison of a condition, with both sides as they came out; null where unknown. */
export interface ComparedSides {
  readonly text: string;
  readonly truth: Truth;
  readonly left: Decimal | null;
  readonly right: Decimal | null;
}
