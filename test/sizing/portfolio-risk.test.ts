import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { capPortfolio, portfolioRisk, portfolioScale } from '../../src/sizing/index.js';

const d = decimal;
const risk = fc.integer({ min: 0, max: 10_000 }).map((value) => value / 100_000);
const risks = fc.array(risk, { minLength: 1, maxLength: 12 });
const share = fc.integer({ min: -100, max: 100 }).map((value) => value / 100);

function decimals(values: readonly number[]): ReturnType<typeof decimal>[] {
  return values.map((value) => d(value));
}

function matrixOf(size: number, values: readonly number[]): number[][] {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => {
      if (i === j) return 1;
      const [low, high] = [Math.min(i, j), Math.max(i, j)];
      return values[(low * 7 + high * 3) % values.length] ?? 0;
    }),
  );
}

describe('the risk of a portfolio', () => {
  it('scales ten bets of 1.5% under a cap of 3% to 0.3% each', () => {
    const bots = Array.from({ length: 10 }, () => d('0.015'));
    const scale = portfolioScale(bots, d(1), d('0.03'));
    expect(scale.times('0.015').toString()).toBe('0.003');
    const fast = capPortfolio(new Float64Array(10).fill(0.015), 1, 0.03);
    expect(fast * 0.015).toBeCloseTo(0.003, 14);
  });

  it('leaves alone what fits', () => {
    expect(portfolioScale([d('0.01'), d('0.02')], d(1), d('0.03')).toString()).toBe('1');
  });

  it('is the sum of bets that are one, and less the more apart they are', () => {
    const bets = [d(3), d(4)];
    expect(portfolioRisk(bets, d(1)).toString()).toBe('7');
    expect(portfolioRisk(bets, d(0)).toString()).toBe('5');
    expect(portfolioRisk(bets, d('0.5')).toString()).toBe(d(37).sqrt().toString());
  });

  it('has nothing added by a negative correlation, and no hedge taken off', () => {
    const bets = [d(3), d(4)];
    expect(portfolioRisk(bets, d('-0.9')).toString()).toBe('5');
    const matrix = [
      [d(1), d('-0.9')],
      [d('-0.9'), d(1)],
    ];
    expect(portfolioRisk(bets, matrix).toString()).toBe('5');
  });

  it('grows with every correlation, below the cap as above it', () => {
    fc.assert(
      fc.property(risks, share, share, (values, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const bets = decimals(values);
        expect(portfolioRisk(bets, d(low)).lte(portfolioRisk(bets, d(high)))).toBe(true);
      }),
      { seed: 41, numRuns: 500 },
    );
  });

  it('moves by little where a correlation moves by little', () => {
    fc.assert(
      fc.property(risks, share, (values, correlation) => {
        const bets = decimals(values);
        const here = portfolioRisk(bets, d(correlation)).toNumber();
        const near = portfolioRisk(bets, d(correlation).times('0.999999')).toNumber();
        const sum = values.reduce((total, value) => total + value, 0);
        expect(Math.abs(here - near)).toBeLessThanOrEqual(sum * 2e-3);
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  it('grows with every single risk', () => {
    fc.assert(
      fc.property(risks, risk, share, fc.nat(), (values, more, correlation, at) => {
        const grown = values.map((value, i) => (i === at % values.length ? value + more : value));
        const before = portfolioRisk(decimals(values), d(correlation));
        expect(portfolioRisk(decimals(grown), d(correlation)).gte(before)).toBe(true);
      }),
      { seed: 43, numRuns: 500 },
    );
  });

  it('is between the largest risk and the sum of all', () => {
    fc.assert(
      fc.property(risks, fc.array(share, { minLength: 5, maxLength: 5 }), (values, pairs) => {
        const matrix = matrixOf(values.length, pairs).map(decimals);
        const together = portfolioRisk(decimals(values), matrix);
        const sum = decimals(values).reduce((total, each) => total.plus(each), d(0));
        expect(together.gte(d(Math.max(...values)).minus('1e-38'))).toBe(true);
        expect(together.lte(sum.plus('1e-38'))).toBe(true);
      }),
      { seed: 44, numRuns: 300 },
    );
  });

  it('only ever lowers, to the cap and not past it, in doubles and in decimals alike', () => {
    const caps = fc.integer({ min: 0, max: 5_000 }).map((value) => value / 100_000);
    const pairs = fc.array(share, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(risks, pairs, caps, fc.boolean(), (values, correlations, cap, isAlike) => {
        const matrix = matrixOf(values.length, correlations);
        const one = correlations[0] ?? 0;
        const exact = isAlike ? d(one) : matrix.map(decimals);
        const scale = portfolioScale(decimals(values), exact, d(cap));
        const fast = capPortfolio(
          Float64Array.from(values),
          isAlike ? one : matrix.map((row) => Float64Array.from(row)),
          cap,
        );
        expect(scale.lte(1)).toBe(true);
        expect(fast).toBeLessThanOrEqual(scale.toNumber() + 1e-16);
        expect(fast).toBeGreaterThanOrEqual(scale.toNumber() * (1 - 1e-12));
        for (const factor of [scale, d(fast)]) {
          const shrunk = decimals(values).map((value) => value.times(factor));
          expect(portfolioRisk(shrunk, exact).lte(d(cap).plus('1e-38'))).toBe(true);
        }
      }),
      { seed: 45, numRuns: 500 },
    );
  });

  it.each([
    ['risks[0]', () => portfolioRisk([d(-1)], d(1))],
    ['risks[1]', () => portfolioRisk([d(1), d(Number.NaN)], d(1))],
    ['correlation', () => portfolioRisk([d(1)], d('1.01'))],
    ['correlation', () => portfolioRisk([d(1), d(2)], [[d(1)]])],
    ['correlation[0][0]', () => portfolioRisk([d(1)], [[d('0.9')]])],
    ['cap', () => portfolioScale([d(1)], d(1), d(-1))],
    ['cap', () => capPortfolio(new Float64Array(1), 1, Number.NaN)],
    ['risks[0]', () => capPortfolio(Float64Array.of(Number.NaN), 1, 1)],
    ['correlation', () => capPortfolio(new Float64Array(1), 2, 1)],
    ['correlation[0][0]', () => capPortfolio(new Float64Array(1), [new Float64Array(1)], 1)],
    [
      'correlation[1][0]',
      () =>
        capPortfolio(new Float64Array(2), [Float64Array.of(1, 0.5), Float64Array.of(1.4, 1)], 1),
    ],
  ])('names a bad `%s`: %#', (input, attempt) => {
    expect(attempt).toThrow(`\`${input}\` must be`);
  });
});
