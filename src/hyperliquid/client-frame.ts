/** What a client says over the WebSocket. */
import type { Subscription } from './subscription.js';

export type ClientFrame =
  | { readonly method: 'subscribe'; readonly subscription: Subscription }
  | { readonly method: 'ping' };

export function encodeClientFrame(frame: ClientFrame): string {
  return JSON.stringify(frame);
}
