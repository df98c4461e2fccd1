/** Arbitrary events and decisions: one arbitrary a kind, so that a new kind breaks the build. */
import * as fc from 'fast-check';
import { type Decimal, decimal } from '../../src/base/index.js';
import type { RuleKind } from '../../src/compile/index.js';
import type { Decision, EngineEvent, TradingState } from '../../src/engine/index.js';
import type {
  AccountReport,
  Fill,
  LedgerEntry,
  OpenOrder,
  OrderRequest,
  Side,
} from '../../src/market/index.js';

/** Records as the code makes them: plain objects. */
function record<Model>(model: { [Key in keyof Model]: fc.Arbitrary<Model[Key]> }) {
  return fc.record<Model>(model, { noNullPrototype: true });
}

const anyDecimal: fc.Arbitrary<Decimal> = fc
  .oneof(
    { weight: 8, arbitrary: fc.tuple(fc.bigInt(), fc.integer({ min: -30, max: 30 })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0', '1e-21', '1e+40'),
    },
  )
  .map((drawn) =>
    typeof drawn === 'string' ? decimal(drawn) : decimal(`${drawn[0]}e${drawn[1]}`),
  );

const at = fc.oneof(
  fc.integer({ min: 0, max: 4e12 }),
  fc.integer({ min: 0, max: 4e12 }).map((ms) => ms + 0.25),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '\ufffd"\\\n'),
);
const count = fc.nat();
const side = fc.constantFrom<Side>('buy', 'sell');
const nullable = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null });
const kind = <Kind extends string>(name: Kind) => fc.constant(name);

const level = record({ price: anyDecimal, size: anyDecimal });
const unit = fc.constantFrom(
  'money', 'price', 'size', 'ratio', 'duration', 'count', 'number',
); // prettier-ignore
const ruleKind = fc.constantFrom<RuleKind>(
  'limit',
  'reduce-only',
  'pause',
  'kill',
  'alert',
  'objective',
);
const place = record({ file: text, line: count, column: count });
const tradingState = fc.constantFrom<TradingState>('active', 'reducing', 'paused', 'halted');

const ordered = { side, price: anyDecimal, size: anyDecimal };

const account: fc.Arbitrary<AccountReport> = record({
  time: at,
  equity: anyDecimal,
  marginUsed: anyDecimal,
  maintenanceMargin: anyDecimal,
  positions: fc.array(
    record({
      coin: text,
      size: anyDecimal,
      entryPrice: anyDecimal,
      leverage: count,
      marginMode: fc.constantFrom('cross', 'isolated'),
      liquidationPrice: nullable(anyDecimal),
      marginUsed: anyDecimal,
      unrealizedPnl: anyDecimal,
    }),
    { maxLength: 2 },
  ),
});

const fill: fc.Arbitrary<Fill> = record({
  tradeId: fc.maxSafeNat(),
  orderId: fc.maxSafeNat(),
  clientOrderId: nullable(text),
  coin: text,
  side,
  price: anyDecimal,
  size: anyDecimal,
  fee: anyDecimal,
  closedPnl: anyDecimal,
  liquidity: fc.constantFrom('maker', 'taker'),
  startPosition: anyDecimal,
  isLiquidation: fc.boolean(),
  time: at,
});

const entry: fc.Arbitrary<LedgerEntry> = fc.oneof(
  record({ kind: kind('transfer'), id: text, time: at, amount: anyDecimal, name: text }),
  record({ kind: kind('funding'), id: text, time: at, coin: text, amount: anyDecimal }),
  record({ kind: kind('unclassified'), id: text, time: at, name: text }),
);

const plainOpenOrder = record({
  coin: text,
  side,
  price: anyDecimal,
  size: anyDecimal,
  originalSize: anyDecimal,
  reduceOnly: fc.boolean(),
  orderId: count,
  clientOrderId: nullable(text),
  placedAt: at,
});

/** With and without what only stops, and orders that bring one, have. */
const openOrder: fc.Arbitrary<OpenOrder> = fc.oneof(
  plainOpenOrder,
  fc
    .tuple(plainOpenOrder, anyDecimal, anyDecimal)
    .map(([order, triggerPrice, stop]) => ({ ...order, triggerPrice, stop })),
);

