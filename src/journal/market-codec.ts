/** The words of trading as JSON: decimals travel as strings, exact to the last digit. */
import { z } from 'zod';
import { decimal, Decimal } from '../base/index.js';

const DECIMAL_TEXT = /^(?:-?(?:\d+(?:\.\d+)?(?:e[+-]\d+)?|Infinity)|NaN)$/;

/** Keeps the sign of −0 and lets NaN through: the engine knows what to make of it. */
export const decimalCodec = z.codec(z.string().regex(DECIMAL_TEXT), z.instanceof(Decimal), {
  decode: (text) => decimal(text),
  encode: (value) => value.valueOf(),
});

export const sideSchema = z.enum(['buy', 'sell']);

export const bookLevelCodec = z.strictObject({ price: decimalCodec, size: decimalCodec });

const marginTierCodec = z.strictObject({ lowerBound: decimalCodec, maxLeverage: z.number() });

export const instrumentCodec = z.strictObject({
  coin: z.string(),
  assetId: z.number(),
  sizeDecimals: z.number(),
  maxLeverage: z.number(),
  marginTiers: z.array(marginTierCodec).readonly(),
});

export const feeRatesCodec = z.strictObject({ maker: decimalCodec, taker: decimalCodec });

const positionReportCodec = z.strictObject({
  coin: z.string(),
  size: decimalCodec,
  entryPrice: decimalCodec,
  leverage: z.number(),
  marginMode: z.enum(['cross', 'isolated']),
  liquidationPrice: decimalCodec.nullable(),
  marginUsed: decimalCodec,
  unrealizedPnl: decimalCodec,
});

export const accountReportCodec = z.strictObject({
  time: z.number(),
  equity: decimalCodec,
  marginUsed: decimalCodec,
  maintenanceMargin: decimalCodec,
  positions: z.array(positionReportCodec).readonly(),
});

export const openOrderCodec = z.strictObject({
  coin: z.string(),
  side: sideSchema,
  price: decimalCodec,
  size: decimalCodec,
  originalSize: decimalCodec,
  reduceOnly: z.boolean(),
  triggerPrice: decimalCodec.exactOptional(),
  stop: decimalCodec.exactOptional(),
  orderId: z.number(),
  clientOrderId: z.string().nullable(),
  placedAt: z.number(),
});

export const orderRequestCodec = z.strictObject({
  coin: z.string(),
  side: sideSchema,
  price: decimalCodec,
  size: decimalCodec,
  timeInForce: z.enum(['post-only', 'ioc', 'gtc']),
  reduceOnly: z.boolean(),
  triggerPrice: decimalCodec.exactOptional(),
  stop: decimalCodec.exactOptional(),
  clientOrderId: z.string(),
});

const entryKey = { id: z.string(), time: z.number() };

export const ledgerEntryCodec = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('transfer'),
    ...entryKey,
    amount: decimalCodec,
    name: z.string(),
  }),
  z.strictObject({
    kind: z.literal('funding'),
    ...entryKey,
    coin: z.string(),
    amount: decimalCodec,
  }),
  z.strictObject({ kind: z.literal('unclassified'), ...entryKey, name: z.string() }),
]);

export const fillCodec = z.strictObject({
  tradeId: z.number(),
  orderId: z.number(),
  clientOrderId: z.string().nullable(),
  coin: z.string(),
  side: sideSchema,
  price: decimalCodec,
  size: decimalCodec,
  fee: decimalCodec,
  closedPnl: decimalCodec,
  liquidity: z.enum(['maker', 'taker']),
  startPosition: decimalCodec,
  isLiquidation: z.boolean(),
  time: z.number(),
});
