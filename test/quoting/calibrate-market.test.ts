/** Goal: the procedure practitioners know, to its published figures, and beside it a better one. */
import { existsSync } from 'node:fs';
import * as fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../src/feed/index.js';
import { calibrateMarket, MarketSampler, type MarketStep } from '../../src/quoting/index.js';

const RECORDED = '../shared/data/hyperliquid-2025-09-04';
const SECOND = { stepSeconds: 0.1, levels: 70 };
const TEN_MINUTES = 6_000;

async function recordedSteps(coin: string): Promise<readonly MarketStep[]> {
  const steps: MarketStep[] = [];
  const sampler = new MarketSampler((step) => steps.push(step));
  for await (const event of readRecording(RECORDED, coin)) {
    if (event.kind === 'topChanged' && event.bid !== null && event.ask !== null) {
      sampler.hearMid(event.at, event.bid.price.plus(event.ask.price).div(2).toNumber());
    } else if (event.kind === 'tradePrinted') {
      sampler.hearTrade(event.at, event.side, event.price.toNumber());
    }
  }
  return steps;
}

describe.skipIf(!existsSync(RECORDED))('the recorded markets (skipped without them)', () => {
  it.each([
    ['BTC', 1, 3.4082, 0.11253, 0.17036],
    ['ETH', 0.1, 2.9826, 0.12318, 0.3122],
    ['SOL', 0.01, 1.6103, 0.10005, 0.60769],
  ])('have the published σ, A and k: %s', async (coin, tick, sigma, intensity, decay) => {
    const steps = await recordedSteps(coin);
    const settings = { ...SECOND, levelStep: tick / 2 };
    // σ is of the whole session, A and k of its first ten minutes.
    const { volatility } = calibrateMarket(steps, settings);
    const { byRegression, byLikelihood } = calibrateMarket(steps.slice(0, TEN_MINUTES), settings);
    expect(Math.abs((volatility?.value ?? 0) / tick / sigma - 1)).toBeLessThan(0.02);
    expect(Math.abs((byRegression?.intensity ?? 0) / intensity - 1)).toBeLessThan(0.02);
    expect(Math.abs(((byRegression?.decay ?? 0) * tick) / decay - 1)).toBeLessThan(0.02);
    expect(byLikelihood?.decay.low).toBeLessThan(byLikelihood?.decay.high ?? 0);
  });
});

/** Arrivals of the model itself: a step holds a trade with chance `rate`, deeper ones by e^(−kδ). */
function modelSteps(seed: number, count: number, rate: number, decay: number): MarketStep[] {
  const generator = xoroshiro128plus(seed);
  const unit = (): number => (uniformInt(generator, 1, 2 ** 30) - 0.5) / 2 ** 30;
  return Array.from({ length: count }, () => {
    const depth = unit() < rate ? -Math.log(unit()) / decay : null;
    return { mid: 100, depth };
  });
}

const HALF_DOLLARS = { stepSeconds: 0.1, levels: 70, levelStep: 0.5 };

function widthAfter(count: number): number {
  const found = calibrateMarket(modelSteps(5, count, 0.08, 0.3), HALF_DOLLARS).byLikelihood?.decay;
  return found === undefined ? Number.NaN : Math.log(found.high / found.low);
}

function sampled(hear: (sampler: MarketSampler) => void): readonly MarketStep[] {
  const steps: MarketStep[] = [];
  hear(new MarketSampler((step) => steps.push(step)));
  return steps;
}

