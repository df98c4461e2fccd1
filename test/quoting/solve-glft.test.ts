import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SolveGlftInputs, solveGlft } from '../../src/quoting/index.js';
import { glftReference } from './glft-reference.js';

/** The oracles' market: σ in ticks/√s, A per second, k and γ per tick. */
const PAPER: SolveGlftInputs = {
  volatility: 0.3,
  intensity: 0.9,
  decay: 0.3,
  riskAversion: 0.01,
  horizonSeconds: 600,
  inventoryMin: -30,
  inventoryMax: 30,
};

/** Wild enough that the closed form fails, where inventory costs more than fills bring. */
const WILD = { volatility: 1, intensity: 0.2 };

function distances(inputs: Partial<SolveGlftInputs>, bids: readonly number[]): number[] {
  const solution = solveGlft({ ...PAPER, ...inputs });
  return bids.map((inventory) => solution.bidDistance(inventory) ?? NaN);
}

/** The largest difference, NaN where one value is missing. */
function errorOf(actual: readonly number[], expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs((actual[i] ?? NaN) - value)));
}

/** Numbers above 0 over orders of magnitude. */
function positive(least: number, most: number): fc.Arbitrary<number> {
  return fc.double({ min: Math.log(least), max: Math.log(most), noNaN: true }).map(Math.exp);
}

