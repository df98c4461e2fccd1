/** The grid of the facts (§6): five significant figures, 6 − szDecimals decimals, whole numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  isOnPriceGrid,
  isOnSizeGrid,
  roundPriceDown,
  roundPriceUp,
  roundSizeDown,
  tickSizeAt,
} from '../../src/market/index.js';

describe('the price grid', () => {
  it.each([
    ['1234.5', 0, true],
    ['1234.56', 0, false],
    ['0.001234', 0, true],
    ['0.0012345', 0, false],
    ['0.01234', 1, true],
    ['0.012345', 1, false],
    ['123456', 5, true],
    ['12345.6', 0, false],
    ['27.11', 2, true],
    ['0', 2, false],
    ['-1', 2, false],
  ])(
    'says of %s with %i size decimals whether it is allowed: %s',
    (text, sizeDecimals, allowed) => {
      expect(isOnPriceGrid(decimal(text), sizeDecimals)).toBe(allowed);
    },
  );

  it('steps ten times coarser where the price crosses a power of ten', () => {
    expect(tickSizeAt(decimal('9.9999'), 2).toString()).toBe('0.0001');
    expect(tickSizeAt(decimal('10'), 2).toString()).toBe('0.001');
    expect(tickSizeAt(decimal('109755'), 5).toString()).toBe('1');
    expect(tickSizeAt(decimal('1097550'), 5).toString()).toBe('1');
  });

  it('rounds a bid down and an ask up to the grid, where a price off it stands between', () => {
    expect(roundPriceDown(decimal('27.1117'), 2).toString()).toBe('27.111');
    expect(roundPriceUp(decimal('27.1117'), 2).toString()).toBe('27.112');
    expect(roundPriceUp(decimal('99999.5'), 5).toString()).toBe('100000');
    expect(roundPriceDown(decimal('123456.7'), 5).toString()).toBe('123456');
  });

  it('brackets every price by two prices on the grid that are at most one tick apart', () => {
    const price = fc
      .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: -9, max: 0 }))
      .map(([digits, exponent]) => decimal(digits).times(decimal(10).pow(exponent)));
    fc.assert(
      fc.property(price, fc.integer({ min: 0, max: 5 }), (value, sizeDecimals) => {
        const low = roundPriceDown(value, sizeDecimals);
        const high = roundPriceUp(value, sizeDecimals);
        expect(low.lte(value) && high.gte(value)).toBe(true);
        expect(high.minus(low).lte(tickSizeAt(value, sizeDecimals))).toBe(true);
        expect(isOnPriceGrid(high, sizeDecimals)).toBe(true);
        expect(low.isZero() || isOnPriceGrid(low, sizeDecimals)).toBe(true);
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('the size grid', () => {
  it('floors 0.29 lots of 0.01 to 0.29, which binary fractions get wrong', () => {
    expect(roundSizeDown(decimal('0.29'), 2).toString()).toBe('0.29');
    expect(roundSizeDown(decimal('0.299'), 2).toString()).toBe('0.29');
    expect(roundSizeDown(decimal('-0.299'), 2).toString()).toBe('-0.29');
  });

  it('knows a multiple of the lot', () => {
    expect(isOnSizeGrid(decimal('73.31'), 2)).toBe(true);
    expect(isOnSizeGrid(decimal('73.311'), 2)).toBe(false);
  });
});
