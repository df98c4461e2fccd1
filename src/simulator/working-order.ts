/** An order inside the venue, from its arrival to its end. */
import { type Price, type Size, type TimeMs, ZERO } from '../base/index.js';
import type { OpenOrder, OrderRequest, Side, TimeInForce } from '../market/index.js';
import type { SimulatedAccount } from './simulated-account.js';
import type { LiquidationMark } from './simulated-venue.js';

export interface WorkingOrder {
  readonly account: SimulatedAccount;
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  readonly originalSize: Size;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  /** Of a stop: the mark that sets it off; null for an order that goes to the book at once. */
  readonly triggerPrice: Price | null;
  readonly orderId: number;
  /** Null for the venue's own. */
  readonly clientOrderId: string | null;
  readonly placedAt: TimeMs;
  /** Of the venue's own order by which it liquidates the account; else null. */
  readonly liquidation: LiquidationMark | null;
  /** Contracts still to trade. */
  size: Size;
  /** Whether it rests on the book. */
  isResting: boolean;
  /** Contracts of the market before it at its price; null where the book did not reach so far. */
  queueAhead: Size | null;
  /** Contracts last shown at its price; null where the book did not reach so far. */
  shown: Size | null;
  /** Contracts that printed at its price since they were shown. */
  tradedSince: Size;
}

/** The order as it arrives: not resting, nothing traded. */
export function arrivingOrder(
  account: SimulatedAccount,
  request: Omit<OrderRequest, 'clientOrderId'> & { readonly clientOrderId: string | null },
  orderId: number,
  now: TimeMs,
): WorkingOrder {
  return {
    account,
    coin: request.coin,
    side: request.side,
    price: request.price,
    originalSize: request.size,
    timeInForce: request.timeInForce,
    reduceOnly: request.reduceOnly,
    triggerPrice: request.triggerPrice ?? null,
    orderId,
    clientOrderId: request.clientOrderId,
    placedAt: now,
    liquidation: null,
    size: request.size,
    isResting: false,
    queueAhead: null,
    shown: null,
    tradedSince: ZERO,
  };
}

/** The order as others see it, a copy. */
export function asOpenOrder(order: WorkingOrder): OpenOrder {
  return {
    coin: order.coin,
    side: order.side,
    price: order.price,
    size: order.size,
    originalSize: order.originalSize,
    reduceOnly: order.reduceOnly,
    ...(order.triggerPrice === null ? {} : { triggerPrice: order.triggerPrice }),
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    placedAt: order.placedAt,
  };
}
