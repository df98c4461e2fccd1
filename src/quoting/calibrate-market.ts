/**
 * The model's σ, A and k from a market's steps, in the lengths of the steps (dollars of price).
 *
 * Two estimators stand side by side. Practitioners (hftbacktest's tutorial of the model) count how
 * often trades reached each level, and fit a line to the logarithm of these rates; the counts of
 * neighbouring levels hold the same trades, so its errors say nothing. Maximum likelihood takes
 * every depth once, as drawn from an exponential beyond the first level, and knows how sure it is.
 */
import { assertInvariant } from '../base/index.js';
import { fitLine } from './fit-line.js';
import type { MarketStep } from './market-sampler.js';
import { addStep, EMPTY_TALLY, type MarketTally } from './market-tally.js';

export interface CalibrationGrid {
  /** The distance between two levels: half a tick, since mids fall between ticks. */
  readonly levelStep: number;
  /** Levels from the mid that the fit looks at; 70 in the tutorial. */
  readonly levels: number;
  /** Seconds that a step takes. */
  readonly stepSeconds: number;
}

/** An estimate between the bounds that hold the true value 95 times in 100. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface FillCurve {
  /** A: trades a second that reach the mid. */
  readonly intensity: number;
  /** k: per length. */
  readonly decay: number;
}

export interface MarketCalibration {
  /** σ: length per √s; null for fewer than two known mids in a row. */
  readonly volatility: Estimate | null;
  /** Null where fewer than two levels were reached, or rates do not fall with distance. */
  readonly byRegression: FillCurve | null;
  /** Null for fewer than two depths beyond the first level. */
  readonly byLikelihood: { readonly intensity: Estimate; readonly decay: Estimate } | null;
  /** Steps with a trade at the first level or beyond. */
  readonly depths: number;
  readonly steps: number;
}

/** Of the normal distribution, on either side. */
const SIGMAS_OF_95 = 1.959963984540054;

/** Throws `InvariantError` for settings that are not above 0. */
export function calibrateMarket(
  steps: readonly MarketStep[],
  settings: CalibrationGrid,
): MarketCalibration {
  const { levelStep } = settings;
  const tally = steps.reduce((sum, step) => addStep(sum, step, levelStep), EMPTY_TALLY);
  return calibrateTally(tally, settings);
}

/** The same from what a stretch of steps came to, counted by the same `levelStep`. */
export function calibrateTally(tally: MarketTally, settings: CalibrationGrid): MarketCalibration {
  const { levelStep, levels, stepSeconds } = settings;
  assertInvariant(levelStep > 0 && levels > 0 && stepSeconds > 0, 'what is counted by is above 0');
  const seconds = tally.steps * stepSeconds;
  return {
    volatility: estimateVolatility(tally, stepSeconds),
    byRegression: fitRates(tally.depths, seconds, settings),
    byLikelihood: fitLikelihood(tally.depths, seconds, levelStep),
    depths: sumOf(tally.depths),
    steps: tally.steps,
  };
}

function estimateVolatility(tally: MarketTally, stepSeconds: number): Estimate | null {
  const { moves, sumOfMoves, sumOfSquares } = tally;
  if (moves < 2) return null;
  const variance = Math.max(0, sumOfSquares / moves - (sumOfMoves / moves) ** 2);
  return aroundLogarithm(Math.sqrt(variance / stepSeconds), 1 / Math.sqrt(2 * moves));
}

/** Rates of reaching beyond each level, on a line by their logarithms. */
function fitRates(
  depths: readonly number[],
  seconds: number,
  { levelStep, levels }: CalibrationGrid,
): FillCurve | null {
  const counted = Math.min(depths.length - 1, levels);
  const points: { x: number; y: number }[] = [];
  let beyond = sumOf(depths);
  for (let level = 0; level < counted; level += 1) {
    beyond -= depths[level] ?? 0;
    points.push({ x: (level + 1) * levelStep, y: Math.log(beyond / seconds) });
  }
  const line = fitLine(points);
  if (line === null || line.slope >= 0) return null;
  return { intensity: Math.exp(line.intercept), decay: -line.slope };
}

/** Whole levels beyond the first are geometric: P(n) = (1 − r) rⁿ with r = e^(−kh). */
function fitLikelihood(
  depths: readonly number[],
  seconds: number,
  levelStep: number,
): MarketCalibration['byLikelihood'] {
  const count = sumOf(depths);
  const beyond = sumOf(depths.map((times, level) => times * level));
  if (count < 2 || beyond === 0) return null;
  const ratio = beyond / (beyond + count);
  const decay = -Math.log(ratio) / levelStep;
  // Fisher's information of r for a geometric sample, carried over to ln k.
  const errorOfRatio = (1 - ratio) * Math.sqrt(ratio / count);
  const errorOfLogDecay = errorOfRatio / (ratio * levelStep * decay);
  // A depth rounds to the first level from half a level step on: from there back to the mid.
  const intensity = (count / seconds) * Math.exp((decay * levelStep) / 2);
  const errorOfLogIntensity = Math.hypot(
    1 / Math.sqrt(count),
    (errorOfLogDecay * decay * levelStep) / 2,
  );
  return {
    intensity: aroundLogarithm(intensity, errorOfLogIntensity),
    decay: aroundLogarithm(decay, errorOfLogDecay),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function aroundLogarithm(value: number, error: number): Estimate {
  const factor = Math.exp(SIGMAS_OF_95 * error);
  return { value, low: value / factor, high: value * factor };
}
