/** What the venue says about a perpetual contract. */
import type { Notional } from '../base/index.js';

/** From `lowerBound` (USD of position notional) on, leverage is at most `maxLeverage`. */
export interface MarginTier {
  readonly lowerBound: Notional;
  readonly maxLeverage: number;
}

export interface Instrument {
  readonly coin: string;
  /** The venue's number of the asset: its index in the universe. */
  readonly assetId: number;
  /** Sizes are multiples of 10^−sizeDecimals. */
  readonly sizeDecimals: number;
  readonly maxLeverage: number;
  /** Ascending by lower bound; the first starts at 0. */
  readonly marginTiers: readonly MarginTier[];
}