const plainRequest = record({
  coin: text,
  side,
  price: anyDecimal,
  size: anyDecimal,
  timeInForce: fc.constantFrom('post-only', 'ioc', 'gtc'),
  reduceOnly: fc.boolean(),
  clientOrderId: text,
});

const orderRequest: fc.Arbitrary<OrderRequest> = fc.oneof(
  plainRequest,
  fc
    .tuple(plainRequest, anyDecimal, anyDecimal)
    .map(([order, triggerPrice, stop]) => ({ ...order, triggerPrice, stop })),
);

const instrument = record({
  coin: text,
  assetId: count,
  sizeDecimals: count,
  maxLeverage: count,
  marginTiers: fc.array(record({ lowerBound: anyDecimal, maxLeverage: count }), {
    maxLength: 2,
  }),
});

export const EVENT_OF: {
  [Kind in EngineEvent['kind']]: fc.Arbitrary<Extract<EngineEvent, { kind: Kind }>>;
} = {
  sessionStarted: record({
    kind: kind('sessionStarted'),
    at,
    runId: text,
    instruments: fc.array(instrument, { maxLength: 2 }),
    feeRates: record({ maker: anyDecimal, taker: anyDecimal }),
  }),
  reconciled: record({
    kind: kind('reconciled'),
    at,
    account,
    openOrders: fc.array(openOrder, { maxLength: 2 }),
    fills: fc.array(fill, { maxLength: 2 }),
    ledger: fc.array(entry, { maxLength: 2 }),
  }),
  ledgerUpdated: record({ kind: kind('ledgerUpdated'), at, entry }),
  connectionLost: record({ kind: kind('connectionLost'), at, reason: text }),
  topChanged: record({
    kind: kind('topChanged'),
    at,
    coin: text,
    bid: nullable(level),
    ask: nullable(level),
    venueTime: at,
  }),
  contextChanged: record({
    kind: kind('contextChanged'),
    at,
    coin: text,
    mark: anyDecimal,
    oracle: anyDecimal,
    fundingRate: anyDecimal,
  }),
  tradePrinted: record({
    kind: kind('tradePrinted'),
    at,
    coin: text,
    side,
    price: anyDecimal,
  }),
  bookChanged: record({
    kind: kind('bookChanged'),
    at,
    coin: text,
    bids: fc.array(level, { maxLength: 3 }),
    asks: fc.array(level, { maxLength: 3 }),
    venueTime: at,
  }),
  deadManSwitchChanged: record({
    kind: kind('deadManSwitchChanged'),
    at,
    isArmed: fc.boolean(),
    reason: text,
  }),
  actionBudgetReported: record({ kind: kind('actionBudgetReported'), at, actionsLeft: count }),
  accountReported: record({ kind: kind('accountReported'), at, account }),
  orderAccepted: record({
    kind: kind('orderAccepted'),
    at,
    clientOrderId: text,
    orderId: count,
  }),
  orderRejected: record({ kind: kind('orderRejected'), at, clientOrderId: text, reason: text }),
  orderOutcomeUnknown: record({
    kind: kind('orderOutcomeUnknown'),
    at,
    clientOrderId: text,
    reason: text,
  }),
  orderClosed: record({
    kind: kind('orderClosed'),
    at,
    coin: text,
    orderId: count,
    clientOrderId: nullable(text),
    status: text,
    unfilled: nullable(anyDecimal),
  }),
  cancelRejected: record({
    kind: kind('cancelRejected'),
    at,
    clientOrderId: nullable(text),
    orderId: nullable(count),
    reason: text,
  }),
  cancelOutcomeUnknown: record({
    kind: kind('cancelOutcomeUnknown'),
    at,
    orderId: nullable(count),
    clientOrderId: nullable(text),
    reason: text,
  }),
  orderFilled: record({ kind: kind('orderFilled'), at, fill }),
  operatorCommanded: record({
    kind: kind('operatorCommanded'),
    at,
    command: fc.constantFrom('pause', 'resume', 'kill', 're-arm', 'flatten'),
    reason: text,
  }),
  clockTicked: record({ kind: kind('clockTicked'), at }),
  sessionStopping: record({ kind: kind('sessionStopping'), at, reason: text }),
};

