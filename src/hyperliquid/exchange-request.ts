/** The envelope of an action, as `/exchange` takes it. */
import { z } from 'zod';
import type { WireSignature } from './agent-key.js';
import { cancelActionSchema, cancelByCloidActionSchema } from './cancel-action.js';
import { decodeWire } from './decode-wire.js';
import type { L1Action } from './l1-action-hash.js';
import { orderActionSchema } from './order-action.js';
import { scheduleCancelActionSchema } from './schedule-cancel-action.js';
import { updateLeverageActionSchema } from './update-leverage-action.js';
import { address, whole } from './wire-field.js';

const actionSchema = z.discriminatedUnion('type', [
  orderActionSchema,
  cancelActionSchema,
  cancelByCloidActionSchema,
  updateLeverageActionSchema,
  scheduleCancelActionSchema,
]);

const word = z.string().regex(/^0x[0-9a-fA-F]{1,64}$/, 'not 32 bytes of hex');

const requestSchema = z.object({
  action: actionSchema,
  nonce: whole,
  signature: z.object({ r: word, s: word, v: z.int().min(27).max(28) }),
  vaultAddress: address.nullish(),
  expiresAfter: whole.nullish(),
});

export type ExchangeAction = z.output<typeof actionSchema>;

/** `action` is in canonical form: the venue hashes that, not the sender's bytes. */
export type ExchangeRequest = z.output<typeof requestSchema>;

/** Throws `WireError` where the venue would answer 422. */
export function decodeExchangeRequest(body: unknown): ExchangeRequest {
  return decodeWire(requestSchema, body, 'exchange request');
}

export function encodeExchangeRequest(
  request: L1Action & { readonly action: ExchangeAction },
  signature: WireSignature,
): object {
  const { action, expiresAfter, nonce, vaultAddress } = request;
  return {
    action,
    nonce,
    signature,
    ...(vaultAddress === null || vaultAddress === undefined ? {} : { vaultAddress }),
    ...(expiresAfter === null || expiresAfter === undefined ? {} : { expiresAfter }),
  };
}
