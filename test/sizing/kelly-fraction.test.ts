import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  binaryGrowth,
  binaryKelly,
  continuousKelly,
  multiAssetKelly,
  SizingInputError,
  winRateBound,
} from '../../src/sizing/index.js';

const d = decimal;

describe('binary Kelly', () => {
  it.each([
    ['0.7', '2', '0.55', '0.279804'],
    ['0.6', '1.5', '0.333333', '0.081093'],
    ['0.55', '2', '0.325', '0.098557'],
    ['0.65', '1', '0.3', '0.045701'],
    ['0.4', '3', '0.2', '0.054115'],
    ['0.52', '1.5', '0.2', '0.029321'],
    ['0.5', '1', '0', '0'],
  ])('of %s wins at %s to 1 is %s and grows by %s', (winRate, payoff, fraction, growth) => {
    const full = binaryKelly(d(winRate), d(payoff));
    expect(full.toDecimalPlaces(6).toString()).toBe(fraction);
    expect(binaryGrowth(d(winRate), d(payoff), full).toDecimalPlaces(6).toString()).toBe(growth);
  });

  it('of a losing bet is negative', () => {
    expect(binaryKelly(d('0.4'), d('0.75')).toString()).toBe('-0.4');
  });

  it('is where growth is largest', () => {
    const share = fc.integer({ min: 1, max: 999 }).map((permille) => d(permille).div(1000));
    const payoffs = fc.integer({ min: 1, max: 500 }).map((percent) => d(percent).div(100));
    fc.assert(
      fc.property(share, payoffs, share, (winRate, payoff, other) => {
        const full = binaryKelly(winRate, payoff);
        fc.pre(full.gt(0));
        const most = binaryGrowth(winRate, payoff, full);
        expect(binaryGrowth(winRate, payoff, other).lte(most.plus('1e-30'))).toBe(true);
      }),
      { seed: 31, numRuns: 300 },
    );
  });

  it('is ruined by a loss of everything', () => {
    expect(binaryGrowth(d('0.9'), d(1), d(1)).toNumber()).toBe(-Infinity);
  });

  it.each([
    ['winRate', Number.NaN, 1],
    ['winRate', -0.1, 1],
    ['winRate', 1.1, 1],
    ['payoff', 0.5, 0],
    ['payoff', 0.5, Number.NaN],
    ['payoff', 0.5, Infinity],
  ])('names a bad `%s`: %d wins at %d to 1', (input, winRate, payoff) => {
    expect(() => binaryKelly(d(winRate), d(payoff))).toThrow(SizingInputError);
    expect(() => binaryKelly(d(winRate), d(payoff))).toThrow(`\`${input}\` must be`);
  });
});

describe('continuous Kelly', () => {
  it('is the excess return over the variance', () => {
    expect(continuousKelly(d('0.08'), d(0), d('0.2')).toString()).toBe('2');
    expect(continuousKelly(d('0.08'), d('0.04'), d('0.2')).toString()).toBe('1');
    expect(() => continuousKelly(d('0.08'), d(0), d(0))).toThrow('`volatility` must be');
  });

  it('of several assets solves for all of them at once', () => {
    const covariance = [
      [d('0.04'), d('0.018')],
      [d('0.018'), d('0.09')],
    ];
    const { fractions, growth } = multiAssetKelly([d('0.08'), d('0.06')], covariance);
    expect(fractions.map((each) => each.toFixed(6))).toEqual(['1.868132', '0.293040']);
    expect(growth.toFixed(6)).toBe('0.083516');
  });

  it('of one asset is that of the asset alone, growth included', () => {
    const { fractions, growth } = multiAssetKelly([d('0.08')], [[d('0.04')]]);
    expect(fractions.map(String)).toEqual(['2']);
    expect(growth.toString()).toBe('0.08');
  });

  it('gives back the means that it was solved from', () => {
    const number = fc.integer({ min: -50, max: 50 }).map((percent) => d(percent).div(100));
    const size = 4;
    const factors = fc.array(fc.array(number, { minLength: size, maxLength: size }), {
      minLength: size,
      maxLength: size,
    });
    const means = fc.array(number, { minLength: size, maxLength: size });
    fc.assert(
      fc.property(factors, means, (rows, wanted) => {
        // A Aᵀ + I is positive definite.
        const covariance = rows.map((left, i) =>
          rows.map((right, j) =>
            left.reduce((sum, each, k) => sum.plus(each.times(right[k] ?? 0)), d(i === j ? 1 : 0)),
          ),
        );
        const { fractions } = multiAssetKelly(wanted, covariance);
        for (const [i, row] of covariance.entries()) {
          const back = row.reduce((sum, each, j) => sum.plus(each.times(fractions[j] ?? 0)), d(0));
          expect(
            back
              .minus(wanted[i] ?? 0)
              .abs()
              .lt('1e-35'),
          ).toBe(true);
        }
      }),
      { seed: 32, numRuns: 100 },
    );
  });

  it('refuses assets that make one another up, and a matrix that is none', () => {
    const means = [d('0.08'), d('0.08')];
    const same = [
      [d('0.04'), d('0.04')],
      [d('0.04'), d('0.04')],
    ];
    expect(() => multiAssetKelly(means, same)).toThrow('positive definite');
    expect(() => multiAssetKelly(means, [[d(1)]])).toThrow('a square as wide as `means`');
    const lopsided = [
      [d(1), d('0.1')],
      [d('0.2'), d(1)],
    ];
    expect(() => multiAssetKelly(means, lopsided)).toThrow('as its mirror');
  });
});

describe('the sure win rate', () => {
  it('of short histories is far below what was seen', () => {
    // By hand: Wilson's lower end at one-sided 95%.
    expect(winRateBound(18, 12).toFixed(4)).toBe('0.4506');
    expect(winRateBound(1800, 1200).toFixed(4)).toBe('0.5852');
    expect(winRateBound(0, 5).toString()).toBe('0');
    expect(winRateBound(5, 0).toFixed(4)).toBe('0.6489');
  });

  it('is below the rate, and rises with wins and falls with losses', () => {
    const count = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(count, count, (wins, losses) => {
        const bound = winRateBound(wins, losses);
        expect(bound.lt(d(wins).div(wins + losses))).toBe(true);
        expect(winRateBound(wins + 1, losses).gt(bound)).toBe(true);
        expect(winRateBound(wins, losses + 1).lt(bound)).toBe(true);
      }),
      { seed: 33, numRuns: 300 },
    );
  });

  it('needs trades', () => {
    expect(() => winRateBound(0, 0)).toThrow('`wins` must be');
    expect(() => winRateBound(1.5, 0)).toThrow('a whole number of trades');
  });
});
