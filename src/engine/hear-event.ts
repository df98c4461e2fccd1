/** What an event teaches: the state after hearing it, before anything is judged or decided. */
import { type Decimal, type TimeMs, unreachable, ZERO } from '../base/index.js';
import type { BookLevel } from '../market/index.js';
import { hearAccount } from './hear-account.js';
import type { Draft } from './draft.js';
import { type EngineEvent, isOrderNews, type OrderNews } from './engine-event.js';
import { type EventLog, logAsOf, logEvent } from './event-log.js';
import { EMPTY_MARKET, EMPTY_QUOTE, type EngineState, type MarketData } from './engine-state.js';
import { addMark } from './price-bars.js';
import { rememberRun } from './known-runs.js';
import { hearCalibration } from './hear-calibration.js';
import { hearFill } from './hear-fill.js';
import { hearEntry } from './hear-ledger.js';
import { settledLosses } from './loss-streak.js';
import {
  acceptOrder,
  closeOrder,
  dropSpent,
  isMissingFills,
  loseOrder,
  loseAnswers,
  removeOrder,
} from './order-ledger.js';
import { moveStreaks } from './own-streaks.js';
import { trackMark } from './position-tracker.js';
import { reconcile } from './reconcile.js';
import { isRateLimited, isRefusedByDesign } from './refusal-reason.js';
import { hearStops } from './stop-ledger.js';

export function hearEvent(draft: Draft, event: EngineEvent): void {
  // A new process brings its own clock; within its session time never goes back.
  const at = event.kind === 'sessionStarted' ? event.at : Math.max(draft.state.at, event.at);
  const calibrations = hearCalibration(draft, event, at);
  hear(draft, event, at);
  if (calibrations !== draft.state.calibrations) draft.set({ calibrations });
  hearStops(draft, event);
  const { isPositionKnown, orders, positions } = draft.state;
  // Whichever comes last, the end of an order or the fill that makes us flat, is seen here.
  if (!isPositionKnown) return;
  const open = dropSpent(orders, (coin) => positions[coin]?.size ?? ZERO);
  if (open !== orders) draft.set({ orders: open });
}

function hear(draft: Draft, event: EngineEvent, at: TimeMs): void {
  if (isOrderNews(event)) {
    return draft.set({ at, streamAt: at, ...hearOrder(draft.state, event, at) });
  }
  switch (event.kind) {
    case 'sessionStarted':
      return draft.set(beginSession(draft.state, event, at));
    case 'reconciled':
      return reconcile(draft, event, at);
    case 'connectionLost':
      return draft.set({ at, isPositionKnown: false });
    case 'topChanged':
    case 'bookChanged': {
      const clockLagMs = at - event.venueTime;
      return draft.set({ at, clockLagMs, markets: hearMarket(draft.state, event, at) });
    }
    case 'contextChanged': {
      const { coin, mark } = event;
      const { positions: before, fillWindows, trades } = draft.state;
      const tracker = { positions: before, fillWindows, trades };
      const { positions } = isPrice(mark) ? trackMark(tracker, coin, mark) : tracker;
      const markets = hearMarket(draft.state, event, at);
      return draft.set({ at, positions, markets, bars: barsAfter(draft, event, at) });
    }
    case 'deadManSwitchChanged':
      return draft.set({ at, isSwitchGone: !event.isArmed });
    case 'actionBudgetReported': {
      const { actionsLeft } = event;
      return draft.set({ at, actionBudget: { actionsLeft, heardAt: at } });
    }
    case 'accountReported': {
      const clockLagMs = at - event.account.time;
      return draft.replace(hearAccount({ ...draft.state, at, clockLagMs }, event.account));
    }
    case 'orderFilled':
      return draft.replace(hearFill(draft, { ...draft.state, at, streamAt: at }, event.fill));
    case 'ledgerUpdated':
      return draft.replace(hearEntry(draft, { ...draft.state, at, streamAt: at }, event.entry));
    case 'clockTicked':
      // The venue says an order filled, and the fill does not come: our position is not right.
      return draft.set(areFillsMissing(draft.state, at) ? { at, isPositionKnown: false } : { at });
    case 'tradePrinted':
      return draft.set({ at });
    case 'sessionStopping':
      return draft.set({ at, isStopping: true });
    case 'operatorCommanded':
      return draft.set({ at });
    default:
      return unreachable(event);
  }
}

