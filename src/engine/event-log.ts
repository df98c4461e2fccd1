/**
 * When something happened lately, market by market: what rates such as `60 per 1m` are counted by.
 * Bounded by the language: no window is longer than a day, no count above 10,000.
 */
import { DAY_MS, type DurationMs, type Price, type Size, type TimeMs } from '../base/index.js';
import type { Side } from '../market/index.js';

/** `orders`: orders sent that add risk; what shrinks a position never counts against a rate. */
export type EventKind =
  'orders' | 'cancels' | 'fills' | 'rejections' | 'rate_limit_errors' | 'liquidations';

export interface LoggedEvent {
  readonly at: TimeMs;
  /** Of an order: its side, price and size; empty for all else. */
  readonly signature: string;
}

/** Oldest chunk first, so that logging one event copies one small chunk only. */
type Chunks = readonly (readonly LoggedEvent[])[];

export type EventLog = Readonly<Record<EventKind, Readonly<Record<string, Chunks>>>>;

export const EMPTY_LOG: EventLog = {
  orders: {},
  cancels: {},
  fills: {},
  rejections: {},
  rate_limit_errors: {},
  liquidations: {},
};

const CHUNK_SIZE = 64;
/** More than the highest count that a policy may name, whatever part of a chunk is too old. */
const CHUNKS_MAX = Math.ceil(10_001 / CHUNK_SIZE) + 1;

export function logEvent(
  log: EventLog,
  kind: EventKind,
  coin: string,
  at: TimeMs,
  signature = '',
): EventLog {
  const chunks = log[kind][coin] ?? [];
  const newest = chunks.at(-1);
  const event: LoggedEvent = { at, signature };
  const next =
    newest === undefined || newest.length >= CHUNK_SIZE
      ? [...withoutOld(chunks, at), [event]]
      : [...chunks.slice(0, -1), [...newest, event]];
  return { ...log, [kind]: { ...log[kind], [coin]: next } };
}

/** The chunks with `events` behind them, oldest first, without those that are all out of sight. */
export function appendEvents(
  chunks: Chunks,
  events: readonly LoggedEvent[],
  at: TimeMs,
  lookbackMs: DurationMs,
): Chunks {
  const seen = chunks.filter((chunk) => at - (chunk.at(-1)?.at ?? 0) < lookbackMs);
  if (events.length === 0) return seen;
  const newest = seen.at(-1) ?? [];
  const isOpen = newest.length < CHUNK_SIZE;
  const added = isOpen ? [...newest, ...events] : events;
  const full = isOpen ? seen.slice(0, -1) : seen;
  const count = Math.ceil(added.length / CHUNK_SIZE);
  const last = Array.from({ length: count }, (_, index) =>
    added.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE),
  );
  return [...full, ...last];
}

/** By what two orders of one market are the same. */
export function signatureOf(order: {
  readonly side: Side;
  readonly price: Price;
  readonly size: Size;
}): string {
  return `${order.side} ${order.price.toString()} ${order.size.toString()}`;
}

/** How many there were in the last `windowMs`; one that is exactly so old counts no more. */
export function countEvents(
  log: EventLog,
  kind: EventKind,
  coin: string,
  at: TimeMs,
  windowMs: DurationMs,
  signature: string | null = null,
): number {
  const chunks = log[kind][coin] ?? [];
  let count = 0;
  for (let index = chunks.length - 1; index >= 0; index -= 1) {
    const chunk = chunks[index] ?? [];
    const recent = chunk.filter((event) => at - event.at < windowMs);
    count +=
      signature === null
        ? recent.length
        : recent.filter((event) => event.signature === signature).length;
    // Times never decrease: what stands before is older still.
    if (recent.length < chunk.length) break;
  }
  return count;
}

/** A new process may bring a clock that is behind: nothing has happened later than now. */
export function logAsOf(log: EventLog, at: TimeMs): EventLog {
  const clamped = (byCoin: Readonly<Record<string, Chunks>>): Readonly<Record<string, Chunks>> =>
    Object.fromEntries(
      Object.entries(byCoin).map(([coin, chunks]) => [
        coin,
        chunks.map((chunk) => chunk.map((event) => (event.at > at ? { ...event, at } : event))),
      ]),
    );
  return {
    orders: clamped(log.orders),
    cancels: clamped(log.cancels),
    fills: clamped(log.fills),
    rejections: clamped(log.rejections),
    rate_limit_errors: clamped(log.rate_limit_errors),
    liquidations: clamped(log.liquidations),
  };
}

function withoutOld(chunks: Chunks, at: TimeMs): Chunks {
  const isRecent = (chunk: readonly LoggedEvent[]): boolean =>
    at - (chunk.at(-1)?.at ?? 0) < DAY_MS;
  return chunks.filter(isRecent).slice(1 - CHUNKS_MAX);
}
