/** Goal: the laws of the entropy-regularised split, against its objective and not its formula. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, type Size } from '../../src/base/index.js';
import { allocateLevels, type ValuedLevel } from '../../src/margin/index.js';

const MUCH = decimal(1e9);
const PLENTY = { buy: MUCH, sell: MUCH };

const level = fc.record({
  side: fc.constantFrom('buy', 'sell'),
  value: fc.double({ min: -5, max: 5, noNaN: true }),
  prior: fc.double({ min: 0.01, max: 10, noNaN: true }),
  most: fc.constant(MUCH),
});
const boundedLevel = fc
  .tuple(level, fc.integer({ min: 0, max: 400_000 }))
  .map(([each, cents]) => ({ ...each, most: decimal(cents).div(100) }));
const scenario = fc.record({
  levels: fc.array(level, { minLength: 1, maxLength: 10 }),
  bounded: fc.array(boundedLevel, { minLength: 1, maxLength: 10 }),
  temperature: fc.double({ min: 0.01, max: 100, noNaN: true }),
  budget: fc.integer({ min: 0, max: 1_000_000 }).map((cents) => decimal(cents).div(100)),
  buyMost: fc.integer({ min: 0, max: 800_000 }).map((cents) => decimal(cents).div(100)),
  sellMost: fc.integer({ min: 0, max: 800_000 }).map((cents) => decimal(cents).div(100)),
});

function sum(sizes: readonly Size[]): Size {
  return sizes.reduce((total, size) => total.plus(size), decimal(0));
}

function sumOfSide(levels: readonly ValuedLevel[], sizes: readonly Size[], side: string): Size {
  return sum(sizes.filter((_, index) => levels[index]?.side === side));
}

/** Σ w v − τ Σ w ln(w / p), for shares and a prior that sum to 1. */
function objective(levels: readonly ValuedLevel[], shares: readonly number[], tau: number): number {
  const priors = levels.reduce((total, { prior }) => total + prior, 0);
  return levels.reduce((total, { value, prior }, index) => {
    const share = shares[index] ?? 0;
    const divergence = share === 0 ? 0 : share * Math.log((share * priors) / prior);
    return total + share * value - tau * divergence;
  }, 0);
}

