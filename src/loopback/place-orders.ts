/** The `order` action: each order on its own, unless one of them makes the whole batch void. */
import { decimal, unreachable } from '../base/index.js';
import { decodeOrder, encodeOrderResponse, type WireOrder } from '../hyperliquid/index.js';
import { isOnPriceGrid, isOnSizeGrid } from '../market/index.js';
import type { SubmitOutcome } from '../venue/index.js';
import type { LoopbackScope } from './loopback-scope.js';
import { rejectText } from './reject-text.js';
import { NO_CLIENT_ORDER_ID } from './user-orders.js';

export type PlaceOutcome = Exclude<SubmitOutcome, { readonly kind: 'unknown' }>;

/**

 * A batch that fails before the book is looked at is answered with one error for all of it, said
 * once, or for each order where the venue is set to. Source: facts of the venue, §2.5.
 */
export function placeOrders(
  scope: LoopbackScope,
  user: string,
  orders: readonly WireOrder[],
): object {
  const batchError = findBatchError(scope, orders);
  if (batchError !== null) {
    const outcome = { kind: 'rejected', reason: batchError } as const;
    const times = scope.batchError === 'each' ? Math.max(1, orders.length) : 1;
    return encodeOrderResponse(
      Array.from({ length: times }, () => ({ outcome, clientOrderId: null })),
    );
  }
  return encodeOrderResponse(
    orders.map((order) => ({
      outcome: findFault(scope, order) ?? placeOrder(scope, user, order),
      clientOrderId: order.c ?? null,
    })),
  );
}

function findBatchError(scope: LoopbackScope, orders: readonly WireOrder[]): string | null {
  if (orders.length === 0) return 'Orders are empty.';
  for (const order of orders) {
    const error = findOrderError(scope, order);
    if (error !== null) return `${error} asset=${order.a}`;
  }
  return null;
}

/** Why an order cannot be, whatever the book; without its asset. */
export function findOrderError(scope: LoopbackScope, order: WireOrder): string | null {
  const instrument = scope.instrumentAt(order.a);
  if (instrument === null) return 'Order has invalid asset.';
  const trigger = 'trigger' in order.t ? order.t.trigger : null;
  if (trigger !== null && (!trigger.isMarket || trigger.tpsl !== 'sl')) {
    return 'Of trigger orders this venue supports stops at market only.';
  }
  const size = decimal(order.s);
  if (size.isZero()) return 'Order has zero size.';
  if (!isOnSizeGrid(size, instrument.sizeDecimals)) return 'Order has invalid size.';
  const price = decimal(order.p);
  if (price.isZero()) return 'Order has invalid price.';
  if (!isOnPriceGrid(price, instrument.sizeDecimals)) {
    return 'Price must be divisible by tick size.';
  }
  if (trigger !== null && !isOnPriceGrid(decimal(trigger.triggerPx), instrument.sizeDecimals)) {
    return 'Price must be divisible by tick size.';
  }
  return null;
}

/** What a venue in trouble says to an order that is right. */
function findFault({ faults }: LoopbackScope, { a, t }: WireOrder): PlaceOutcome | null {
  const isPostOnly = 'limit' in t && t.limit.tif === 'Alo';
  if (faults.isPostOnly() && !isPostOnly) {
    const words = 'Only post-only orders allowed immediately after network upgrade';
    return { kind: 'rejected', reason: `${words} asset=${a}` };
  }
  if (!faults.plan.strikes('partial-batch')) return null;
  faults.tell('partial-batch', 'an order is refused');
  return { kind: 'rejected', reason: `Order would increase open interest too quickly asset=${a}` };
}

export function placeOrder(scope: LoopbackScope, user: string, wire: WireOrder): PlaceOutcome {
  const coin = scope.instrumentAt(wire.a)?.coin ?? null;
  const order = coin === null ? null : decodeOrder(wire, coin);
  if (coin === null || order === null)
    return { kind: 'rejected', reason: 'Order has invalid asset.' };
  const clientOrderId = order.clientOrderId ?? NO_CLIENT_ORDER_ID;
  const result = scope.venue.place(user, { ...order, clientOrderId }, scope.now());
  switch (result.kind) {
    case 'resting':
    case 'filled':
      return result;
    case 'rejected': {
      const reason = rejectText(result.reason, wire.a, scope.venue.market(coin));
      return { kind: 'rejected', reason };
    }
    default:
      return unreachable(result);
  }
}
