/** The engine's decisions as JSON: one strict object a kind, in the engine's own names. */
import { z } from 'zod';
import { decimalCodec, orderRequestCodec, sideSchema } from './market-codec.js';

const at = z.number();
const coin = z.string();
const rule = z.string();

const ruleKindSchema = z.enum(['limit', 'reduce-only', 'pause', 'kill', 'alert', 'objective']);
const tradingStateSchema = z.enum(['active', 'reducing', 'paused', 'halted']);
const unitSchema = z.enum(['money', 'price', 'size', 'ratio', 'duration', 'count', 'number']);
const placeSchema = z.strictObject({ file: z.string(), line: z.number(), column: z.number() });

const denialCodec = z.strictObject({
  rule,
  kind: z.enum([...ruleKindSchema.options, 'builtin', 'operator', 'unknown']),
  place: placeSchema.nullable(),
  text: z.string(),
  value: decimalCodec.nullable(),
  threshold: decimalCodec.nullable(),
  unit: unitSchema,
});

const ordered = { side: sideSchema, price: decimalCodec, size: decimalCodec };

const differenceCodec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('entry'), ours: decimalCodec, venues: decimalCodec }),
  z.strictObject({ kind: z.literal('missed-fill'), tradeId: z.number(), ...ordered }),
  z.strictObject({
    kind: z.literal('missing-order'),
    orderId: z.number().nullable(),
    ...ordered,
  }),
  z.strictObject({
    kind: z.literal('foreign-order'),
    orderId: z.number(),
    ...ordered,
    isAdopted: z.boolean(),
  }),
]);

/** Decoding and encoding beside the engine's types is what breaks the build on a new decision. */
export const decisionCodec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('submitOrder'), at, order: orderRequestCodec }),
  z.strictObject({
    kind: z.literal('cancelOrder'),
    at,
    coin,
    orderId: z.number().nullable(),
    clientOrderId: z.string().nullable(),
    reason: z.string(),
  }),
  z.strictObject({
    kind: z.literal('orderDenied'),
    at,
    coin,
    side: sideSchema,
    price: decimalCodec,
    size: decimalCodec,
    denials: z.array(denialCodec).readonly(),
    sizeThatFits: decimalCodec,
  }),
  z.strictObject({
    kind: z.literal('ruleTripped'),
    at,
    rule,
    ruleKind: ruleKindSchema,
    place: placeSchema.nullable(),
    coin: coin.nullable(),
    text: z.string(),
    value: decimalCodec.nullable(),
    threshold: decimalCodec.nullable(),
    unit: unitSchema,
  }),
  z.strictObject({
    kind: z.literal('ruleReleased'),
    at,
    rule,
    coin: coin.nullable(),
    reason: z.string(),
  }),
  z.strictObject({
    kind: z.literal('objectiveChanged'),
    at,
    rule,
    place: placeSchema,
    coin: coin.nullable(),
    outcome: z.enum(['met', 'open']),
    text: z.string(),
    value: decimalCodec.nullable(),
    threshold: decimalCodec.nullable(),
    unit: unitSchema,
  }),
  z.strictObject({
    kind: z.literal('tradingStateChanged'),
    at,
    coin,
    from: tradingStateSchema,
    to: tradingStateSchema,
    rule: rule.nullable(),
    endsBy: z.string(),
  }),
  z.strictObject({
    kind: z.literal('positionChanged'),
    at,
    coin,
    tradeId: z.number(),
    size: decimalCodec,
    entryPrice: decimalCodec.nullable(),
    realizedPnl: decimalCodec,
  }),
  z.strictObject({
    kind: z.literal('positionRestated'),
    at,
    coin,
    tradeId: z.number().nullable(),
    tripsKept: z.number(),
    isExact: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('positionClosed'),
    at,
    coin,
    number: z.number(),
    side: z.enum(['long', 'short']),
    size: decimalCodec,
    entryPrice: decimalCodec,
    exitPrice: decimalCodec,
    realizedPnl: decimalCodec,
    fees: decimalCodec,
    funding: decimalCodec,
    netPnl: decimalCodec,
    maxAdverse: decimalCodec,
    maxFavorable: decimalCodec,
    openedAt: at,
    closedAt: at,
    isAdopted: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('positionDiffered'),
    at,
    coin,
    ours: decimalCodec,
    venues: decimalCodec,
  }),
  z.strictObject({ kind: z.literal('differenceFound'), at, coin, difference: differenceCodec }),
  z.strictObject({ kind: z.literal('startRefused'), at, reasons: z.array(z.string()).readonly() }),
  z.strictObject({
    kind: z.literal('operatorRefused'),
    at,
    command: z.string(),
    reason: z.string(),
  }),
]);
