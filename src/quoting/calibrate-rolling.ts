/** How σ, A and k drift: the same calibration again and again over a window that rolls on. */
import { assertInvariant } from '../base/index.js';
import {
  type CalibrationGrid,
  calibrateTally,
  type MarketCalibration,
} from './calibrate-market.js';
import type { MarketStep } from './market-sampler.js';
import { addStep, EMPTY_TALLY, joinTallies, type MarketTally } from './market-tally.js';

export interface RollingGrid extends CalibrationGrid {
  /** Steps that each fit looks back on; a whole multiple of `everySteps`. */
  readonly windowSteps: number;
  /** Steps from one fit to the next. */
  readonly everySteps: number;
}

export interface RollingFit {
  /** Seconds from the first step's beginning to the window's end. */
  readonly endSeconds: number;
  readonly calibration: MarketCalibration;
}

/**
 * A fit at the end of each full window, in the lengths of the steps; empty for fewer steps than a
 * window. Every fit is what `calibrateMarket` says of its window, but that the move into the
 * window's first step counts for σ too. Neighbouring windows share steps, so their fits are no
 * independent draws. The hftbacktest tutorial refits ten minutes every five seconds. Throws
 * `InvariantError` where the window is not a multiple of the interval.
 */
export function calibrateRolling(
  steps: readonly MarketStep[],
  settings: RollingGrid,
): readonly RollingFit[] {
  const { windowSteps, everySteps, levelStep, stepSeconds } = settings;
  assertInvariant(Number.isSafeInteger(everySteps) && everySteps > 0, 'an interval is whole steps');
  assertInvariant(
    windowSteps > 0 && windowSteps % everySteps === 0,
    'a window is a whole number of intervals',
  );
  const kept = windowSteps / everySteps;
  const fits: RollingFit[] = [];
  let stretches: MarketTally[] = [];
  let mid: number | null = null;
  for (let from = 0; from + everySteps <= steps.length; from += everySteps) {
    let tally: MarketTally = { ...EMPTY_TALLY, mid };
    for (const step of steps.slice(from, from + everySteps)) {
      tally = addStep(tally, step, levelStep);
    }
    ({ mid } = tally);
    stretches = [...stretches, tally].slice(-kept);
    if (stretches.length < kept) continue;
    fits.push({
      endSeconds: (from + everySteps) * stepSeconds,
      calibration: calibrateTally(stretches.reduce(joinTallies), settings),
    });
  }
  return fits;
}
