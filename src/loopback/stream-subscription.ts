/** What may be subscribed to over the WebSocket. */
import { z } from 'zod';
import { addressField, bookPrecisionFields } from './wire-field.js';

const coin = z.string().min(1);
const user = addressField;

export const streamSubscription = z.discriminatedUnion('type', [
  z.object({ type: z.literal('allMids') }),
  z.object({ type: z.literal('bbo'), coin }),
  z.object({
    type: z.literal('l2Book'),
    coin,
    ...bookPrecisionFields,
    fast: z.boolean().nullish(),
  }),
  z.object({ type: z.literal('trades'), coin }),
  z.object({ type: z.literal('activeAssetCtx'), coin }),
  z.object({ type: z.literal('activeAssetData'), user, coin }),
  z.object({ type: z.literal('orderUpdates'), user }),
  z.object({ type: z.literal('userFills'), user }),
  z.object({ type: z.literal('userEvents'), user }),
  z.object({ type: z.literal('userNonFundingLedgerUpdates'), user }),
  z.object({ type: z.literal('userFundings'), user }),
  z.object({ type: z.literal('clearinghouseState'), user }),
  z.object({ type: z.literal('openOrders'), user }),
]);

export type StreamSubscription = z.output<typeof streamSubscription>;
export type StreamType = StreamSubscription['type'];

/** Equal for subscriptions that are served the same frames. */
export function topicOf(subscription: StreamSubscription): string {
  const { type } = subscription;
  switch (type) {
    case 'allMids':
      return type;
    case 'l2Book': {
      const { fast, mantissa, nSigFigs } = subscription;
      const precision = [nSigFigs ?? '-', mantissa ?? '-', fast === true ? 'fast' : 'slow'];
      return [type, subscription.coin, ...precision].join(' ');
    }
    case 'bbo':
    case 'trades':
    case 'activeAssetCtx':
      return `${type} ${subscription.coin}`;
    case 'activeAssetData':
      return `${type} ${subscription.user} ${subscription.coin}`;
    default:
      return `${type} ${subscription.user}`;
  }
}
