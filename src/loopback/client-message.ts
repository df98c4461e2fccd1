/** What a client says over the WebSocket, and what it is told where that makes no sense. */
import { z } from 'zod';
import { type StreamSubscription, streamSubscription } from './stream-subscription.js';

export type ClientMessage =
  | { readonly kind: 'ping' }
  | {
      readonly kind: 'subscribe' | 'unsubscribe';
      readonly subscription: StreamSubscription;
      /** As it was received: the answer repeats it. */
      readonly echo: object;
    }
  | {
      readonly kind: 'post';
      readonly id: number;
      readonly type: 'info' | 'action';
      readonly payload: unknown;
    }
  | { readonly kind: 'invalid'; readonly reason: string };

const subject = z.record(z.string(), z.unknown());
const messageSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('ping') }),
  z.object({ method: z.literal('subscribe'), subscription: subject }),
  z.object({ method: z.literal('unsubscribe'), subscription: subject }),
  z.object({
    method: z.literal('post'),
    id: z.int().nonnegative(),
    request: z.object({ type: z.enum(['info', 'action']), payload: z.unknown() }),
  }),
]);

/** The words that are quoted back, at most. */
const QUOTE_LENGTH_MAX = 500;

export function parseClientMessage(text: string): ClientMessage {
  const parsed = messageSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const quote = text.slice(0, QUOTE_LENGTH_MAX);
    const reason = `Error parsing JSON into valid websocket request: ${quote}`;
    return { kind: 'invalid', reason };
  }
  const message = parsed.data;
  switch (message.method) {
    case 'ping':
      return { kind: 'ping' };
    case 'post':
      return { kind: 'post', id: message.id, ...message.request };
    case 'subscribe':
    case 'unsubscribe': {
      const echo = message.subscription;
      const subscription = streamSubscription.safeParse(echo);
      return subscription.success
        ? { kind: message.method, subscription: subscription.data, echo }
        : { kind: 'invalid', reason: `Invalid subscription ${JSON.stringify(echo)}` };
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
