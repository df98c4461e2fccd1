import { describe, expect, it } from 'vitest';
import { MarkOuts } from '../../src/study/mark-outs.js';
import { maxDrawdownOf, sharpeOf } from '../../src/study/trial-figures.js';

describe('the figures of a trial', () => {
  it('measure the deepest fall from the highest so far', () => {
    expect(maxDrawdownOf([100, 120, 90, 130, 125])).toBe(30);
    expect(maxDrawdownOf([1, 2, 3])).toBe(0);
    expect(maxDrawdownOf([])).toBe(0);
  });

  it('annualise mean over deviation of the changes', () => {
    // Changes of 1 and 3: mean 2, deviation √2; a year of seconds is 31,536,000.
    expect(sharpeOf([0, 1, 4], 1_000)).toBeCloseTo(Math.SQRT2 * Math.sqrt(31_536_000), 6);
    expect(sharpeOf([5, 5, 5], 1_000)).toBeNull();
    expect(sharpeOf([5, 6], 1_000)).toBeNull();
  });

  it('look at the mid 1, 10 and 60 seconds after a fill, on the side that was taken', () => {
    const markOuts = new MarkOuts();
    markOuts.hearMid('HYPE', 100, 0);
    markOuts.hearFill('HYPE', 'buy', 1_000, 500);
    markOuts.hearMid('HYPE', 99, 1_000);
    markOuts.hearMid('HYPE', 98, 5_000);
    markOuts.hearMid('HYPE', 102, 30_000);
    markOuts.pass(Number.POSITIVE_INFINITY);
    expect(markOuts.averages()).toEqual([-100, -200, 200]);
  });

  it('weigh fills by what was traded, and leave out those before any mid', () => {
    const markOuts = new MarkOuts();
    markOuts.hearFill('HYPE', 'buy', 5_000, 0);
    markOuts.hearMid('HYPE', 100, 1);
    markOuts.hearFill('HYPE', 'buy', 3_000, 2);
    markOuts.hearMid('HYPE', 101, 500);
    markOuts.hearFill('HYPE', 'sell', 1_000, 501);
    expect(markOuts.averages()).toEqual([null, null, null]);
    markOuts.pass(100_000);
    // Bought 3,000 at 100, then 101: +100 bps; sold 1,000 at 101, still 101: 0.
    expect(markOuts.averages()).toEqual([75, 75, 75]);
  });
});