export const DECISION_OF: {
  [Kind in Decision['kind']]: fc.Arbitrary<Extract<Decision, { kind: Kind }>>;
} = {
  submitOrder: record({ kind: kind('submitOrder'), at, order: orderRequest }),
  cancelOrder: record({
    kind: kind('cancelOrder'),
    at,
    coin: text,
    orderId: nullable(count),
    clientOrderId: nullable(text),
    reason: text,
  }),
  orderDenied: record({
    kind: kind('orderDenied'),
    at,
    coin: text,
    side,
    price: anyDecimal,
    size: anyDecimal,
    denials: fc.array(
      record({
        rule: text,
        kind: fc.oneof(ruleKind, fc.constantFrom('builtin', 'operator', 'unknown')),
        place: nullable(place),
        text,
        value: nullable(anyDecimal),
        threshold: nullable(anyDecimal),
        unit,
      }),
      { maxLength: 3 },
    ),
    sizeThatFits: anyDecimal,
  }),
  ruleTripped: record({
    kind: kind('ruleTripped'),
    at,
    rule: text,
    ruleKind,
    place: nullable(place),
    coin: nullable(text),
    text,
    value: nullable(anyDecimal),
    threshold: nullable(anyDecimal),
    unit,
  }),
  objectiveChanged: record({
    kind: kind('objectiveChanged'),
    at,
    rule: text,
    place,
    coin: nullable(text),
    outcome: fc.constantFrom('met' as const, 'open' as const),
    text,
    value: nullable(anyDecimal),
    threshold: nullable(anyDecimal),
    unit,
  }),
  ruleReleased: record({
    kind: kind('ruleReleased'),
    at,
    rule: text,
    coin: nullable(text),
    reason: text,
  }),
  tradingStateChanged: record({
    kind: kind('tradingStateChanged'),
    at,
    coin: text,
    from: tradingState,
    to: tradingState,
    rule: nullable(text),
    endsBy: text,
  }),
  positionChanged: record({
    kind: kind('positionChanged'),
    at,
    coin: text,
    tradeId: fc.maxSafeNat(),
    size: anyDecimal,
    entryPrice: nullable(anyDecimal),
    realizedPnl: anyDecimal,
  }),
  positionRestated: record({
    kind: kind('positionRestated'),
    at,
    coin: text,
    tradeId: nullable(fc.maxSafeNat()),
    tripsKept: count,
    isExact: fc.boolean(),
  }),
  positionClosed: record({
    kind: kind('positionClosed'),
    at,
    coin: text,
    number: count,
    side: fc.constantFrom('long', 'short'),
    size: anyDecimal,
    entryPrice: anyDecimal,
    exitPrice: anyDecimal,
    realizedPnl: anyDecimal,
    fees: anyDecimal,
    funding: anyDecimal,
    netPnl: anyDecimal,
    maxAdverse: anyDecimal,
    maxFavorable: anyDecimal,
    openedAt: at,
    closedAt: at,
    isAdopted: fc.boolean(),
  }),
  positionDiffered: record({
    kind: kind('positionDiffered'),
    at,
    coin: text,
    ours: anyDecimal,
    venues: anyDecimal,
  }),
  differenceFound: record({
    kind: kind('differenceFound'),
    at,
    coin: text,
    difference: fc.oneof(
      record({ kind: kind('entry'), ours: anyDecimal, venues: anyDecimal }),
      record({ kind: kind('missed-fill'), tradeId: fc.maxSafeNat(), ...ordered }),
      record({ kind: kind('missing-order'), orderId: nullable(count), ...ordered }),
      record({ kind: kind('foreign-order'), orderId: count, ...ordered, isAdopted: fc.boolean() }),
    ),
  }),
  startRefused: record({
    kind: kind('startRefused'),
    at,
    reasons: fc.array(text, { maxLength: 2 }),
  }),
  operatorRefused: record({
    kind: kind('operatorRefused'),
    at,
    command: text,
    reason: text,
  }),
};

export const anyEvent: fc.Arbitrary<EngineEvent> = fc.oneof(...Object.values(EVENT_OF));
export const anyDecision: fc.Arbitrary<Decision> = fc.oneof(...Object.values(DECISION_OF));
