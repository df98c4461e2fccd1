/** An order that somebody else sends: it counts from the moment it was let through. */
import type { Price, Size } from '../base/index.js';
import type { Side } from '../market/index.js';
import type { EngineState } from './engine-state.js';
import { logEvent, signatureOf } from './event-log.js';
import type { TrackedOrder } from './order-ledger.js';

export interface TakenOrder {
  /** Both unique among all orders of the state. */
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  readonly size: Size;
  /** It only shrinks the position: rates do not count it. */
  readonly reduceOnly: boolean;
}

/** The state with `order` in flight, counted by rates as the engine's own orders are. */
export function takeOrder(state: EngineState, order: TakenOrder): EngineState {
  const { orderId, clientOrderId, coin, side, price, size, reduceOnly } = order;
  const tracked: TrackedOrder = {
    clientOrderId,
    orderId,
    coin,
    side,
    price,
    size,
    originalSize: size,
    reduceOnly,
    purpose: 'quote',
    status: 'inFlight',
    heardAt: state.at,
    cancelAt: null,
  };
  const { orders, log, at } = state;
  return {
    ...state,
    orders: { ...orders, orders: [...orders.orders, tracked] },
    ordersSent: state.ordersSent + 1,
    log: reduceOnly ? log : logEvent(log, 'orders', coin, at, signatureOf(order)),
  };
}