function areFillsMissing({ orders, stops }: EngineState, at: TimeMs): boolean {
  return isMissingFills(orders, at) || isMissingFills(stops, at);
}

/** Holds, anchors, positions and known trades stay; nothing is fresh and nothing in flight. */
function beginSession(
  state: EngineState,
  event: Extract<EngineEvent, { kind: 'sessionStarted' }>,
  at: TimeMs,
): Partial<EngineState> {
  const instruments = Object.fromEntries(
    event.instruments.map((instrument) => [instrument.coin, instrument]),
  );
  return {
    at,
    startedAt: at,
    runId: event.runId,
    runIds: rememberRun(state.runIds, event.runId),
    isStopping: false,
    ordersSent: 0,
    instruments,
    feeRates: event.feeRates,
    markets: {},
    streamAt: null,
    isPositionKnown: false,
    isStartChecked: false,
    // Positions, balance and anchors are remembered; what the venue reports next is newer.
    account: { ...state.account, report: null, heardAt: null, changes: waitingChanges(state) },
    positions: mapValues(state.positions, (position) => {
      return { ...position, lastFillAt: null, adoptedAt: null, lowMark: null, highMark: null };
    }),
    fillWindows: {},
    lossStreak: settledLosses(state.lossStreak),
    ownStreaks: moveStreaks(state.ownStreaks, ({ losses }) => {
      return { errors: 0, losses: settledLosses(losses) };
    }),
    quotes: mapValues(state.quotes, ({ isFlattening }) => ({ ...EMPTY_QUOTE, isFlattening })),
    rules: {},
    orders: loseAnswers(state.orders, at),
    consecutiveErrors: 0,
    isSwitchGone: false,
    actionBudget: null,
    requestsPaidAt: 0,
    clockLagMs: null,
    log: logAsOf(state.log, at),
  };
}

/** Only what a day that is to be rebuilt needs: the next report is newer than all of it. */
function waitingChanges({ account }: EngineState): EngineState['account']['changes'] {
  const { changes, keepSince } = account;
  return keepSince === null ? [] : changes.filter(({ time }) => time >= keepSince);
}

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function hearMarket(
  state: EngineState,
  event: Extract<EngineEvent, { kind: 'topChanged' | 'bookChanged' | 'contextChanged' }>,
  at: TimeMs,
): EngineState['markets'] {
  const before = state.markets[event.coin] ?? EMPTY_MARKET;
  return { ...state.markets, [event.coin]: hearData(before, event, at) };
}

function hearData(
  before: MarketData,
  event: Extract<EngineEvent, { kind: 'topChanged' | 'bookChanged' | 'contextChanged' }>,
  at: TimeMs,
): MarketData {
  switch (event.kind) {
    case 'topChanged':
      return hearTop(before, readableLevel(event.bid), readableLevel(event.ask), at);
    case 'bookChanged': {
      const [bids, asks] = [readableLevels(event.bids), readableLevels(event.asks)];
      const heard = hearTop(before, bids[0] ?? null, asks[0] ?? null, at);
      return { ...heard, depth: { bids, asks, at } };
    }
    case 'contextChanged':
      return hearContext(before, event, at);
    default:
      return unreachable(event);
  }
}

/** Up to the first level that is none: what stands behind it cannot be reckoned with. */
function readableLevels(levels: readonly BookLevel[]): readonly BookLevel[] {
  const firstBad = levels.findIndex((level) => readableLevel(level) === null);
  return firstBad < 0 ? levels : levels.slice(0, firstBad);
}

/** Kept only where a rule or a size reads them. */
function barsAfter(
  { context, state }: Draft,
  { coin, mark }: Extract<EngineEvent, { kind: 'contextChanged' }>,
  at: TimeMs,
): EngineState['bars'] {
  const settings = context.rules.markets.get(coin)?.atr ?? null;
  if (settings === null || !isPrice(mark)) return state.bars;
  return { ...state.bars, [coin]: addMark(state.bars[coin], settings, mark, at) };
}

