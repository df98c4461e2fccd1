import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { drawdownFraction, drawdownProbability } from '../../src/sizing/index.js';

const share = fc.integer({ min: 1, max: 999 }).map((permille) => decimal(permille).div(1000));

describe('a drawdown bound', () => {
  it.each([
    // Fraction of Kelly, depth of the loss, how likely it ever is: checked by simulation.
    ['0.5', '0.5', '0.125'],
    ['0.5', '0.1', '0.729'],
    ['0.25', '0.2', '0.2097152'],
  ])('knows that %s Kelly loses %s with probability %s', (fraction, depth, probability) => {
    const found = drawdownProbability(decimal(fraction), decimal(depth));
    expect(found.toString()).toBe(probability);
    const back = drawdownFraction(decimal(depth), decimal(probability));
    expect(back.toNumber()).toBeCloseTo(Number(fraction), 15);
  });

  it('is kept by its fraction, and by no larger one', () => {
    fc.assert(
      fc.property(share, share, (depth, probability) => {
        const fraction = drawdownFraction(depth, probability);
        expect(drawdownProbability(fraction, depth).lte(probability)).toBe(true);
        const larger = fraction.times('1.000001');
        expect(drawdownProbability(larger, depth).gt(probability)).toBe(true);
      }),
      { seed: 21, numRuns: 500 },
    );
  });

  it('is surely broken by twice Kelly and more', () => {
    expect(drawdownProbability(decimal(2), decimal('0.9')).toNumber()).toBe(1);
  });

  it.each([
    ['0', '0.5'],
    ['1', '0.5'],
    ['0.5', '0'],
    ['0.5', '1'],
  ])('refuses a depth of %s with probability %s', (depth, probability) => {
    expect(() => drawdownFraction(decimal(depth), decimal(probability))).toThrow(
      /between 0% and 100%/u,
    );
  });
});
