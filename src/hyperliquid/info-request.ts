/** What may be asked of `/info`. */
import { z } from 'zod';
import { decodeWire } from './decode-wire.js';
import { address, clientOrderIdField, whole } from './wire-field.js';

const user = address;
const coin = z.string().min(1);

const infoRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('meta') }),
  z.object({ type: z.literal('metaAndAssetCtxs') }),
  z.object({ type: z.literal('clearinghouseState'), user }),
  z.object({ type: z.literal('frontendOpenOrders'), user }),
  z.object({
    type: z.literal('userFillsByTime'),
    user,
    startTime: whole,
    endTime: whole.nullish(),
  }),
  z.object({
    type: z.literal('userNonFundingLedgerUpdates'),
    user,
    startTime: whole.nullish(),
    endTime: whole.nullish(),
  }),
  z.object({
    type: z.literal('userFunding'),
    user,
    startTime: whole.nullish(),
    endTime: whole.nullish(),
  }),
  z.object({
    type: z.literal('orderStatus'),
    user,
    oid: z.union([whole, clientOrderIdField]),
  }),
  z.object({ type: z.literal('l2Book'), coin }),
  z.object({ type: z.literal('userFees'), user }),
  z.object({ type: z.literal('userAbstraction'), user }),
  z.object({ type: z.literal('userRateLimit'), user }),
  z.object({ type: z.literal('userRole'), user }),
  z.object({ type: z.literal('extraAgents'), user }),
  z.object({ type: z.literal('activeAssetData'), user, coin }),
]);

/** Already the wire's form: to encode one is to write it down. */
export type InfoRequest = z.output<typeof infoRequestSchema>;

/** Throws `WireError` where the venue would answer 422. */
export function decodeInfoRequest(body: unknown): InfoRequest {
  return decodeWire(infoRequestSchema, body, 'info request');
}
