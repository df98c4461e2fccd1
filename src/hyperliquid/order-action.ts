/** The `order` action. The key order here is the one that is hashed. */
import { z } from 'zod';
import { decimal, unreachable } from '../base/index.js';
import type { OrderRequest, TimeInForce } from '../market/index.js';
import { wireDecimal } from './wire-decimal.js';
import { address, canonicalDecimal, clientOrderIdField, whole } from './wire-field.js';

const tifSchema = z.enum(['Alo', 'Ioc', 'Gtc']);

const limitSchema = z.object({ limit: z.object({ tif: tifSchema }) });

const triggerSchema = z.object({
  trigger: z.object({
    isMarket: z.boolean(),
    triggerPx: canonicalDecimal,
    tpsl: z.enum(['tp', 'sl']),
  }),
});

export const orderSchema = z.object({
  a: whole,
  b: z.boolean(),
  p: canonicalDecimal,
  s: canonicalDecimal,
  r: z.boolean(),
  t: z.union([limitSchema, triggerSchema]),
  c: clientOrderIdField.optional(),
});

/** Parses to the canonical form: the venue's key order, no trailing zeros, lower-case ids. */
export const orderActionSchema = z.object({
  type: z.literal('order'),
  orders: z.array(orderSchema),
  grouping: z.enum(['na', 'normalTpsl', 'positionTpsl']),
  /** Who is paid for having brought the order; our own orders name nobody. */
  builder: z.object({ b: address, f: whole }).optional(),
});

export type WireOrder = z.output<typeof orderSchema>;

export type OrderAction = z.output<typeof orderActionSchema>;

/** Orders with the asset numbers of their coins, in order. */
export function encodeOrderAction(
  orders: readonly { readonly assetId: number; readonly order: OrderRequest }[],
): OrderAction {
  return {
    type: 'order',
    orders: orders.map(({ assetId, order }) => ({
      a: assetId,
      b: order.side === 'buy',
      p: wireDecimal(order.price),
      s: wireDecimal(order.size),
      r: order.reduceOnly,
      t: orderTypeOf(order),
      c: order.clientOrderId,
    })),
    grouping: 'na',
  };
}

/** A stop sets off a market order, bounded by the limit price. */
function orderTypeOf({ triggerPrice, timeInForce }: OrderRequest): WireOrder['t'] {
  if (triggerPrice === undefined) return { limit: { tif: tifToWire(timeInForce) } };
  return { trigger: { isMarket: true, triggerPx: wireDecimal(triggerPrice), tpsl: 'sl' } };
}

/** Null for a trigger order that is no stop at market; the client's id may be absent. */
export function decodeOrder(
  wire: WireOrder,
  coin: string,
): (Omit<OrderRequest, 'clientOrderId'> & { readonly clientOrderId: string | null }) | null {
  const { t } = wire;
  const isLimit = 'limit' in t;
  if (!isLimit && (!t.trigger.isMarket || t.trigger.tpsl !== 'sl')) return null;
  return {
    coin,
    side: wire.b ? 'buy' : 'sell',
    price: decimal(wire.p),
    size: decimal(wire.s),
    timeInForce: isLimit ? tifFromWire(t.limit.tif) : 'ioc',
    reduceOnly: wire.r,
    ...(isLimit ? {} : { triggerPrice: decimal(t.trigger.triggerPx) }),
    clientOrderId: wire.c ?? null,
  };
}

/** The venue's word for how long an order may live. */
export function tifToWire(timeInForce: TimeInForce): 'Alo' | 'Ioc' | 'Gtc' {
  switch (timeInForce) {
    case 'post-only':
      return 'Alo';
    case 'ioc':
      return 'Ioc';
    case 'gtc':
      return 'Gtc';
    default:
      return unreachable(timeInForce);
  }
}

function tifFromWire(tif: z.output<typeof tifSchema>): TimeInForce {
  switch (tif) {
    case 'Alo':
      return 'post-only';
    case 'Ioc':
      return 'ioc';
    case 'Gtc':
      return 'gtc';
    default:
      return unreachable(tif);
  }
}
