/** Orders that closed within the last minute; telling of one more copies only the newest few. */
import type { DurationMs, Size, TimeMs } from '../base/index.js';

export interface ClosedOrder {
  readonly orderId: number;
  /** Contracts of it that never fill; `all` that are left, or null: the venue has yet to say. */
  readonly unfilled: Size | 'all' | null;
  readonly at: TimeMs;
}

export interface ClosedOrders {
  /** By order id, oldest chunk first. */
  readonly chunks: readonly ReadonlyMap<number, ClosedOrder>[];
  /** When the last of them closed. */
  readonly at: TimeMs;
}

export const NONE_CLOSED: ClosedOrders = { chunks: [], at: 0 };

const MEMORY_MS: DurationMs = 60_000;
const CHUNK_SIZE = 32;

/** What was last told of it; undefined where nothing was, or a minute before the last closing. */
export function findClosed({ chunks, at }: ClosedOrders, orderId: number): ClosedOrder | undefined {
  for (let index = chunks.length - 1; index >= 0; index -= 1) {
    const found = chunks[index]?.get(orderId);
    if (found !== undefined) return found.at >= at - MEMORY_MS ? found : undefined;
  }
  return undefined;
}

/** In the place of what was told of it before. */
export function rememberClosed({ chunks }: ClosedOrders, order: ClosedOrder): ClosedOrders {
  const { at, orderId } = order;
  const newest = chunks.at(-1);
  const isOpen = newest !== undefined && newest.size < CHUNK_SIZE;
  const last = new Map(isOpen ? newest : []).set(orderId, order);
  if (isOpen) return { chunks: [...chunks.slice(0, -1), last], at };
  const isRecent = (chunk: ReadonlyMap<number, ClosedOrder>): boolean =>
    [...chunk.values()].some((each) => each.at >= at - MEMORY_MS);
  return { chunks: [...chunks.filter(isRecent), last], at };
}
