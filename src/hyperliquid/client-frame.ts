/** What a client says over the WebSocket. */
import { z } from 'zod';
import { decodeWire, parseJson } from './decode-wire.js';
import { subscriptionSchema } from './subscription.js';

const clientFrameSchema = z.discriminatedUnion('method', [
  z.object({ method: z.literal('subscribe'), subscription: subscriptionSchema }),
  z.object({ method: z.literal('unsubscribe'), subscription: subscriptionSchema }),
  z.object({ method: z.literal('ping') }),
]);

export type ClientFrame = z.output<typeof clientFrameSchema>;

/** Throws `WireError` for what is no frame, or a stream that is not served. */
export function decodeClientFrame(text: string): ClientFrame {
  return decodeWire(clientFrameSchema, parseJson(text, 'client frame'), 'client frame');
}

export function encodeClientFrame(frame: ClientFrame): string {
  return JSON.stringify(frame);
}
