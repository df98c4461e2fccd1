/** The requests that `/info` understands: those that our own adapter makes, and more. */
import { z } from 'zod';
import { decodeInfoRequest, type InfoRequest, WireError } from '../hyperliquid/index.js';
import { addressField, bookPrecisionFields } from './wire-field.js';

const whole = z.int().nonnegative();
const user = addressField;

const furtherRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('allMids') }),
  z.object({ type: z.literal('exchangeStatus') }),
  z.object({ type: z.literal('l2Book'), coin: z.string(), ...bookPrecisionFields }),
  z.object({ type: z.literal('openOrders'), user }),
  z.object({ type: z.literal('userFills'), user }),
  z.object({
    type: z.literal('userFillsByTime'),
    user,
    startTime: whole,
    endTime: whole.nullish(),
    reversed: z.boolean().nullish(),
  }),
  z.object({
    type: z.literal('fundingHistory'),
    coin: z.string(),
    startTime: whole,
    endTime: whole.nullish(),
  }),
  z.object({ type: z.literal('recentTrades'), coin: z.string() }),
  z.object({ type: z.literal('historicalOrders'), user }),
  z.object({ type: z.literal('extraAgents'), user }),
  z.object({ type: z.literal('spotMeta') }),
  z.object({ type: z.literal('spotClearinghouseState'), user }),
  z.object({ type: z.literal('perpDexs') }),
  z.object({ type: z.literal('perpsAtOpenInterestCap') }),
  z.object({ type: z.literal('subAccounts'), user }),
  z.object({ type: z.literal('userRole'), user }),
  z.object({ type: z.literal('activeAssetData'), user, coin: z.string() }),
]);

type FurtherRequest = z.output<typeof furtherRequest>;

export type LoopbackInfoRequest =
  FurtherRequest | Exclude<InfoRequest, { readonly type: FurtherRequest['type'] }>;

/** Throws `WireError` where the venue would answer 422. */
export function decodeLoopbackInfoRequest(body: unknown): LoopbackInfoRequest {
  const further = furtherRequest.safeParse(body);
  if (further.success) return further.data;
  const request = decodeInfoRequest(body);
  if (request.type === 'l2Book' || request.type === 'userFillsByTime') {
    const [issue] = further.error.issues;
    throw new WireError(`info request: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  }
  return request;
}
