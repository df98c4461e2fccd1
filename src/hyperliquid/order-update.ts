/** `orderUpdates` frames: what became of our orders. Nothing is sent of the time before. */
import { z } from 'zod';
import type { TimeMs } from '../base/index.js';
import type { OpenOrder } from '../market/index.js';
import type { VenueEvent } from '../venue/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { clientOrderIdField, sideToWire, unsignedDecimal, whole } from './wire-field.js';

const updatesSchema = z.array(
  z.object({
    order: z.object({
      coin: z.string().min(1),
      oid: whole,
      cloid: clientOrderIdField.nullish(),
      // What rests, and of an order that was cancelled what rested last. News of an end is too good
      // to be lost for a figure that cannot be read.
      sz: unsignedDecimal.nullish().catch(null),
    }),
    status: z.string().min(1),
    statusTimestamp: whole,
  }),
);

export function decodeOrderUpdates(data: unknown): readonly VenueEvent[] {
  return decodeWire(updatesSchema, data, 'orderUpdates').map((update) => ({
    kind: 'orderUpdated',
    coin: update.order.coin,
    orderId: update.order.oid,
    clientOrderId: update.order.cloid ?? null,
    status: update.status,
    unfilled: update.order.sz ?? null,
    time: update.statusTimestamp,
  }));
}

/** One entry of a frame. */
export function encodeOrderUpdate(order: OpenOrder, status: string, statusTime: TimeMs): object {
  return {
    order: {
      coin: order.coin,
      side: sideToWire(order.side),
      limitPx: wireDecimal(order.price),
      sz: wireDecimal(order.size),
      oid: order.orderId,
      timestamp: order.placedAt,
      origSz: wireDecimal(order.originalSize),
      ...(order.clientOrderId === null ? {} : { cloid: order.clientOrderId }),
      ...(order.reduceOnly ? { reduceOnly: true } : {}),
    },
    status,
    statusTimestamp: statusTime,
  };
}