describe('maximum likelihood', () => {
  it('holds the true k and A in its bounds about 95 times in 100', () => {
    const decay = 0.3;
    const rate = 0.08;
    const hits = { decay: 0, intensity: 0 };
    const runs = 300;
    for (let seed = 1; seed <= runs; seed += 1) {
      const found = calibrateMarket(
        modelSteps(seed, 6_000, rate, decay),
        HALF_DOLLARS,
      ).byLikelihood;
      if (found === null) continue;
      if (found.decay.low <= decay && decay <= found.decay.high) hits.decay += 1;
      // A counts what reaches the mid: every trade of the model does.
      const intensity = rate / HALF_DOLLARS.stepSeconds;
      if (found.intensity.low <= intensity && intensity <= found.intensity.high) {
        hits.intensity += 1;
      }
    }
    expect(hits.decay / runs).toBeGreaterThan(0.9);
    expect(hits.decay / runs).toBeLessThan(0.99);
    expect(hits.intensity / runs).toBeGreaterThan(0.85);
  });

  it('holds the true σ in its bounds about 95 times in 100', () => {
    const generator = xoroshiro128plus(17);
    const unit = (): number => (uniformInt(generator, 1, 2 ** 30) - 0.5) / 2 ** 30;
    const normal = (): number => Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
    const sigma = 0.016;
    const runs = 300;
    let hits = 0;
    for (let run = 0; run < runs; run += 1) {
      let mid = 100;
      const steps = Array.from({ length: 500 }, () => {
        mid += sigma * Math.sqrt(0.1) * normal();
        return { mid, depth: null };
      });
      const { volatility } = calibrateMarket(steps, HALF_DOLLARS);
      if (volatility !== null && volatility.low <= sigma && sigma <= volatility.high) hits += 1;
    }
    expect(hits / runs).toBeGreaterThan(0.9);
    expect(hits / runs).toBeLessThan(0.99);
  });

  it('is the narrower the more it has seen', () => {
    expect(widthAfter(40_000) / widthAfter(10_000)).toBeCloseTo(0.5, 1);
  });
});

describe('a calibration', () => {
  it('says nothing of what it has not seen', () => {
    const nothing = { volatility: null, byRegression: null, byLikelihood: null, depths: 0 };
    expect(calibrateMarket([], HALF_DOLLARS)).toEqual({ ...nothing, steps: 0 });
    const silent = [{ mid: null, depth: null }];
    expect(calibrateMarket(silent, HALF_DOLLARS)).toEqual({ ...nothing, steps: 1 });
  });

  it('leaves out trades on the near side of the mid', () => {
    const steps = [-3, 0, 0.2].map((depth) => ({ mid: 100, depth }));
    expect(calibrateMarket(steps, HALF_DOLLARS).depths).toBe(0);
  });

  it('has no fill curve where trades do not thin out with distance', () => {
    const steps = Array.from({ length: 50 }, () => ({ mid: 100, depth: 20 }));
    expect(calibrateMarket(steps, HALF_DOLLARS).byRegression).toBeNull();
  });

  it('is the same in other lengths', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (seed, scale) => {
          const steps = modelSteps(seed, 2_000, 0.2, 0.4);
          const scaled = steps.map(({ mid, depth }) => ({
            mid: mid === null ? null : mid * scale,
            depth: depth === null ? null : depth * scale,
          }));
          const here = calibrateMarket(steps, HALF_DOLLARS);
          const there = calibrateMarket(scaled, { ...HALF_DOLLARS, levelStep: 0.5 * scale });
          expect((there.byRegression?.decay ?? 0) * scale).toBeCloseTo(
            here.byRegression?.decay ?? 0,
            9,
          );
          expect(there.byRegression?.intensity).toBeCloseTo(here.byRegression?.intensity ?? 0, 9);
        },
      ),
      { seed: 7, numRuns: 30 },
    );
  });
});

describe('the steps of a market', () => {
  it('measure trades from the mid of the step before, the deepest alone', () => {
    const steps = sampled((sampler) => {
      sampler.hearMid(0, 100);
      sampler.hearTrade(50, 'buy', 107);
      sampler.hearMid(120, 104);
      sampler.hearTrade(130, 'buy', 103);
      sampler.hearTrade(140, 'sell', 98);
      sampler.hearTrade(210, 'sell', 103);
      sampler.endStepsBefore(300);
    });
    // Before the first mid of an earlier step there is nothing to measure from.
    expect(steps).toEqual([
      { mid: 100, depth: null },
      { mid: 104, depth: 3 },
      { mid: 104, depth: 1 },
    ]);
  });

  it('go on while nothing is heard, and keep the last mid while a side is empty', () => {
    const steps = sampled((sampler) => {
      sampler.hearMid(0, 100);
      sampler.hearMid(250, null);
      sampler.endStepsBefore(400);
    });
    expect(steps.map(({ mid }) => mid)).toEqual([100, 100, 100, 100]);
  });
});
