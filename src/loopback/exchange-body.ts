/** The body of an `/exchange` request. */
import { z } from 'zod';
import {
  decodeExchangeRequest,
  type ExchangeAction,
  type ExchangeRequest,
} from '../hyperliquid/index.js';

/** `noop` only uses up a nonce; our own adapter never sends it. */
export type LoopbackAction = ExchangeAction | { readonly type: 'noop' };

export interface LoopbackExchangeRequest extends Omit<ExchangeRequest, 'action'> {
  readonly action: LoopbackAction;
}

const noopBody = z.looseObject({ action: z.object({ type: z.literal('noop') }) });

/** `action` in the venue's key order, which is what is hashed. Throws `WireError` for 422. */
export function decodeExchangeBody(body: unknown): LoopbackExchangeRequest {
  const noop = noopBody.safeParse(body);
  if (!noop.success) return decodeExchangeRequest(body);
  // The envelope is the same for every action: it is read with the emptiest one that is known.
  const envelope = decodeExchangeRequest({ ...noop.data, action: { type: 'scheduleCancel' } });
  return { ...envelope, action: { type: 'noop' } };
}
