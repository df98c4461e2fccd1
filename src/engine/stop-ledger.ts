/**
 * The stops that stand beside the book, in a ledger of their own: they only close, so no limit
 * counts them and no worst case holds them.
 */
import { type Price, type Size, ZERO } from '../base/index.js';
import { type OpenOrder, signOf } from '../market/index.js';
import type { Draft } from './draft.js';
import type { EngineEvent } from './engine-event.js';
import type { EngineState } from './engine-state.js';
import {
  acceptOrder,
  closeOrder,
  dropSpent,
  fillOrder,
  loseAnswers,
  loseOrder,
  type OrderLedger,
  removeOrder,
  settleOrders,
  type TrackedOrder,
} from './order-ledger.js';

export function isStop(order: Pick<OpenOrder, 'triggerPrice'>): boolean {
  return order.triggerPrice !== undefined;
}

/** What an event teaches of stops; after all else was heard. */
export function hearStops(draft: Draft, event: EngineEvent): void {
  const { stops, positions, isPositionKnown } = draft.state;
  const heard = stopsAfter(draft.state, event);
  const open = isPositionKnown ? dropSpent(heard, (coin) => positions[coin]?.size ?? ZERO) : heard;
  if (open !== stops) draft.set({ stops: open });
}

function stopsAfter(state: EngineState, event: EngineEvent): OrderLedger {
  const { stops, at, runIds } = state;
  switch (event.kind) {
    case 'sessionStarted':
      return loseAnswers(stops, at);
    case 'reconciled': {
      const filled = event.fills.reduce(
        (ledger, fill) => (isKnown(ledger, fill) ? fillOrder(ledger, fill, at) : ledger),
        stops,
      );
      return settleOrders(filled, event.openOrders.filter(isStop), at, runIds);
    }
    case 'orderFilled':
      return isKnown(stops, event.fill) ? fillOrder(stops, event.fill, at) : stops;
    case 'orderAccepted':
      return isKnown(stops, event) ? acceptOrder(stops, event, at) : stops;
    case 'orderClosed':
      return isKnown(stops, event) ? closeOrder(stops, event, at) : stops;
    case 'orderRejected':
    case 'orderOutcomeUnknown': {
      const { clientOrderId } = event;
      if (!isKnown(stops, { clientOrderId, orderId: null })) return stops;
      return event.kind === 'orderRejected'
        ? removeOrder(stops, { clientOrderId, orderId: null })
        : loseOrder(stops, clientOrderId);
    }
    default:
      return stops;
  }
}

function isKnown(
  { orders }: OrderLedger,
  ids: { readonly clientOrderId: string | null; readonly orderId: number | null },
): boolean {
  return orders.some(
    ({ clientOrderId, orderId }) =>
      (clientOrderId !== null && clientOrderId === ids.clientOrderId) ||
      (orderId !== null && orderId === ids.orderId),
  );
}

/**
 * The stops that close this position, the one that goes off first in front. `resting`: those that
 * the venue has confirmed; `sent`: those on their way too. One that is being cancelled is none.
 */
export function stopsFor(
  { stops }: EngineState,
  coin: string,
  position: Size,
  which: 'resting' | 'sent',
): readonly TrackedOrder[] {
  return stops.orders
    .filter(
      (stop) =>
        stop.coin === coin &&
        stop.cancelAt === null &&
        (stop.status === 'resting' || (which === 'sent' && stop.status === 'inFlight')) &&
        position.times(signOf(stop.side)).lt(0),
    )
    .sort((a, b) => triggerOf(a).comparedTo(triggerOf(b)) * signOf(a.side));
}

/** Whether confirmed stops close all of it. */
export function isCovered(state: EngineState, coin: string, position: Size): boolean {
  const stops = stopsFor(state, coin, position, 'resting');
  return stops.reduce((sum, { size }) => sum.plus(size), ZERO).gte(position.abs());
}

export function triggerOf({ triggerPrice, price }: TrackedOrder): Price {
  return triggerPrice ?? price;
}

/** Notes since when each position lacks a full stop; while it is not known nothing changes. */
export function trackCover(draft: Draft): void {
  const { state } = draft;
  if (!state.isPositionKnown) return;
  const { uncoveredSince, positions, at } = state;
  const hasStops = state.stops.orders.length > 0;
  const open = Object.values(positions).filter(
    ({ coin, size }) => !size.isZero() && !(hasStops && isCovered(state, coin, size)),
  );
  const isSame =
    open.length === Object.keys(uncoveredSince).length &&
    open.every(({ coin }) => uncoveredSince[coin] !== undefined);
  if (isSame) return;
  const since = open.map(({ coin }) => [coin, uncoveredSince[coin] ?? at]);
  draft.set({ uncoveredSince: Object.fromEntries(since) as EngineState['uncoveredSince'] });
}
