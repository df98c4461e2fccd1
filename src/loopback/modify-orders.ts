/** The actions `modify` and `batchModify`: a cancel and a new order, with a number of its own. */
import {
  encodeDefaultResponse,
  encodeErrorResponse,
  encodeOrderResponse,
  type WireOrder,
} from '../hyperliquid/index.js';
import type { LoopbackScope } from './loopback-scope.js';
import { findOrderError, placeOrder, type PlaceOutcome } from './place-orders.js';

export interface WireModify {
  /** The venue's number of the order, or the client's id. */
  readonly oid: number | string;
  readonly order: WireOrder;
}

const GONE = 'Cannot modify canceled or filled order';

/** One order; the answer does not tell its new number. */
export function modifyOrder(
  scope: LoopbackScope,
  user: string,
  modify: WireModify,
  isAlways: boolean,
): object {
  const outcome = replace(scope, user, modify, isAlways);
  return outcome.kind === 'rejected'
    ? encodeErrorResponse(outcome.reason)
    : encodeDefaultResponse();
}

export function modifyOrders(
  scope: LoopbackScope,
  user: string,
  modifies: readonly WireModify[],
  isAlways: boolean,
): object {
  return encodeOrderResponse(
    modifies.map((modify) => ({
      outcome: replace(scope, user, modify, isAlways),
      clientOrderId: modify.order.c ?? null,
    })),
  );
}

/** With `isAlways` the new order is placed also where the old one is gone. */
function replace(
  scope: LoopbackScope,
  user: string,
  { oid, order }: WireModify,
  isAlways: boolean,
): PlaceOutcome {
  const error = findOrderError(scope, order);
  if (error !== null) return { kind: 'rejected', reason: `${error} asset=${order.a}` };
  const old = scope.venue.orderRecord(user, oid)?.order.orderId;
  const isCanceled = old !== undefined && scope.venue.cancel(user, old, scope.now());
  if (!isCanceled && !isAlways) return { kind: 'rejected', reason: `${GONE} asset=${order.a}` };
  return placeOrder(scope, user, order);
}
