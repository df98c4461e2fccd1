/** `l2Book`: a full snapshot of at most twenty levels a side, asked for or broadcast. */
import { z } from 'zod';
import type { BookChanged, BookLevel, MarketEvent } from '../market/index.js';
import { decodeWire } from './decode-wire.js';
import { wireDecimal } from './wire-decimal.js';
import { positiveDecimal, whole } from './wire-field.js';

/** A price level; `n`, the number of orders in it, is not read. */
export const levelSchema = z.object({ px: positiveDecimal, sz: positiveDecimal });

const bookSchema = z.object({
  coin: z.string().min(1),
  time: whole,
  levels: z.tuple([z.array(levelSchema), z.array(levelSchema)]),
});

export function decodeL2Book(payload: unknown): MarketEvent {
  const { coin, levels, time } = decodeWire(bookSchema, payload, 'l2Book');
  const [bids, asks] = levels;
  return {
    kind: 'bookChanged',
    at: time,
    coin,
    bids: bids.map((level) => levelFromWire(level)),
    asks: asks.map((level) => levelFromWire(level)),
  };
}

const LEVELS_MAX = 20;

export function encodeL2Book(book: Omit<BookChanged, 'kind'>): object {
  return {
    coin: book.coin,
    time: book.at,
    levels: [sideToLevels(book.bids), sideToLevels(book.asks)],
  };
}

function sideToLevels(levels: readonly BookLevel[]): readonly object[] {
  return levels.slice(0, LEVELS_MAX).map((level) => levelToWire(level));
}

export function levelFromWire(level: z.output<typeof levelSchema>): BookLevel {
  return { price: level.px, size: level.sz };
}

export function levelToWire(level: BookLevel): object {
  return { px: wireDecimal(level.price), sz: wireDecimal(level.size), n: 1 };
}
