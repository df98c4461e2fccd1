/** Engine events as JSON: one strict object a kind, in the engine's own names. */
import { z } from 'zod';
import {
  accountReportCodec,
  bookLevelCodec,
  decimalCodec,
  feeRatesCodec,
  fillCodec,
  instrumentCodec,
  ledgerEntryCodec,
  openOrderCodec,
} from './market-codec.js';

const at = z.number();
const coin = z.string();
const reason = z.string();
const knownOrderId = z.number();
const orderId = z.number().nullable();
const clientOrderId = z.string().nullable();

/** Decoding and encoding beside the engine's types is what breaks the build on a new event. */
export const engineEventCodec = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sessionStarted'),
    at,
    runId: z.string(),
    instruments: z.array(instrumentCodec).readonly(),
    feeRates: feeRatesCodec,
  }),
  z.strictObject({
    kind: z.literal('reconciled'),
    at,
    account: accountReportCodec,
    openOrders: z.array(openOrderCodec).readonly(),
    fills: z.array(fillCodec).readonly(),
    ledger: z.array(ledgerEntryCodec).readonly().optional(),
  }),
  z.strictObject({ kind: z.literal('connectionLost'), at, reason }),
  z.strictObject({
    kind: z.literal('topChanged'),
    at,
    coin,
    bid: bookLevelCodec.nullable(),
    ask: bookLevelCodec.nullable(),
    venueTime: z.number(),
  }),
  z.strictObject({
    kind: z.literal('contextChanged'),
    at,
    coin,
    mark: decimalCodec,
    oracle: decimalCodec,
    fundingRate: decimalCodec,
  }),
  z.strictObject({
    kind: z.literal('tradePrinted'),
    at,
    coin,
    side: z.enum(['buy', 'sell']),
    price: decimalCodec,
  }),
  z.strictObject({
    kind: z.literal('bookChanged'),
    at,
    coin,
    bids: z.array(bookLevelCodec).readonly(),
    asks: z.array(bookLevelCodec).readonly(),
    venueTime: z.number(),
  }),
  z.strictObject({ kind: z.literal('deadManSwitchChanged'), at, isArmed: z.boolean(), reason }),
  z.strictObject({ kind: z.literal('actionBudgetReported'), at, actionsLeft: z.number() }),
  z.strictObject({ kind: z.literal('accountReported'), at, account: accountReportCodec }),
  z.strictObject({
    kind: z.literal('orderAccepted'),
    at,
    clientOrderId: z.string(),
    orderId: knownOrderId,
  }),
  z.strictObject({ kind: z.literal('orderRejected'), at, clientOrderId: z.string(), reason }),
  z.strictObject({
    kind: z.literal('orderOutcomeUnknown'),
    at,
    clientOrderId: z.string(),
    reason,
  }),
  z.strictObject({
    kind: z.literal('orderClosed'),
    at,
    coin,
    orderId: knownOrderId,
    clientOrderId,
    status: z.string(),
    unfilled: decimalCodec.nullable().optional(),
  }),
  z.strictObject({ kind: z.literal('cancelRejected'), at, clientOrderId, orderId, reason }),
  z.strictObject({ kind: z.literal('cancelOutcomeUnknown'), at, orderId, clientOrderId, reason }),
  z.strictObject({ kind: z.literal('orderFilled'), at, fill: fillCodec }),
  z.strictObject({ kind: z.literal('ledgerUpdated'), at, entry: ledgerEntryCodec }),
  z.strictObject({
    kind: z.literal('operatorCommanded'),
    at,
    command: z.enum(['pause', 'resume', 'kill', 're-arm', 'flatten']),
    reason,
  }),
  z.strictObject({ kind: z.literal('clockTicked'), at }),
  z.strictObject({ kind: z.literal('sessionStopping'), at, reason }),
]);
