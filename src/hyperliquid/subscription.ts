/** The streams of the WebSocket that we know. */
import { z } from 'zod';
import { address } from './wire-field.js';

const coin = z.string().min(1);

export const subscriptionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bbo'), coin }),
  z.object({ type: z.literal('l2Book'), coin }),
  z.object({ type: z.literal('trades'), coin }),
  z.object({ type: z.literal('activeAssetCtx'), coin }),
  z.object({ type: z.literal('orderUpdates'), user: address }),
  z.object({ type: z.literal('userFills'), user: address }),
  z.object({ type: z.literal('userNonFundingLedgerUpdates'), user: address }),
  z.object({ type: z.literal('userFundings'), user: address }),
  z.object({ type: z.literal('clearinghouseState'), user: address }),
]);

export type Subscription = z.output<typeof subscriptionSchema>;

/** Equal for equal subscriptions, whatever else the venue adds when it echoes one. */
export function subscriptionKey(subscription: Subscription): string {
  const subject = 'coin' in subscription ? subscription.coin : subscription.user;
  return `${subscription.type} ${subject}`;
}
