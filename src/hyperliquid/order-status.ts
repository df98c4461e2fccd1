/** `orderStatus`: one order by the venue's number or by ours. */
import { z } from 'zod';
import type { TimeMs } from '../base/index.js';
import type { OpenOrder, TimeInForce } from '../market/index.js';
import type { OrderStatusAnswer } from '../venue/index.js';
import { decodeWire } from './decode-wire.js';
import { encodeOpenOrder } from './open-order.js';
import { whole } from './wire-field.js';

const knownSchema = z.object({
  status: z.literal('order'),
  order: z.object({ order: z.object({ oid: whole }), status: z.string().min(1) }),
});

const statusSchema = z.union([knownSchema, z.object({ status: z.literal('unknownOid') })]);

/** The status is the venue's word; `notFound` may also be a record that the venue forgot. */
export function decodeOrderStatus(payload: unknown): OrderStatusAnswer {
  const answer = decodeWire(statusSchema, payload, 'orderStatus');
  if (answer.status === 'unknownOid') return { kind: 'notFound' };
  return { kind: 'known', status: answer.order.status, orderId: answer.order.order.oid };
}

/** Null for an order that the venue does not know, or knows no more. */
export function encodeOrderStatus(
  record: {
    readonly order: OpenOrder;
    readonly timeInForce: TimeInForce;
    readonly status: string;
    readonly statusTime: TimeMs;
  } | null,
): object {
  if (record === null) return { status: 'unknownOid' };
  return {
    status: 'order',
    order: {
      order: encodeOpenOrder(record.order, record.timeInForce),
      status: record.status,
      statusTimestamp: record.statusTime,
    },
  };
}