describe('one margin over all levels', () => {
  it('gives two levels of equal prior the odds of their values over the temperature', () => {
    const levels: ValuedLevel[] = [
      { side: 'buy', value: 0.3, prior: 1, most: MUCH },
      { side: 'sell', value: 0.1, prior: 1, most: MUCH },
    ];
    const sizes = allocateLevels({
      levels,
      temperature: 0.1,
      budget: decimal(146),
      sideMost: PLENTY,
    });
    // 146 / (1 + e^−2) and the rest.
    expect(sizes.map((size) => size.toFixed(4))).toEqual(['128.5964', '17.4036']);
  });

  it('is never negative nor above a bound, and gives all out that bounds allow', () => {
    fc.assert(
      fc.property(scenario, ({ bounded, temperature, budget, buyMost, sellMost }) => {
        const sideMost = { buy: buyMost, sell: sellMost };
        const sizes = allocateLevels({ levels: bounded, temperature, budget, sideMost });
        expect(sizes).toHaveLength(bounded.length);
        for (const [index, size] of sizes.entries()) {
          expect(size.gte(0) && size.lte(bounded[index]?.most ?? 0)).toBe(true);
        }
        const held = (['buy', 'sell'] as const).map((side) => {
          expect(sumOfSide(bounded, sizes, side).lte(sideMost[side])).toBe(true);
          const levels = bounded.filter((each) => each.side === side).map(({ most }) => most);
          return sum(levels).lt(sideMost[side]) ? sum(levels) : sideMost[side];
        });
        const whole = sum(held).lt(budget) ? sum(held) : budget;
        expect(sum(sizes).lte(whole)).toBe(true);
        expect(whole.minus(sum(sizes)).lt('1e-20')).toBe(true);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('beats every other split within the bounds by its objective', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(level, fc.double({ min: 0.05, max: 1, noNaN: true })), {
          minLength: 1,
          maxLength: 8,
        }),
        fc.double({ min: 0.05, max: 20, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
        (drawn, temperature, parts) => {
          const levels = drawn.map(([each, most]) => ({ ...each, most: decimal(most) }));
          const budget = decimal(sum(levels.map(({ most }) => most)).toNumber() * 0.6);
          const inputs = { levels, temperature, budget, sideMost: PLENTY };
          const best = allocateLevels(inputs);
          // Another split of the same whole: what is cut off a part goes where there is room.
          let left = budget.toNumber();
          const other = levels.map(({ most }, index) => {
            const later = levels.slice(index + 1).reduce((all, each) => all + Number(each.most), 0);
            const least = Math.max(0, left - later);
            const room = Math.min(Number(most), left) - least;
            const part = least + Math.max(0, room) * (parts[index] ?? 0);
            left -= part;
            return part;
          });
          const whole = budget.toNumber();
          const shares = (sizes: readonly number[]): number[] => sizes.map((size) => size / whole);
          const gain =
            objective(levels, shares(best.map(Number)), temperature) -
            objective(levels, shares(other), temperature);
          expect(gain).toBeGreaterThan(-1e-9 * (1 + temperature));
        },
      ),
      { seed: 12, numRuns: 300 },
    );
  });

  it('gives a level no less as its value rises', () => {
    fc.assert(
      fc.property(
        scenario,
        fc.nat(),
        fc.double({ min: 0, max: 5, noNaN: true }),
        ({ levels, temperature, budget, buyMost, sellMost }, pick, more) => {
          const at = pick % levels.length;
          const raised = levels.map((each, index) =>
            index === at ? { ...each, value: each.value + more } : each,
          );
          const rest = { temperature, budget, sideMost: { buy: buyMost, sell: sellMost } };
          const before = allocateLevels({ levels, ...rest })[at] ?? decimal(0);
          const after = allocateLevels({ levels: raised, ...rest })[at] ?? decimal(0);
          expect(after.minus(before).gte('-1e-9')).toBe(true);
        },
      ),
      { seed: 13, numRuns: 300 },
    );
  });

  it('is the prior where the temperature is infinite, and nearly so where it is high', () => {
    fc.assert(
      fc.property(scenario, ({ levels, budget }) => {
        const priors = levels.reduce((total, { prior }) => total + prior, 0);
        for (const temperature of [1e9, Infinity]) {
          const sizes = allocateLevels({ levels, temperature, budget, sideMost: PLENTY });
          for (const [index, size] of sizes.entries()) {
            const prior = ((levels[index]?.prior ?? 0) / priors) * budget.toNumber();
            expect(size.toNumber()).toBeCloseTo(prior, 3);
          }
        }
      }),
      { seed: 14, numRuns: 100 },
    );
  });

  it('gives all to the best level where the temperature goes to 0', () => {
    const levels: ValuedLevel[] = [1, 2, 3].map((value) => ({
      side: 'buy',
      value,
      prior: 1,
      most: MUCH,
    }));
    const sizes = allocateLevels({
      levels,
      temperature: 1e-6,
      budget: decimal(5),
      sideMost: PLENTY,
    });
    expect(sizes.map(String)).toEqual(['0', '0', '5']);
  });

  it('moves what a side may not hold to the other side, in its proportions', () => {
    const levels: ValuedLevel[] = [
      { side: 'buy', value: 0, prior: 6, most: MUCH },
      { side: 'sell', value: 0, prior: 3, most: MUCH },
      { side: 'sell', value: 0, prior: 1, most: MUCH },
    ];
    const sideMost = { buy: decimal(20), sell: decimal(1000) };
    const inputs = { levels, temperature: 1, budget: decimal(100) };
    expect(allocateLevels({ ...inputs, sideMost }).map(String)).toEqual(['20', '60', '20']);
    const both = { buy: decimal(20), sell: decimal(40) };
    expect(allocateLevels({ ...inputs, sideMost: both }).map(String)).toEqual(['20', '30', '10']);
  });

  it('fills the best levels first, each to its most, where the temperature goes to 0', () => {
    const most = decimal(18);
    const levels: ValuedLevel[] = [1, 3, 2].map((value) => ({
      side: 'buy',
      value,
      prior: 1,
      most,
    }));
    const sizes = allocateLevels({
      levels,
      temperature: 1e-3,
      budget: decimal(30),
      sideMost: PLENTY,
    });
    expect(sizes.map(String)).toEqual(['0', '18', '12']);
  });

  it('gives a level without prior nothing', () => {
    const levels: ValuedLevel[] = [
      { side: 'buy', value: 9, prior: 0, most: MUCH },
      { side: 'sell', value: 0, prior: 1, most: MUCH },
    ];
    const inputs = { temperature: 1, budget: decimal(10), sideMost: PLENTY };
    expect(allocateLevels({ levels, ...inputs }).map(String)).toEqual(['0', '10']);
    expect(allocateLevels({ levels: levels.slice(0, 1), ...inputs }).map(String)).toEqual(['0']);
  });

  it('refuses a temperature that is not above 0 and values that are not finite', () => {
    const levels: ValuedLevel[] = [{ side: 'buy', value: 1, prior: 1, most: MUCH }];
    const inputs = { levels, temperature: 1, budget: decimal(1), sideMost: PLENTY };
    expect(() => allocateLevels({ ...inputs, temperature: 0 })).toThrow('temperature');
    const broken: ValuedLevel[] = [{ side: 'buy', value: Number.NaN, prior: 1, most: MUCH }];
    expect(() => allocateLevels({ ...inputs, levels: broken })).toThrow('value of a level');
  });
});
