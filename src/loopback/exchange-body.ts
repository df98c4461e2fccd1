/** The body of an `/exchange` request. */
import { z } from 'zod';
import {
  decodeExchangeRequest,
  type ExchangeAction,
  type ExchangeRequest,
  orderSchema,
} from '../hyperliquid/index.js';

const whole = z.int().nonnegative();
const cloid = z
  .string()
  .regex(/^0x[0-9a-fA-F]{32}$/)
  .toLowerCase();
const modify = { oid: z.union([whole, cloid]), order: orderSchema };
const always = { a: z.literal(true).optional() };

/** What our own adapter never sends, in the venue's key order. `noop` only uses up a nonce. */
const furtherAction = z.discriminatedUnion('type', [
  z.object({ type: z.literal('noop') }),
  z.object({ type: z.literal('modify'), ...modify, ...always }),
  z.object({ type: z.literal('batchModify'), modifies: z.array(z.object(modify)), ...always }),
  z.object({
    type: z.literal('updateIsolatedMargin'),
    asset: whole,
    isBuy: z.boolean(),
    /** Millionths of a USD. */
    ntli: z.int(),
  }),
  z.object({ type: z.literal('reserveRequestWeight'), weight: z.int().positive() }),
]);

export type LoopbackAction = ExchangeAction | z.output<typeof furtherAction>;

export interface LoopbackExchangeRequest extends Omit<ExchangeRequest, 'action'> {
  readonly action: LoopbackAction;
}

const furtherBody = z.looseObject({ action: furtherAction });

/** `action` in the venue's key order, which is what is hashed. Throws `WireError` for 422. */
export function decodeExchangeBody(body: unknown): LoopbackExchangeRequest {
  const further = furtherBody.safeParse(body);
  if (!further.success) return decodeExchangeRequest(body);
  // The envelope is the same for every action: it is read with the emptiest one that is known.
  const envelope = decodeExchangeRequest({ ...further.data, action: { type: 'scheduleCancel' } });
  return { ...envelope, action: further.data.action };
}
