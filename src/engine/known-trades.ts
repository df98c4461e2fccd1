/** Which trades were counted already: a bounded memory, the oldest forgotten first. */

const CHUNK_SIZE = 256;
/** 16,384 trades: more than the venue ever hands out again (10,000). */
const CHUNKS_MAX = 64;

/** Newest chunk last, so that remembering one trade copies one small chunk only. */
export type KnownTrades = readonly ReadonlySet<number>[];

export const NO_TRADES: KnownTrades = [];

export function isKnownTrade(trades: KnownTrades, tradeId: number): boolean {
  return trades.some((chunk) => chunk.has(tradeId));
}

export function rememberTrade(trades: KnownTrades, tradeId: number): KnownTrades {
  const newest = trades.at(-1);
  if (newest === undefined || newest.size >= CHUNK_SIZE) {
    return [...trades.slice(1 - CHUNKS_MAX), new Set([tradeId])];
  }
  return [...trades.slice(0, -1), new Set([...newest, tradeId])];
}
