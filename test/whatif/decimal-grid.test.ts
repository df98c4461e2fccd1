import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { DecimalGrid } from '../../src/whatif/decimal-grid.js';

it('a grid gives the double of each exact multiple, halves too, and finds it again', () => {
  const step = fc.constantFrom(0.1, 0.001, 0.5, 1e-7, 0.25, 5, 2.5e-6);
  fc.assert(
    fc.property(step, fc.integer({ min: 1, max: 2 ** 31 - 1 }), (size, count) => {
      const grid = new DecimalGrid(size);
      expect(grid.at(count)).toBe(decimal(size).times(count).toNumber());
      expect(grid.at(count / 2)).toBe(decimal(size).times(count).div(2).toNumber());
      expect(grid.nearest(grid.at(count))).toBe(count);
      expect(grid.holds(grid.at(count))).toBe(true);
      expect(grid.holds(grid.at(count) + size / 3)).toBe(false);
    }),
    { seed: 5, numRuns: 300 },
  );
});

it('a step that makes no grid is refused', () => {
  expect(() => new DecimalGrid(0)).toThrow(RangeError);
  expect(() => new DecimalGrid(Number.NaN)).toThrow(RangeError);
  expect(() => new DecimalGrid(1e-23)).toThrow(/too fine/u);
});
