import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RankedBook } from '../../src/whatif/ranked-book.js';

const RANKS = 12;

/** The best levels found by looking at all of them. */
function bestsOf(book: RankedBook): { bid: number; ask: number } {
  const bid = book.bids.findLastIndex((size) => size > 0);
  const ask = book.asks.findIndex((size) => size > 0);
  return { bid, ask: ask < 0 ? RANKS : ask };
}

const change = fc.record({
  isBid: fc.boolean(),
  rank: fc.nat(RANKS - 1),
  size: fc.constantFrom(0, 0.0004, 0.001, 2),
});

describe('a ranked book', () => {
  it('is never crossed, and its bests hold something', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const book = new RankedBook(RANKS, 0.001);
        for (const { isBid, rank, size } of changes) {
          if (isBid) book.setBid(rank, size);
          else book.setAsk(rank, size);
          expect(book.bestBid).toBeLessThan(book.bestAsk);
          if (book.bestBid >= 0) expect(book.bids[book.bestBid]).toBeGreaterThan(0);
          if (book.bestAsk < RANKS) expect(book.asks[book.bestAsk]).toBeGreaterThan(0);
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('knows the best of all levels where the changes cross nothing', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const book = new RankedBook(RANKS, 0.001);
        for (const { isBid, rank, size } of changes) {
          if (isBid && rank < RANKS / 2) book.setBid(rank, size);
          if (!isBid && rank >= RANKS / 2) book.setAsk(rank, size);
          expect({ bid: book.bestBid, ask: book.bestAsk }).toEqual(bestsOf(book));
        }
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it('clears from the best down to a price and no further', () => {
    const book = new RankedBook(RANKS, 0.001);
    for (const rank of [1, 3, 5]) book.setBid(rank, 1);
    for (const rank of [7, 9, 11]) book.setAsk(rank, 1);
    book.clearBids(3);
    book.clearAsks(9);
    expect([book.bestBid, book.bestAsk]).toEqual([1, 11]);
  });
});
