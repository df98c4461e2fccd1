/** The universe of the embedded venue. */
import { decimal } from '../base/index.js';
import type { Instrument } from '../market/index.js';

/**
 * BTC, ETH, SOL with the venue's documented tiers (facts of the venue, §7.2), HYPE and WLFI as
 * single-tier markets with leverages close to the real ones. The order gives the asset ids.
 */
export const referenceInstruments: readonly Instrument[] = [
  instrument({
    coin: 'BTC',
    assetId: 0,
    sizeDecimals: 5,
    tiers: [
      [0, 40],
      [150_000_000, 20],
    ],
  }),
  instrument({
    coin: 'ETH',
    assetId: 1,
    sizeDecimals: 4,
    tiers: [
      [0, 25],
      [100_000_000, 15],
    ],
  }),
  instrument({
    coin: 'SOL',
    assetId: 2,
    sizeDecimals: 2,
    tiers: [
      [0, 20],
      [70_000_000, 10],
    ],
  }),
  instrument({ coin: 'HYPE', assetId: 3, sizeDecimals: 2, tiers: [[0, 10]] }),
  instrument({ coin: 'WLFI', assetId: 4, sizeDecimals: 0, tiers: [[0, 5]] }),
];

function instrument(fields: {
  readonly coin: string;
  readonly assetId: number;
  readonly sizeDecimals: number;
  /** Lower bound (USD) and largest leverage of each tier. */
  readonly tiers: readonly (readonly [number, number])[];
}): Instrument {
  const { coin, assetId, sizeDecimals } = fields;
  const marginTiers = fields.tiers.map(([lowerBound, maxLeverage]) => ({
    lowerBound: decimal(lowerBound),
    maxLeverage,
  }));
  const maxLeverage = Math.max(...marginTiers.map((tier) => tier.maxLeverage));
  return { coin, assetId, sizeDecimals, maxLeverage, marginTiers };
}
