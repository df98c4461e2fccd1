/** An account's orders in the venue's words. */
import { encodeOpenOrder, encodeOrderStatus, encodeOrderUpdate } from '../hyperliquid/index.js';
import type { OpenOrder } from '../market/index.js';
import type { OrderRecord } from '../simulator/index.js';
import type { LoopbackScope } from './loopback-scope.js';

/** Stands in the simulator for an order that came without a client's id; never shown. */
export const NO_CLIENT_ORDER_ID = '';

/** The short shape. */
export function answerOpenOrders(scope: LoopbackScope, user: string): readonly object[] {
  return openOrdersOf(scope, user).map((order) => wireBasicOrder(order));
}

/** The long shape, with `tif`. */
export function answerFrontendOpenOrders(scope: LoopbackScope, user: string): readonly object[] {
  return openOrdersOf(scope, user).map((order) => {
    const record = scope.venue.orderRecord(user, order.orderId);
    return encodeOpenOrder(shown(order), record?.timeInForce ?? 'gtc');
  });
}

/** `id` is the venue's number or the client's hex id. */
export function answerOrderStatus(scope: LoopbackScope, user: string, id: number | string): object {
  const record = scope.venue.hasAccount(user) ? scope.venue.orderRecord(user, id) : null;
  if (record !== null && scope.faults.plan.strikes('unknown-oid')) {
    scope.faults.tell('unknown-oid', `order ${record.order.orderId} is said to be unknown`);
    return encodeOrderStatus(null);
  }
  return encodeOrderStatus(record === null ? null : { ...record, order: shown(record.order) });
}

/** The newest first, each as it stands. */
export function answerHistoricalOrders(scope: LoopbackScope, user: string): readonly object[] {
  if (!scope.venue.hasAccount(user)) return [];
  const newest = scope.venue.orderRecords(user).toReversed();
  return newest.map(({ order, timeInForce, status, statusTime }) => {
    const wire = encodeOpenOrder(shown(order), timeInForce);
    return { order: wire, status, statusTimestamp: statusTime };
  });
}

/** One entry of an `orderUpdates` frame. */
export function wireOrderUpdate({ order, status, statusTime }: OrderRecord): object {
  return encodeOrderUpdate(shown(order), status, statusTime);
}

function wireBasicOrder(order: OpenOrder): object {
  const update = encodeOrderUpdate(shown(order), 'open', order.placedAt);
  return 'order' in update && update.order instanceof Object ? update.order : {};
}

function openOrdersOf(scope: LoopbackScope, user: string): readonly OpenOrder[] {
  return scope.venue.hasAccount(user) ? scope.venue.openOrders(user) : [];
}

function shown(order: OpenOrder): OpenOrder {
  return order.clientOrderId === NO_CLIENT_ORDER_ID ? { ...order, clientOrderId: null } : order;
}
