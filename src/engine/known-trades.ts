/** Which trades were counted already: a bounded memory, the oldest forgotten first. */

const CHUNK_SIZE = 256;
/** 16,384 trades: more than the venue ever hands out again (10,000). */
const CHUNKS_MAX = 64;
/** The newest are counted into a chunk when there are so many of them. */
const NEWEST_MAX = 16;

/** The newest chunk, which is a small one, last: remembering one trade copies no other. */
export type KnownTrades = readonly ReadonlySet<number>[];

export const NO_TRADES: KnownTrades = [];

const NO_CHUNK: ReadonlySet<number> = new Set();

export function isKnownTrade(trades: KnownTrades, tradeId: number): boolean {
  return trades.some((chunk) => chunk.has(tradeId));
}

export function rememberTrade(trades: KnownTrades, tradeId: number): KnownTrades {
  const newest = trades.at(-1) ?? NO_CHUNK;
  if (newest.size < NEWEST_MAX) return [...trades.slice(0, -1), new Set([...newest, tradeId])];
  return [...counted(trades.slice(0, -1), newest), new Set([tradeId])];
}

function counted(chunks: KnownTrades, newest: ReadonlySet<number>): KnownTrades {
  const last = chunks.at(-1) ?? NO_CHUNK;
  const isFull = last.size + newest.size > CHUNK_SIZE;
  if (isFull) return [...chunks.slice(1 - CHUNKS_MAX), newest];
  return [...chunks.slice(0, -1), new Set([...last, ...newest])];
}
