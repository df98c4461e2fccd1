/** Stops: they wait off the book until the mark reaches them, then trade like any taker. */
import type { TimeMs } from '../base/index.js';
import { isOnPriceGrid } from '../market/index.js';
import { receiveOrder } from './arriving-order.js';
import { recordOrder } from './execution.js';
import type { SimulatedMarket, VenueState } from './simulated-market.js';
import type { PlaceResult, RejectReason } from './simulated-venue.js';
import { asOpenOrder, type WorkingOrder } from './working-order.js';

/** Only its own prices and size are looked at now: what it may trade is seen when it is set off. */
export function receiveStop(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
  now: TimeMs,
): PlaceResult {
  const { account, orderId, timeInForce } = order;
  const reason = refusalOf(state, market, order);
  if (reason !== null) {
    const record = { order: asOpenOrder(order), timeInForce, status: reason, statusTime: now };
    account.history.put(record);
    return { kind: 'rejected', orderId, reason };
  }
  account.stops.set(orderId, order);
  recordOrder(state, order, 'open', now);
  return { kind: 'resting', orderId };
}

/** Takes a stop away that was not set off. */
export function endStop(
  state: VenueState,
  order: WorkingOrder,
  status: string,
  time: TimeMs,
): void {
  order.account.stops.delete(order.orderId);
  recordOrder(state, order, status, time);
}

/** Sets off what the mark has reached, oldest first. */
export function fireStops(state: VenueState, market: SimulatedMarket): void {
  const { coin } = market.instrument;
  for (const account of state.accounts.values()) {
    for (const order of account.stops.values()) {
      if (order.coin !== coin || !isReached(market, order)) continue;
      account.stops.delete(order.orderId);
      recordOrder(state, order, 'triggered', market.time);
      const result = receiveOrder(state, market, order, market.time);
      // Nobody waits for an answer: the stream has to say how it ended.
      if (result.kind === 'rejected') recordOrder(state, order, result.reason, market.time);
    }
  }
}

function isReached({ mark }: SimulatedMarket, { side, triggerPrice }: WorkingOrder): boolean {
  if (mark === null || triggerPrice === null) return false;
  return side === 'sell' ? mark.lte(triggerPrice) : mark.gte(triggerPrice);
}

function refusalOf(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
): RejectReason | null {
  const { sizeDecimals } = market.instrument;
  const { account, price, triggerPrice } = order;
  if (!isOnPriceGrid(price, sizeDecimals)) return 'tickRejected';
  if (triggerPrice === null || !isOnPriceGrid(triggerPrice, sizeDecimals)) return 'tickRejected';
  if (market.mark === null || isReached(market, order)) return 'badTriggerPxRejected';
  const isFull = account.orders.size + account.stops.size >= state.openOrdersMost;
  return isFull ? 'tooManyOpenOrdersRejected' : null;
}
