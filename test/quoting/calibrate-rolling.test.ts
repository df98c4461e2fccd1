/** Goal: a rolling fit is the plain fit of its window, told of the time where the window ends. */
import { existsSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../src/feed/index.js';
import {
  calibrateMarket,
  calibrateRolling,
  MarketSampler,
  type MarketStep,
  scaleCalibration,
} from '../../src/quoting/index.js';

const RECORDED = '../shared/data/hyperliquid-2025-09-04';
const GRID = { levelStep: 0.5, levels: 70, stepSeconds: 0.1 };

const step = fc.record({
  mid: fc.option(fc.integer({ min: 90, max: 110 }), { nil: null, freq: 10 }),
  depth: fc.option(fc.double({ min: -1, max: 12, noNaN: true }), { nil: null, freq: 2 }),
});

/** What of a calibration counts depths, and not moves. */
function curveOf(steps: readonly MarketStep[]) {
  const { byLikelihood, byRegression, depths, steps: count } = calibrateMarket(steps, GRID);
  return { byLikelihood, byRegression, depths, steps: count };
}

describe('a rolling calibration', () => {
  it('fits each window as if it stood alone', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        (steps, everySteps, intervals) => {
          const windowSteps = everySteps * intervals;
          const fits = calibrateRolling(steps, { ...GRID, everySteps, windowSteps });
          const whole = Math.floor(steps.length / everySteps) - intervals + 1;
          expect(fits).toHaveLength(Math.max(0, whole));
          for (const [index, { calibration, endSeconds }] of fits.entries()) {
            const from = index * everySteps;
            const window = steps.slice(from, from + windowSteps);
            expect(calibration).toMatchObject(curveOf(window));
            expect(endSeconds).toBeCloseTo((from + windowSteps) * 0.1, 9);
            // The move into the window is the only one more.
            const withMove = calibrateMarket(
              steps.slice(Math.max(0, from - 1), from + windowSteps),
              {
                ...GRID,
              },
            );
            expect(calibration.volatility?.value ?? 0).toBeCloseTo(
              withMove.volatility?.value ?? 0,
              9,
            );
          }
        },
      ),
      { seed: 31, numRuns: 200 },
    );
  });

  it('refuses a window that is no whole number of intervals', () => {
    const settings = { ...GRID, everySteps: 4, windowSteps: 10 };
    expect(() => calibrateRolling([], settings)).toThrow('whole number of intervals');
  });
});

describe('a calibration in other lengths', () => {
  it('has σ divided and k multiplied by the unit, and A as it was', () => {
    const steps = [100, 101, 99, 100, 102].map((mid, index) => ({ mid, depth: 0.5 + index }));
    const dollars = calibrateMarket(steps, GRID);
    const ticks = scaleCalibration(dollars, 0.1);
    expect(ticks.volatility?.high).toBeCloseTo((dollars.volatility?.high ?? 0) * 10, 9);
    expect(ticks.byLikelihood?.decay.low).toBeCloseTo(
      (dollars.byLikelihood?.decay.low ?? 0) / 10,
      9,
    );
    expect(ticks.byRegression?.decay).toBeCloseTo((dollars.byRegression?.decay ?? 0) / 10, 9);
    expect(ticks.byLikelihood?.intensity).toEqual(dollars.byLikelihood?.intensity);
    expect(() => scaleCalibration(dollars, 0)).toThrow('length unit');
  });
});

describe.skipIf(!existsSync(RECORDED))('the recorded SOL market (skipped without it)', () => {
  it('has the published A and k in ticks in its first window, and drifts after it', async () => {
    const steps: MarketStep[] = [];
    const sampler = new MarketSampler((each) => steps.push(each));
    for await (const event of readRecording(RECORDED, 'SOL')) {
      if (event.kind === 'topChanged' && event.bid !== null && event.ask !== null) {
        sampler.hearMid(event.at, event.bid.price.plus(event.ask.price).div(2).toNumber());
      } else if (event.kind === 'tradePrinted') {
        sampler.hearTrade(event.at, event.side, event.price.toNumber());
      }
    }
    const grid = { ...GRID, levelStep: 0.005, windowSteps: 6_000, everySteps: 600 };
    const fits = calibrateRolling(steps, grid);
    const first = fits[0];
    if (first === undefined) throw new Error('the recording is shorter than ten minutes');
    const { byRegression } = scaleCalibration(first.calibration, 0.01);
    expect(first.endSeconds).toBe(600);
    expect(Math.abs((byRegression?.intensity ?? 0) / 0.10005 - 1)).toBeLessThan(0.02);
    expect(Math.abs((byRegression?.decay ?? 0) / 0.60769 - 1)).toBeLessThan(0.02);
    const decays = fits.map(({ calibration }) => calibration.byLikelihood?.decay.value ?? 0);
    expect(Math.max(...decays) / Math.min(...decays)).toBeGreaterThan(1.1);
  });
});
