/** How often trades reached each distance from mid: what the fill curve is fitted to. */
import { assertInvariant } from '../base/index.js';
import type { CalibrationGrid } from './calibrate-market.js';
import type { MarketStep } from './market-sampler.js';
import { addStep, EMPTY_TALLY } from './market-tally.js';

export interface ReachRate {
  /** From the mid at the end of the step before, in the lengths of the steps. */
  readonly distance: number;
  /** Per second, of steps whose deepest trade went at least that far. */
  readonly rate: number;
  /** How many those were. */
  readonly count: number;
}

/**
 * From the first level on, nearest first, as far as trades reached and at most `levels`. A depth is
 * counted at the nearest level, so a level was reached from half a level step before it on: that is
 * the distance given.
 */
export function reachRates(
  steps: readonly MarketStep[],
  { levelStep, levels, stepSeconds }: CalibrationGrid,
): readonly ReachRate[] {
  assertInvariant(levelStep > 0 && stepSeconds > 0, 'what is counted by is above 0');
  let tally = EMPTY_TALLY;
  for (const step of steps) tally = addStep(tally, step, levelStep);
  const seconds = steps.length * stepSeconds;
  const counted = Math.min(tally.depths.length, levels);
  let count = tally.depths.reduce((sum, times) => sum + times, 0);
  const rates: ReachRate[] = [];
  for (let level = 0; level < counted; level += 1) {
    rates.push({ distance: (level + 0.5) * levelStep, rate: count / seconds, count });
    count -= tally.depths[level] ?? 0;
  }
  return rates;
}
