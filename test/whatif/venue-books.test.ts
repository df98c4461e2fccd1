/** Goal: what a venue reports in a replay is what its trades come to, to the last decimal. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { DecimalGrid } from '../../src/whatif/decimal-grid.js';
import { VenueBooks } from '../../src/whatif/venue-books.js';

const trade = fc.record({
  side: fc.constantFrom('buy' as const, 'sell' as const),
  tick: fc.integer({ min: 1, max: 900_000 }),
  // Forty of them, and the position at a mark, stay below 2^52 units of money.
  lots: fc.integer({ min: 1, max: 100 }),
  fee: fc.integer({ min: -50_000_000, max: 90_000_000 }).map((whole) => whole / 1e8),
});

it('equity is cash and the position at the mark, exactly', () => {
  fc.assert(
    fc.property(
      fc.constantFrom([0.1, 0.001] as const, [0.5, 0.01] as const, [0.0001, 10] as const),
      fc.array(trade, { maxLength: 40 }),
      fc.integer({ min: 1, max: 1_800_000 }),
      ([tickSize, lotSize], trades, halfTicks) => {
        const books = new VenueBooks(
          12_345.67,
          new DecimalGrid(tickSize),
          new DecimalGrid(lotSize),
        );
        let [cash, position] = [decimal(12_345.67), decimal(0)];
        for (const { side, tick, lots, fee } of trades) {
          books.trade(side, tick, lots, fee);
          const size = decimal(lotSize).times(side === 'buy' ? lots : -lots);
          position = position.plus(size);
          cash = cash.minus(size.times(tickSize).times(tick)).minus(fee);
        }
        const told = books.equityAt(halfTicks / 2);
        const value = position.times(tickSize).times(halfTicks).div(2);
        expect(told?.toString()).toBe(cash.plus(value).toString());
      },
    ),
    { seed: 71, numRuns: 300 },
  );
});

it('what whole numbers cannot hold is not told', () => {
  const [prices, sizes] = [new DecimalGrid(0.1), new DecimalGrid(0.001)];
  const large = new VenueBooks(1_000, prices, sizes);
  large.trade('buy', 900_000, 2_000_000_000, 0);
  expect(large.equityAt(900_000)).toBeNull();
  const between = new VenueBooks(1_000, prices, sizes);
  between.trade('buy', null, 5, 0);
  expect(between.equityAt(900_000)).toBeNull();
  expect(new VenueBooks(1_000, new DecimalGrid(1e-6), sizes).equityAt(5)).toBeNull();
});
