/**
 * The venue's own word on fills, positions and orders against ours. Each difference is told, and
 * decided by rule:
 *
 * - a fill that we missed is counted, and so are funding and transfers;
 * - a position: the venue's stands, unless a fill of ours is as young as its report; at the start
 *   of a run under `existing-positions refuse` there is no start;
 * - an entry price: ours stands, which is exact; the venue rounds its own;
 * - an order of ours that it does not list, past doubt, is gone;
 * - an order of another hand is counted, and beyond that what `foreign-orders` says.
 */
import { type DurationMs, ONE, type TimeMs, ZERO } from '../base/index.js';
import type { AccountReport, Fill } from '../market/index.js';
import { isReadable, reportedPosition } from './account-book.js';
import { settle } from './cash-ledger.js';
import type { Decision, Difference } from './decision.js';
import type { Draft } from './draft.js';
import type { EngineEvent } from './engine-event.js';
import type { EngineState } from './engine-state.js';
import { EMPTY_WINDOW } from './fill-window.js';
import { hearAccount } from './hear-account.js';
import { hearFill } from './hear-fill.js';
import { hearLedger } from './hear-ledger.js';
import { isKnownTrade, rememberTrade } from './known-trades.js';
import { isOrderOfRuns } from './known-runs.js';
import { hasEnded, type OrderLedger, settleOrders } from './order-ledger.js';
import { refusalsOf } from './refuse-start.js';
import { isStop } from './stop-ledger.js';
import { adoptPosition, flatPosition } from './tracked-position.js';

type Reconciled = Extract<EngineEvent, { kind: 'reconciled' }>;
type PositionDiffered = Extract<Decision, { kind: 'positionDiffered' }>;

/** A fill of longer ago than this should have come by the stream. */
const STREAM_LATE_MS: DurationMs = 5_000;
/** The venue rounds its entry prices: closer than this is the same. */
const ENTRY_ROUNDING = '0.0005';

export function reconcile(draft: Draft, event: Reconciled, at: TimeMs): void {
  const { account, openOrders } = event;
  const heard: EngineState = { ...draft.state, at, streamAt: at };
  if (!isReadable(account)) return draft.set(heard);
  // The first time ever, there is nothing of ours to hold against it.
  const filled = heard.wasReconciled ? afterFills(draft, heard, event) : heard;
  const differing = heard.wasReconciled ? differencesIn(filled, account) : [];
  const { policy } = draft.context.rules;
  const reasons = heard.isStartChecked ? [] : refusalsOf(policy, heard, event, differing);
  if (reasons.length > 0) return refuseStart(draft, filled, reasons);
  const state = heard.wasReconciled
    ? adoptDiffering(draft, filled, account, differing)
    : adoptFirst(draft, filled, event);
  const isAdopting = policy.account.foreignOrders === 'adopt';
  const onBook = openOrders.filter((order) => !isStop(order));
  const orders = settleOrders(state.orders, onBook, at, state.runIds, isAdopting);
  tellOrders(draft, state.orders, orders, at);
  const differingEntries = tellEntries(draft, state, account);
  const known = { isPositionKnown: true, wasReconciled: true, isStartChecked: true };
  // Whatever fills we missed, the position is the venue's now: cash that is left over is a gap.
  const book = settle(state.account, at);
  draft.set({ ...state, ...known, account: book, orders, differingEntries });
}

/** Nothing is adopted, so that the next start finds what this one found; ours is cancelled. */
function refuseStart(draft: Draft, state: EngineState, reasons: readonly string[]): void {
  if (!state.isStopping) draft.decide({ kind: 'startRefused', at: state.at, reasons });
  draft.set({ ...state, isStopping: true });
}

function afterFills(draft: Draft, heard: EngineState, event: Reconciled): EngineState {
  const { account, fills, ledger } = event;
  const isMissed = (fill: Fill): boolean =>
    fill.time < account.time - STREAM_LATE_MS && !isKnownTrade(heard.trades, fill.tradeId);
  for (const { coin, tradeId, side, price, size } of fills.filter(isMissed)) {
    tell(draft, heard.at, coin, { kind: 'missed-fill', tradeId, side, price, size });
  }
  return hearAccount(hearLedger(draft, hearFills(draft, heard, fills), account, ledger), account);
}

