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

const stopSchema = restingSchema.extend({
  isTrigger: z.literal(true),
  orderType: z.literal('Stop Market'),
  triggerPx: positiveDecimal,
});

const otherTriggerSchema = z.object({ isTrigger: z.literal(true) });

const openOrdersSchema = z.array(z.union([stopSchema, otherTriggerSchema, restingSchema]));

/** Of the trigger orders only stops at market are told: others are never ours, and protect less. */
export function decodeOpenOrders(payload: unknown): readonly OpenOrder[] {
  const orders = decodeWire(openOrdersSchema, payload, 'frontendOpenOrders');
  return orders.flatMap((order) => ('coin' in order ? [decodeOpenOrder(order)] : []));
}

function decodeOpenOrder(
  order: z.output<typeof restingSchema> | z.output<typeof stopSchema>,
): OpenOrder {
  return {
    coin: order.coin,
    side: sideFromWire(order.side),
    price: order.limitPx,
    size: order.sz,
    originalSize: order.origSz,
    reduceOnly: order.reduceOnly,
    ...('triggerPx' in order ? { triggerPrice: order.triggerPx } : {}),
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
    ...triggerFields(order),
    children: [],
    isPositionTpsl: false,
    reduceOnly: order.reduceOnly,
    origSz: wireDecimal(order.originalSize),
    tif: order.triggerPrice === undefined ? tifToWire(timeInForce) : null,
    cloid: order.clientOrderId,
  };
}

function triggerFields({ side, triggerPrice }: OpenOrder): object {
  if (triggerPrice === undefined) {
    return { triggerCondition: 'N/A', isTrigger: false, triggerPx: '0.0', orderType: 'Limit' };
  }
  const triggerPx = wireDecimal(triggerPrice);
  const triggerCondition = `Price ${side === 'sell' ? 'below' : 'above'} ${triggerPx}`;
  return { triggerCondition, isTrigger: true, triggerPx, orderType: 'Stop Market' };
}