/** A crossed book is no good update: it tells no price. */
function hearTop(
  before: MarketData,
  bid: BookLevel | null,
  ask: BookLevel | null,
  at: TimeMs,
): MarketData {
  const isCrossed = bid !== null && ask !== null && bid.price.gte(ask.price);
  if (isCrossed) return { ...before, bid: null, ask: null };
  return { ...before, bid, ask, bookAt: at };
}

/** A mark that is no price is missing at once, and does not make the feed any younger. */
function hearContext(
  before: MarketData,
  event: Extract<EngineEvent, { kind: 'contextChanged' }>,
  at: TimeMs,
): MarketData {
  const { mark, oracle, fundingRate } = event;
  const isGood = isPrice(mark);
  return {
    ...before,
    mark: isGood ? mark : null,
    oracle: isPrice(oracle) ? oracle : null,
    fundingRate: isGood && fundingRate.isFinite() ? fundingRate : null,
    markAt: isGood ? at : before.markAt,
  };
}

function isPrice(value: Decimal): boolean {
  return value.isFinite() && value.gt(0);
}

function readableLevel(level: BookLevel | null): BookLevel | null {
  return level !== null && isPrice(level.price) && level.size.isFinite() ? level : null;
}

function hearOrder(state: EngineState, event: OrderNews, at: TimeMs): Partial<EngineState> {
  const { orders, rejected } = state;
  switch (event.kind) {
    case 'orderAccepted':
      return { orders: acceptOrder(orders, event, at), ...withoutErrors(state) };
    case 'orderRejected': {
      const isHarmless = isRefusedByDesign(event.reason);
      const refused = orders.orders.find(
        ({ clientOrderId }) => clientOrderId === event.clientOrderId,
      );
      const log = logRateLimit(state, event, at);
      const isCounted = !isHarmless && refused !== undefined;
      return {
        log: isCounted ? logEvent(log, 'rejections', refused.coin, at) : log,
        orders: removeOrder(orders, { clientOrderId: event.clientOrderId, orderId: null }),
        rejected: rejected + (isHarmless ? 0 : 1),
        ...(isHarmless ? {} : withError(state)),
      };
    }
    case 'orderOutcomeUnknown':
      return {
        log: logRateLimit(state, event, at),
        orders: loseOrder(orders, event.clientOrderId),
        ...withError(state),
      };
    case 'orderClosed':
      return { orders: closeOrder(orders, event, at) };
    case 'cancelRejected':
      // Mostly the order is gone, and the news of it on the way.
      return { log: logRateLimit(state, event, at) };
    case 'cancelOutcomeUnknown':
      return { log: logRateLimit(state, event, at), ...withError(state) };
    default:
      return unreachable(event);
  }
}

function withError({ consecutiveErrors, ownStreaks }: EngineState): Partial<EngineState> {
  return {
    consecutiveErrors: consecutiveErrors + 1,
    ownStreaks: moveStreaks(ownStreaks, (own) => ({ ...own, errors: own.errors + 1 })),
  };
}

function withoutErrors({ ownStreaks }: EngineState): Partial<EngineState> {
  return {
    consecutiveErrors: 0,
    ownStreaks: moveStreaks(ownStreaks, (own) => ({ ...own, errors: 0 })),
  };
}

/** Counted in the market of the order that was turned away, or whose cancel was. */
function logRateLimit(
  state: EngineState,
  event: {
    readonly clientOrderId: string | null;
    readonly orderId?: number | null;
    readonly reason: string;
  },
  at: TimeMs,
): EventLog {
  if (!isRateLimited(event.reason)) return state.log;
  const { clientOrderId, orderId = null } = event;
  const order = state.orders.orders.find(
    (each) =>
      (clientOrderId !== null && each.clientOrderId === clientOrderId) ||
      (orderId !== null && each.orderId === orderId),
  );
  return order === undefined ? state.log : logEvent(state.log, 'rate_limit_errors', order.coin, at);
}
