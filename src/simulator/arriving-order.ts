/** An order's arrival: checked, matched against book and orders in price-time, then rested. */
import { Decimal, type Notional, type Price, type Size, type TimeMs, ZERO } from '../base/index.js';
import { oppositeOf } from '../market/index.js';
import {
  endOrder,
  executeFill,
  fillResting,
  type FillTerms,
  permittedSize,
  recordOrder,
} from './execution.js';
import { checkOrderEntry } from './order-entry.js';
import type { SimulatedMarket, VenueState } from './simulated-market.js';
import type { PlaceResult, RejectReason } from './simulated-venue.js';
import { isBetterPrice, isCrossing } from './visible-book.js';
import { asOpenOrder, type WorkingOrder } from './working-order.js';

/** What an arriving order traded. */
interface Matched {
  readonly size: Size;
  readonly notional: Notional;
  /** Whether it stopped because the margin ran short. */
  readonly isMarginShort: boolean;
}

/**
 * Takes an order through entry, matching and rest. A part-filled order that goes on resting answers
 * `resting`, since it lives; an order of which a part traded and the rest was cancelled answers
 * `filled` with the part.
 */
export function receiveOrder(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
  now: TimeMs,
): PlaceResult {
  const reason = checkOrderEntry(state, market, order);
  if (reason !== null) return reject(order, reason, now);
  const matched = matchArriving(state, market, order, now);
  const { orderId } = order;
  const isDone = order.size.isZero();
  if (!isDone && !matched.isMarginShort && order.timeInForce !== 'ioc') {
    order.queueAhead = market.book.displayedAt(order.side, order.price);
    market.orders.add(order);
    order.account.orders.set(orderId, order);
    recordOrder(state, order, 'open', now);
    return { kind: 'resting', orderId };
  }
  if (matched.size.isZero()) {
    return reject(order, matched.isMarginShort ? 'perpMarginRejected' : 'iocCancelRejected', now);
  }
  recordOrder(state, order, endStatus(isDone, matched.isMarginShort), now);
  const averagePrice = matched.notional.div(matched.size);
  return { kind: 'filled', orderId, size: matched.size, averagePrice };
}

function endStatus(isDone: boolean, isMarginShort: boolean): string {
  if (isDone) return 'filled';
  return isMarginShort ? 'marginCanceled' : 'canceled';
}

/** Refusals are remembered but not told of: the answer to the placement says it. */
function reject(order: WorkingOrder, reason: RejectReason, now: TimeMs): PlaceResult {
  order.account.history.put({
    order: asOpenOrder(order),
    timeInForce: order.timeInForce,
    status: reason,
    statusTime: now,
  });
  return { kind: 'rejected', orderId: order.orderId, reason };
}

function matchArriving(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
  now: TimeMs,
): Matched {
  let size: Size = ZERO;
  let notional: Notional = ZERO;
  while (order.size.gt(0)) {
    const opposite = bestOpposite(market, order);
    if (opposite === null) break;
    const maker = opposite.order;
    if (maker !== null && maker.account === order.account) {
      // Self-trade prevention: the resting order goes, the arriving one continues.
      endOrder(state, market, maker, 'selfTradeCanceled', now);
      continue;
    }
    const { price } = opposite;
    const wanted = Decimal.min(order.size, opposite.size);
    const terms: FillTerms = { size: wanted, price, liquidity: 'taker', time: now };
    const permitted = permittedSize(state, market, order, terms);
    if (permitted.gt(0)) {
      // A maker short of margin trades less; what is left of its order is gone then.
      const traded = maker === null ? permitted : fillResting(state, market, maker, permitted, now);
      if (maker === null) market.book.takeBest(oppositeOf(order.side), traded);
      if (traded.gt(0)) executeFill(state, market, order, { ...terms, size: traded });
      size = size.plus(traded);
      notional = notional.plus(traded.times(price));
    }
    if (permitted.lt(wanted)) return { size, notional, isMarginShort: true };
  }
  return { size, notional, isMarginShort: false };
}

/** Where an arriving order would trade next. */
interface Opposite {
  readonly price: Price;
  readonly size: Size;
  /** The resting order that stands there; null for the market's own liquidity. */
  readonly order: WorkingOrder | null;
}

/** The best price within the limit; at the same price the market's liquidity comes first. */
function bestOpposite(market: SimulatedMarket, order: WorkingOrder): Opposite | null {
  const side = oppositeOf(order.side);
  const level = market.book.best(side);
  const resting = market.orders.best(side);
  const isOrderBetter =
    resting !== null && (level === null || isBetterPrice(resting.price, level.price, side));
  const opposite: Opposite | null = isOrderBetter
    ? { price: resting.price, size: resting.size, order: resting }
    : level && { ...level, order: null };
  if (opposite === null || !isCrossing(order.price, opposite.price, order.side)) return null;
  return opposite;
}