function hearFills(draft: Draft, state: EngineState, fills: readonly Fill[]): EngineState {
  return fills.reduce((heard, fill) => hearFill(draft, heard, fill), state);
}

/** Before the first reconciliation ever, fills up to the report are in it already. */
function adoptFirst(draft: Draft, state: EngineState, event: Reconciled): EngineState {
  const { account, fills, ledger } = event;
  const past = fills.filter(({ time }) => time <= account.time);
  const later = fills.filter(({ time }) => time > account.time);
  const trades = past.reduce((known, fill) => rememberTrade(known, fill.tradeId), state.trades);
  const positions = Object.fromEntries(
    account.positions.map((report) => [
      report.coin,
      adoptPosition(flatPosition(report.coin), report, account.time),
    ]),
  );
  const begun = hearFills(draft, hearAccount({ ...state, trades, positions }, account), later);
  return hearLedger(draft, begun, account, ledger);
}

/** Where the venue has another position, and no fill of ours is as young as its report. */
function differencesIn(
  { positions, at }: EngineState,
  account: AccountReport,
): readonly PositionDiffered[] {
  const reported = account.positions.map((position) => position.coin);
  const coins = new Set([...Object.keys(positions), ...reported]);
  return [...coins].flatMap((coin): PositionDiffered[] => {
    const { size: ours, lastFillAt } = positions[coin] ?? flatPosition(coin);
    const venues = reportedPosition(account, coin)?.size ?? ZERO;
    const isOlder = lastFillAt !== null && lastFillAt >= account.time;
    return isOlder || venues.eq(ours) ? [] : [{ kind: 'positionDiffered', at, coin, ours, venues }];
  });
}

function adoptDiffering(
  draft: Draft,
  state: EngineState,
  account: AccountReport,
  differing: readonly PositionDiffered[],
): EngineState {
  const positions = { ...state.positions };
  const fillWindows = { ...state.fillWindows };
  for (const difference of differing) {
    draft.decide(difference);
    const { coin } = difference;
    const ours = positions[coin] ?? flatPosition(coin);
    positions[coin] = adoptPosition(ours, reportedPosition(account, coin), account.time);
    fillWindows[coin] = EMPTY_WINDOW;
  }
  return { ...state, positions, fillWindows };
}

/** Orders that the venue does not know, and orders that none of our runs knows. */
function tellOrders(draft: Draft, before: OrderLedger, after: OrderLedger, at: TimeMs): void {
  const { runIds } = draft.state;
  for (const order of before.orders) {
    if (hasEnded(order) || order.purpose === 'foreign') continue;
    const isThere = after.orders.some(
      ({ orderId, clientOrderId }) =>
        (clientOrderId !== null && clientOrderId === order.clientOrderId) ||
        (orderId !== null && orderId === order.orderId),
    );
    if (isThere) continue;
    const { coin, orderId, side, price, size } = order;
    tell(draft, at, coin, { kind: 'missing-order', orderId, side, price, size });
  }
  for (const { coin, orderId, clientOrderId, side, price, size, purpose } of after.orders) {
    const isNew = !before.orders.some((order) => order.orderId === orderId);
    if (!isNew || orderId === null || isOrderOfRuns(clientOrderId, runIds)) continue;
    const isAdopted = purpose !== 'foreign';
    tell(draft, at, coin, { kind: 'foreign-order', orderId, side, price, size, isAdopted });
  }
}

/** Each once, until it agrees again. Returns the coins that differ now. */
function tellEntries(draft: Draft, state: EngineState, account: AccountReport): readonly string[] {
  return account.positions.flatMap(({ coin, size, entryPrice: venues }) => {
    const ours = state.positions[coin];
    if (ours === undefined || ours.entryPrice === null || !ours.size.eq(size)) return [];
    if (ours.entryPrice.div(venues).minus(ONE).abs().lte(ENTRY_ROUNDING)) return [];
    if (!state.differingEntries.includes(coin)) {
      tell(draft, state.at, coin, { kind: 'entry', ours: ours.entryPrice, venues });
    }
    return [coin];
  });
}

function tell(draft: Draft, at: TimeMs, coin: string, difference: Difference): void {
  draft.decide({ kind: 'differenceFound', at, coin, difference });
}
