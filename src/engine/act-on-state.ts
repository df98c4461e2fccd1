/** What a market's trading state asks for: quotes, only closing ones, none, or a flat position. */
import { type Decimal, decimal, type DurationMs, ZERO } from '../base/index.js';
import { roundPriceDown, roundPriceUp, signOf } from '../market/index.js';
import type { Draft } from './draft.js';
import { EMPTY_QUOTE } from './engine-state.js';
import { valueOf } from './facts.js';
import { cancellable } from './foreign-orders.js';
import { holdsMarket } from './hold.js';
import { markOf, positionOf } from './market-facts.js';
import { isInTheWay, type TrackedOrder } from './order-ledger.js';
import { keepStop } from './keep-stops.js';
import { quoteMarket } from './quote-market.js';
import { refreshStretch } from './refresh-stretch.js';
import { isAheadOfPace } from './request-pace.js';
import { cancelOrders, cancelStops, submitOrders } from './send-commands.js';
import { POSITION_KNOWN } from './trading-state.js';

/** Where the policy names no distance: only the operator flattens without a rule that does. */
const DEFAULT_FLATTEN_WITHIN = decimal('0.01');
const FLATTEN_RETRY_MS: DurationMs = 1_000;

/** Brings a market's orders in line with its state; quotes where it may and a refresh is due. */
export function actOnMarket(draft: Draft, coin: string): void {
  const { isStopping, runId, states, isPositionKnown, holds } = draft.state;
  if (runId === null) return;
  const here = draft.state.orders.orders.filter((order) => order.coin === coin);
  const orders = cancellable(draft, here);
  const market = draft.context.rules.markets.get(coin);
  // A stop outlives the run as long as there is a position that it closes.
  if (market !== undefined && !isEnded(draft, coin)) keepStop(draft, market);
  if (isStopping) return cancelOrders(draft, orders, 'the session stops');
  // An undeclared market is not traded: all it has to obey is what holds the account.
  const holder = holds.find((hold) => hold.holdsAccount && isWithdrawn(hold.effect));
  if (market === undefined) {
    return holder === undefined ? undefined : cancelOrders(draft, orders, holder.rule);
  }
  if (wantsFlat(draft, coin)) return flattenMarket(draft, coin, orders);
  const { state, rule } = states[coin] ?? { state: 'reducing', rule: POSITION_KNOWN };
  if (isWithdrawn(state)) return cancelOrders(draft, orders, rule ?? state);
  if (!isPositionKnown) {
    const growing = orders.filter((order) => !order.reduceOnly);
    return cancelOrders(draft, growing, 'the position is not known');
  }
  const isReducing = state === 'reducing';
  if (isReducing) {
    // Foreign orders count for what is left to reduce, and are not ours to cancel.
    const adding = cancellable(draft, addingOrders(draft, coin, here));
    cancelOrders(draft, adding, rule ?? state);
  }
  if (market.quote !== null && isRefreshDue(draft, coin, market.quote.refreshMs)) {
    quoteMarket(draft, market, market.quote, isReducing);
  }
}

/** A kill cancels everything, stops too; what flattens needs none. */
function isEnded(draft: Draft, coin: string): boolean {
  const { stops, states } = draft.state;
  const isHalted = states[coin]?.state === 'halted';
  if (!isHalted && !wantsFlat(draft, coin)) return false;
  const here = stops.orders.filter((stop) => stop.coin === coin && stop.purpose === 'stop');
  cancelStops(draft, here, isHalted ? (states[coin]?.rule ?? 'halted') : 'flatten');
  return true;
}

function isWithdrawn(state: string): boolean {
  return state === 'paused' || state === 'halted';
}

function isRefreshDue(draft: Draft, coin: string, refreshMs: DurationMs): boolean {
  const { at, quotes, orders, actionBudget, requestsPaidAt } = draft.state;
  const { refreshedAt, isAwaitingCancels } = quotes[coin] ?? EMPTY_QUOTE;
  const waitMs = refreshMs * refreshStretch(actionBudget?.actionsLeft ?? null);
  const isPassed = refreshedAt === null || at - refreshedAt >= waitMs;
  if (isPassed && !isAheadOfPace(requestsPaidAt, at)) return true;
  // The cancels that new orders waited for are confirmed.
  const isCancelling = orders.orders.some(
    (order) => order.coin === coin && order.cancelAt !== null,
  );
  return isAwaitingCancels && !isCancelling;
}

/** Orders that do more than close: on the growing side all, on the other what exceeds. */
function addingOrders(
  draft: Draft,
  coin: string,
  orders: readonly TrackedOrder[],
): readonly TrackedOrder[] {
  const position = valueOf(positionOf(draft.facts, coin));
  if (position === null) return orders.filter((order) => !order.reduceOnly);
  return (['buy', 'sell'] as const).flatMap((side) => {
    let open: Decimal = position.times(-signOf(side));
    const bestFirst = orders
      .filter((order) => order.side === side)
      .sort((a, b) => b.price.comparedTo(a.price) * signOf(side));
    return bestFirst.filter(({ size }) => {
      open = open.minus(size);
      return open.lt(0);
    });
  });
}

function wantsFlat(draft: Draft, coin: string): boolean {
  const { holds, quotes } = draft.state;
  return (
    quotes[coin]?.isFlattening === true ||
    holds.some((hold) => hold.flatten && holdsMarket(hold, coin))
  );
}

/**
 * First every cancel is confirmed, then one reduce-only immediate order at a time inside the
 * declared distance of mark, until flat. An unknown position or mark waits; an order without an
 * answer is waited for a while only, since should it come it is cancelled, or closed again.
 */
function flattenMarket(draft: Draft, coin: string, orders: readonly TrackedOrder[]): void {
  cancelOrders(draft, orders, 'flatten');
  const { at, quotes, instruments } = draft.state;
  if (orders.some((order) => isInTheWay(order, at))) return;
  const progress = quotes[coin] ?? EMPTY_QUOTE;
  const position = valueOf(positionOf(draft.facts, coin));
  if (position === null) return;
  if (position.isZero()) {
    if (!progress.isFlattening) return;
    return draft.note({ quotes: { ...quotes, [coin]: { ...progress, isFlattening: false } } });
  }
  const mark = valueOf(markOf(draft.facts, coin));
  const instrument = instruments[coin];
  if (mark === null || instrument === undefined) return;
  if (progress.flattenSentAt !== null && at - progress.flattenSentAt < FLATTEN_RETRY_MS) return;
  const within = draft.context.rules.policy.account.flattenWithin ?? DEFAULT_FLATTEN_WITHIN;
  const isLong = position.gt(ZERO);
  const price = isLong
    ? roundPriceUp(mark.minus(mark.times(within)), instrument.sizeDecimals)
    : roundPriceDown(mark.plus(mark.times(within)), instrument.sizeDecimals);
  draft.note({ quotes: { ...quotes, [coin]: { ...progress, flattenSentAt: at } } });
  const side = isLong ? 'sell' : 'buy';
  const size = position.abs();
  const order = { coin, side, price, size, timeInForce: 'ioc', reduceOnly: true } as const;
  submitOrders(draft, [order], 'flatten');
}