describe('exact GLFT quotes', () => {
  it.each([
    [0, 3.313045, 3.313045],
    [1, 3.381168, 3.244919],
    [5, 3.653479, 2.972522],
    [10, 3.992933, 2.632802],
  ])('meet the published figures at inventory %i', (inventory, bid, ask) => {
    const solution = solveGlft(PAPER);
    expect(solution.bidDistance(inventory)).toBeCloseTo(bid, 6);
    expect(solution.askDistance(inventory)).toBeCloseTo(ask, 6);
  });

  it('agree with thirty digits at every inventory of a hundred units either way', () => {
    const wide = { ...PAPER, horizonSeconds: 600, inventoryMin: -100, inventoryMax: 100 };
    const reference = glftReference(wide);
    expect(reference).toHaveLength(200);
    const inventories = reference.map((_, index) => index - 100);
    expect(errorOf(distances(wide, inventories), reference)).toBeLessThan(1e-12);
  }, 30_000);

  // All figures below: uniformisation with 60 digits.
  it('agree with 60-digit arithmetic to ten decimals over the paper horizon', () => {
    expect(
      errorOf(
        distances({}, [0, 10, 29]),
        [3.313045409843934, 3.992932562054646, 6.130908413818154],
      ),
    ).toBeLessThan(1e-10);
    expect(errorOf(distances({ volatility: 0.4 }, [0]), [3.324458078141512])).toBeLessThan(1e-10);
  });

  it('agree with 60-digit arithmetic over short horizons and out to the bounds', () => {
    expect(
      errorOf(
        distances({ ...WILD, horizonSeconds: 60 }, [0, 10, 29]),
        [3.485271684309639, 7.427157211784691, 12.85156089868591],
      ),
    ).toBeLessThan(1e-10);
    const wide = { ...WILD, inventoryMin: -100, inventoryMax: 100 };
    expect(
      errorOf(
        distances({ ...wide, horizonSeconds: 5 }, [0, 10, 50, 99]),
        [3.303892707406968, 3.802096608618053, 5.794412510509257, 8.55514245058254],
      ),
    ).toBeLessThan(1e-10);
    expect(
      errorOf(
        distances({ ...wide, horizonSeconds: 60 }, [0, 10, 50, 99]),
        [3.485271684309639, 7.427157211784691, 16.39563420497595, 20.98258020419055],
      ),
    ).toBeLessThan(1e-10);
  });

  it('agree with 60-digit arithmetic for uneven bounds with drift and impact', () => {
    const inputs = {
      ...PAPER,
      horizonSeconds: 120,
      inventoryMin: -7,
      inventoryMax: 12,
      drift: 0.002,
      impact: 0.5,
    };
    const solution = solveGlft(inputs);
    expect(
      errorOf(
        [-7, 0, 11].map((inventory) => solution.bidDistance(inventory) ?? NaN),
        [1.211646981907596, 3.383412065031825, 5.874571402300702],
      ),
    ).toBeLessThan(1e-10);
    expect(
      errorOf(
        [-6, 0, 12].map((inventory) => solution.askDistance(inventory) ?? NaN),
        [5.846317582690578, 3.78163897682843, 1.183393162297473],
      ),
    ).toBeLessThan(1e-10);
  });

  it('agree with 60-digit arithmetic where few modes are left, out to far bounds', () => {
    const far = { inventoryMin: -500, inventoryMax: 500 };
    expect(
      errorOf(
        distances({ ...far, horizonSeconds: 200 }, [0, 100, 300, 499]),
        [3.312700469682355, 9.243282886783572, 15.51925491241586, 18.8042392342571],
      ),
    ).toBeLessThan(1e-12);
    expect(
      errorOf(
        distances({ ...far, horizonSeconds: 600 }, [0, 100, 300, 499]),
        [3.313045408625336, 9.276467724665363, 15.53419405609225, 18.81147712937521],
      ),
    ).toBeLessThan(1e-12);
    expect(
      errorOf(
        distances({ inventoryMin: -13, inventoryMax: 90, horizonSeconds: 300 }, [-13, 0, 40, 89]),
        [0.8875854582890732, 3.297488805313736, 5.960558875801416, 8.858560375028935],
      ),
    ).toBeLessThan(1e-12);
    const wild = { ...WILD, inventoryMin: -100, inventoryMax: 100, horizonSeconds: 600 };
    expect(
      errorOf(
        distances(wild, [0, 10, 50, 99]),
        [3.525651106818477, 8.022747424210682, 16.68180626280266, 21.08862938296296],
      ),
    ).toBeLessThan(1e-12);
  });

  it('have no bid at the upper bound and no ask at the lower one', () => {
    const solution = solveGlft({ ...PAPER, inventoryMin: -2, inventoryMax: 5 });
    expect([solution.bidDistance(5), solution.bidDistance(7)]).toEqual([null, null]);
    expect([solution.askDistance(-2), solution.askDistance(-2.5)]).toEqual([null, null]);
    expect(solution.askDistance(9)).toBe(solution.askDistance(5));
    expect(solution.bidDistance(-9)).toBe(solution.bidDistance(-2));
    const closed = solveGlft({ ...PAPER, inventoryMin: 0, inventoryMax: 0 });
    expect([closed.bidDistance(0), closed.askDistance(0)]).toEqual([null, null]);
  });

  it('move in a straight line between whole units of inventory', () => {
    const solution = solveGlft(PAPER);
    const [low = NaN, middle = NaN, high = NaN] = [4, 4.25, 5].map(
      (inventory) => solution.bidDistance(inventory) ?? NaN,
    );
    expect(middle).toBeCloseTo(low * 0.75 + high * 0.25, 12);
    const single = solveGlft({ ...PAPER, inventoryMin: 0, inventoryMax: 1 });
    expect(single.bidDistance(0.5)).toBe(single.bidDistance(0));
  });

  it('tend to the stationary quotes as the horizon grows', () => {
    const stationary = solveGlft({ ...PAPER, horizonSeconds: null });
    const days = solveGlft({ ...PAPER, horizonSeconds: 3 * 86_400 });
    expect(days.bidDistance(29)).toBe(stationary.bidDistance(29));
    const hour = solveGlft({ ...PAPER, horizonSeconds: 3_600 });
    expect(hour.bidDistance(29)).toBeCloseTo(stationary.bidDistance(29) ?? NaN, 8);
  });

  it('are the base distance at every inventory where no time is left', () => {
    expect(
      errorOf(distances({ horizonSeconds: 0 }, [-30, 0, 29]), Array(3).fill(3.278982282299)),
    ).toBeLessThan(1e-9);
  });

  it('stay finite and monotone in inventory up to 500 units, from a second to days', () => {
    for (const horizonSeconds of [null, 1, 60, 2 * 86_400]) {
      const bounds = { inventoryMin: -500, inventoryMax: 500, horizonSeconds };
      const solution = solveGlft({ ...PAPER, ...WILD, ...bounds });
      let previous = -Infinity;
      for (let inventory = -500; inventory < 500; inventory += 1) {
        const bid = solution.bidDistance(inventory) ?? NaN;
        const ask = solution.askDistance(-inventory) ?? NaN;
        expect(bid).toBeGreaterThan(previous);
        expect(Math.abs(bid - ask)).toBeLessThan(1e-8);
        previous = bid;
      }
    }
  });

  it('rise with inventory for the bid, fall for the ask, and never cross, in any market', () => {
    fc.assert(
      fc.property(
        positive(0.01, 30),
        positive(0.001, 10),
        positive(0.01, 5),
        positive(1e-4, 1),
        fc.option(positive(1, 1e5)),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (volatility, intensity, decay, riskAversion, horizonSeconds, below, above) => {
          const market = { volatility, intensity, decay, riskAversion, horizonSeconds };
          const solution = solveGlft({ ...market, inventoryMin: -below, inventoryMax: above });
          const noise = 1e-8 / decay;
          for (let inventory = -below; inventory < above; inventory += 1) {
            const bid = solution.bidDistance(inventory) ?? NaN;
            const nextBid = solution.bidDistance(inventory + 1) ?? Infinity;
            const ask = solution.askDistance(inventory) ?? Infinity;
            const nextAsk = solution.askDistance(inventory + 1) ?? NaN;
            expect(nextBid).toBeGreaterThanOrEqual(bid - noise);
            expect(nextAsk).toBeLessThanOrEqual(ask + noise);
            expect(bid + ask).toBeGreaterThan(0);
          }
        },
      ),
      { seed: 6, numRuns: 60 },
    );
  });

  it.each([
    ['volatility', { volatility: NaN }],
    ['decay', { decay: 0 }],
    ['intensity', { intensity: -1 }],
    ['risk aversion', { riskAversion: 0 }],
    ['inventory bounds', { inventoryMax: 2.5 }],
    ['bounds are at most', { inventoryMax: 5_000 }],
    ['a horizon', { horizonSeconds: -1 }],
  ])('are refused where the %s cannot be', (message, wrong) => {
    expect(() => solveGlft({ ...PAPER, ...wrong })).toThrow(message);
  });
});
