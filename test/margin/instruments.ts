/** Instruments with the venue's own tiers, for the margin and quoting tests. */
import { decimal } from '../../src/base/index.js';
import type { Instrument } from '../../src/market/index.js';

export const HYPE: Instrument = {
  coin: 'HYPE',
  assetId: 159,
  sizeDecimals: 2,
  maxLeverage: 10,
  marginTiers: [
    { lowerBound: decimal(0), maxLeverage: 10 },
    { lowerBound: decimal(20_000_000), maxLeverage: 5 },
  ],
};

/** Its tiers are tiny, so that a test account crosses them. */
export const TESTNET_BTC: Instrument = {
  coin: 'BTC',
  assetId: 3,
  sizeDecimals: 5,
  maxLeverage: 40,
  marginTiers: [
    { lowerBound: decimal(0), maxLeverage: 40 },
    { lowerBound: decimal(10_000), maxLeverage: 25 },
    { lowerBound: decimal(50_000), maxLeverage: 10 },
  ],
};

/** 50x, as in the venue's documented example of a liquidation price. */
export const DOCS_ETH: Instrument = {
  coin: 'ETH',
  assetId: 1,
  sizeDecimals: 4,
  maxLeverage: 50,
  marginTiers: [{ lowerBound: decimal(0), maxLeverage: 50 }],
};
