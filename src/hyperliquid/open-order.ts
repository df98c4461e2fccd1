/** `frontendOpenOrders`: what rests, with the fields that `openOrders` leaves out. */
import { z } from 'zod';
import type { OpenOrder, TimeInForce } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { tifToWire } from './order-action.js';
import { wireDecimal } from './wire-decimal.js';
import {
  clientOrderIdField,
  positiveDecimal,
  sideFromWire,
  sideToWire,
  whole,
  wireSide,
} from './wire-field.js';

const triggerSchema = z.object({ isTrigger: z.literal(true) });

const restingSchema = z.object({
  isTrigger: z.literal(false).optional(),
  coin: z.string().min(1),
  side: wireSide,
  limitPx: positiveDecimal,
  sz: positiveDecimal,
  origSz: positiveDecimal,
  oid: whole,
  timestamp: whole,
  reduceOnly: z.boolean().default(false),
  cloid: clientOrderIdField.nullish(),
});

const openOrdersSchema = z.array(z.union([triggerSchema, restingSchema]));

/** Trigger orders are left out: they do not rest on the book and are never ours. */
export function decodeOpenOrders(payload: unknown): readonly OpenOrder[] {
  const orders = decodeWire(openOrdersSchema, payload, 'frontendOpenOrders');
  return orders.flatMap((order) => (order.isTrigger === true ? [] : [decodeOpenOrder(order)]));
}

function decodeOpenOrder(order: z.output<typeof restingSchema>): OpenOrder {
  return {
    coin: order.coin,
    side: sideFromWire(order.side),
    price: order.limitPx,
    size: order.sz,
    originalSize: order.origSz,
    reduceOnly: order.reduceOnly,
    orderId: order.oid,
    clientOrderId: order.cloid ?? null,
    placedAt: order.timestamp,
  };
}

/** One entry of `frontendOpenOrders`, and the `order` of an `orderStatus` answer. */
export function encodeOpenOrder(order: OpenOrder, timeInForce: TimeInForce): object {
  return {
    coin: order.coin,
    side: sideToWire(order.side),
    limitPx: wireDecimal(order.price),
    sz: wireDecimal(order.size),
    oid: order.orderId,
    timestamp: order.placedAt,
    triggerCondition: 'N/A',
    isTrigger: false,
    triggerPx: '0.0',
    children: [],
    isPositionTpsl: false,
    reduceOnly: order.reduceOnly,
    orderType: 'Limit',
    origSz: wireDecimal(order.originalSize),
    tif: tifToWire(timeInForce),
    cloid: order.clientOrderId,
  };
}
