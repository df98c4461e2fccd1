/** An order's arrival: checked, matched against book and orders in price-time, then rested. */
import type { TimeMs } from '../base/index.js';
import { recordOrder } from './execution.js';
import { matchArriving } from './match-arriving.js';
import { checkOrderEntry } from './order-entry.js';
import { joinQueue } from './queue-position.js';
import type { SimulatedMarket, VenueState } from './simulated-market.js';
import type { PlaceResult, RejectReason } from './simulated-venue.js';
import { asOpenOrder, type WorkingOrder } from './working-order.js';

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
    joinQueue(order, market.book);
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
