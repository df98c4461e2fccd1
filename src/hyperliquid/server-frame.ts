/** What the venue says over the WebSocket. */
import { z } from 'zod';
import type { TimeMs } from '../base/index.js';
import type { LedgerEntry, MarketEvent } from '../market/index.js';
import type { VenueEvent } from '../venue/index.js';
import { decodeActiveAssetCtx } from './asset-context.js';
import { decodeBbo } from './bbo.js';
import { decodeClearinghouseFrame } from './clearinghouse-state.js';
import { decodeWire, hasFields, parseJson } from './decode-wire.js';
import { decodeL2Book } from './l2-book.js';
import { decodeLedgerFrame } from './non-funding-ledger.js';
import { decodeOrderUpdates } from './order-update.js';
import { decodeTrades } from './public-trade.js';
import { subscriptionKey, subscriptionSchema } from './subscription.js';
import { decodeFillsFrame } from './user-fill.js';
import { decodeFundingsFrame } from './user-funding.js';

export type ServerFrame =
  | { readonly kind: 'events'; readonly events: readonly VenueEvent[] }
  | { readonly kind: 'subscribed'; readonly key: string }
  | { readonly kind: 'pong' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** A greeting, or a channel that we did not ask for. */
  | { readonly kind: 'ignored' };

const envelopeSchema = z.object({ channel: z.string(), data: z.unknown().optional() });

const acknowledgementSchema = z.object({
  method: z.string(),
  subscription: z.unknown(),
});

/** Throws `WireError`. `nowMs` dates the frames that carry no time; `user` is the account. */
export function decodeServerFrame(
  text: string,
  context: { readonly user: string; readonly nowMs: TimeMs },
): ServerFrame {
  // The venue greets in plain text before it speaks JSON.
  if (text.startsWith('Websocket connection established')) return { kind: 'ignored' };
  const { channel, data } = openEnvelope(parseJson(text, 'frame'));
  switch (channel) {
    case 'bbo':
      return marketFrame([decodeBbo(data)]);
    case 'l2Book':
      return marketFrame([decodeL2Book(data)]);
    case 'trades':
      return marketFrame(decodeTrades(data));
    case 'activeAssetCtx':
      return marketFrame([decodeActiveAssetCtx(data, context.nowMs)]);
    case 'orderUpdates':
      return { kind: 'events', events: decodeOrderUpdates(data) };
    case 'userFills':
      return fillsFrame(data, context.user);
    case 'userNonFundingLedgerUpdates':
      return ledgerFrame(decodeLedgerFrame(data, context.user));
    case 'userFundings':
      return ledgerFrame(decodeFundingsFrame(data));
    case 'clearinghouseState': {
      const account = decodeClearinghouseFrame(data);
      return { kind: 'events', events: [{ kind: 'accountReported', account }] };
    }
    case 'subscriptionResponse':
      return acknowledgementFrame(data);
    case 'pong':
      return { kind: 'pong' };
    case 'error':
      return { kind: 'refused', reason: decodeWire(z.string(), data, 'error') };
    default:
      return { kind: 'ignored' };
  }
}

interface Envelope {
  readonly channel: string;
  readonly data?: unknown;
}

/** By hand where it is whole: each of some hundred frames a second comes in one. */
function openEnvelope(frame: unknown): Envelope {
  if (!hasFields(frame) || typeof frame['channel'] !== 'string') {
    return decodeWire(envelopeSchema, frame, 'frame');
  }
  return { channel: frame['channel'], data: frame['data'] };
}

function marketFrame(events: readonly MarketEvent[]): ServerFrame {
  return { kind: 'events', events: events.map((event) => ({ kind: 'market', event })) };
}

function fillsFrame(data: unknown, user: string): ServerFrame {
  const { fills, isSnapshot } = decodeFillsFrame(data, user);
  return {
    kind: 'events',
    events: fills.map((fill) => ({ kind: 'fillReceived', fill, isSnapshot })),
  };
}

function ledgerFrame({
  entries,
  isSnapshot,
}: {
  readonly entries: readonly LedgerEntry[];
  readonly isSnapshot: boolean;
}): ServerFrame {
  return {
    kind: 'events',
    events: entries.map((entry) => ({ kind: 'ledgerUpdated', entry, isSnapshot })),
  };
}

function acknowledgementFrame(data: unknown): ServerFrame {
  const { method, subscription } = decodeWire(acknowledgementSchema, data, 'subscriptionResponse');
  const parsed = subscriptionSchema.safeParse(subscription);
  if (method !== 'subscribe' || !parsed.success) return { kind: 'ignored' };
  return { kind: 'subscribed', key: subscriptionKey(parsed.data) };
}

/** The answer to `ping`. */
export function encodePong(): string {
  return JSON.stringify({ channel: 'pong' });
}

/** The answer to a frame that cannot be served. */
export function encodeErrorFrame(reason: string): string {
  return JSON.stringify({ channel: 'error', data: reason });
}
