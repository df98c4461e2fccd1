import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { BookChanges } from '../../src/feed/book-changes.js';
import { FlatMessage } from '../../src/feed/index.js';
import type { BookLevel } from '../../src/market/index.js';

type Side = Map<number, number>;

/** Distinct prices, the best first. */
function levels(direction: 1 | -1): fc.Arbitrary<BookLevel[]> {
  const level = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }));
  return fc
    .uniqueArray(level, { maxLength: 6, selector: ([price]) => price })
    .map((list) => list.toSorted(([a], [b]) => direction * (b - a)))
    .map((list) => list.map(([price, size]) => ({ price: decimal(price), size: decimal(size) })));
}

/** What is known after a picture: its levels, and what was known beyond its last one. */
function after(known: Side, picture: readonly BookLevel[], direction: 1 | -1): Side {
  const last = picture.at(-1)?.price.toNumber() ?? -direction * Infinity;
  const kept = [...known].filter(([price]) => direction * (price - last) < 0);
  const told = picture.map(({ price, size }) => [price.toNumber(), size.toNumber()] as const);
  return new Map([...kept, ...told]);
}

/** Changes a side by what the message says, and checks that each of it is a change. */
function follow(side: Side, message: FlatMessage, from: number, count: number): void {
  for (let index = from; index < from + count; index += 1) {
    const [price = 0, size = 0] = message.levels.subarray(2 * index, 2 * index + 2);
    expect(side.get(price) ?? 0).not.toBe(size);
    if (size === 0) side.delete(price);
    else side.set(price, size);
  }
}

describe('the changes between pictures of a book', () => {
  it('lead from each to the next, and tell nothing that stays', () => {
    const pictures = fc.array(fc.tuple(levels(1), levels(-1)), { maxLength: 12 });
    fc.assert(
      fc.property(pictures, (list) => {
        const changes = new BookChanges();
        const message = new FlatMessage();
        const bids: Side = new Map();
        const asks: Side = new Map();
        for (const [bidLevels, askLevels] of list) {
          const expected = [after(bids, bidLevels, 1), after(asks, askLevels, -1)];
          changes.apply(message, bidLevels, askLevels);
          expect([message.kind, message.isSnapshot]).toEqual(['depth', false]);
          follow(bids, message, 0, message.bidCount);
          follow(asks, message, message.bidCount, message.askCount);
          expect([bids, asks]).toEqual(expected);
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
