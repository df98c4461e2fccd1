/** Goal: a double stands for a decimal exactly where it says so, and is near it everywhere else. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, exactLatticeOf, isOnLattice, latticeOf } from '../../src/base/index.js';

const scale = fc.integer({ min: 0, max: 9 });

describe('a decimal on a lattice', () => {
  it('is its whole number where there is one, and none where there is none', () => {
    const whole = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
    fc.assert(
      fc.property(whole, scale, (value, decimals) => {
        const figure = decimal(value).div(10 ** decimals);
        expect(exactLatticeOf(figure, decimals) === value).toBe(true);
        expect(latticeOf(figure, decimals) === value).toBe(true);
        expect(isOnLattice(figure, decimals)).toBe(true);
        expect(exactLatticeOf(figure.plus('1e-12'), decimals)).toBeNaN();
        expect(isOnLattice(figure.plus('1e-12'), decimals)).toBe(false);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('is within 2^-50 of its magnitude, however many digits it has', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{0,39}$/);
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 30 }), scale, (text, point, decimals) => {
        const figure = decimal(text).div(decimal(10).pow(point));
        const exact = figure.times(decimal(10).pow(decimals));
        const off = decimal(latticeOf(figure, decimals)).minus(exact).abs();
        expect(off.lte(exact.times(decimal(2).pow(-50)))).toBe(true);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('is none beyond what doubles hold, and where it is no number', () => {
    expect(exactLatticeOf(decimal('1e20'), 3)).toBeNaN();
    expect(exactLatticeOf(decimal(2).pow(53), 0)).toBeNaN();
    expect(exactLatticeOf(decimal(2).pow(53).minus(1), 0)).toBe(2 ** 53 - 1);
    expect(latticeOf(decimal(Number.NaN), 3)).toBeNaN();
    expect(isOnLattice(decimal(Infinity), 0)).toBe(false);
  });
});
