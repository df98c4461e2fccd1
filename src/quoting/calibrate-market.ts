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

export interface CalibrationSettings {
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
  settings: CalibrationSettings,
): MarketCalibration {
  const { levelStep, levels, stepSeconds } = settings;
  assertInvariant(levelStep > 0 && levels > 0 && stepSeconds > 0, 'what is counted by is above 0');
  const reached = steps.flatMap(({ depth }) => {
    const level = depth === null ? -1 : levelOf(depth, levelStep);
    return level >= 0 ? [level] : [];
  });
  const seconds = steps.length * stepSeconds;
  return {
    volatility: estimateVolatility(steps, stepSeconds),
    byRegression: fitRates(reached, seconds, settings),
    byLikelihood: fitLikelihood(reached, seconds, levelStep),
    depths: reached.length,
    steps: steps.length,
  };
}

/** Level 0 is one level step from the mid, the nearest at which a quote can rest. */
function levelOf(depth: number, levelStep: number): number {
  return Math.round(depth / levelStep) - 1;
}

function estimateVolatility(steps: readonly MarketStep[], stepSeconds: number): Estimate | null {
  const moves: number[] = [];
  for (const [index, { mid }] of steps.entries()) {
    const before = steps[index - 1]?.mid ?? null;
    if (mid !== null && before !== null) moves.push(mid - before);
  }
  if (moves.length < 2) return null;
  const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
  const variance = moves.reduce((sum, move) => sum + (move - mean) ** 2, 0) / moves.length;
  const value = Math.sqrt(variance / stepSeconds);
  return aroundLogarithm(value, 1 / Math.sqrt(2 * moves.length));
}

/** Rates of reaching beyond each level, on a line by their logarithms. */
function fitRates(
  reached: readonly number[],
  seconds: number,
  { levelStep, levels }: CalibrationSettings,
): FillCurve | null {
  const deepest = reached.reduce((most, level) => Math.max(most, level), 0);
  const counted = Math.min(deepest, levels);
  const counts = Array.from({ length: counted }, () => 0);
  for (const level of reached) {
    for (let at = 0; at < Math.min(level, counted); at += 1) counts[at] = (counts[at] ?? 0) + 1;
  }
  const line = fitLine(
    counts.map((count, at) => ({ x: (at + 1) * levelStep, y: Math.log(count / seconds) })),
  );
  if (line === null || line.slope >= 0) return null;
  return { intensity: Math.exp(line.intercept), decay: -line.slope };
}

/** Depths beyond the first level, in whole levels, are geometric: P(n) = (1 − r) rⁿ, r = e^(−kh). */
function fitLikelihood(
  reached: readonly number[],
  seconds: number,
  levelStep: number,
): MarketCalibration['byLikelihood'] {
  const beyond = reached.reduce((sum, level) => sum + level, 0);
  const count = reached.length;
  if (count < 2 || beyond === 0) return null;
  const ratio = beyond / (beyond + count);
  const decay = -Math.log(ratio) / levelStep;
  // Fisher's information of r for a geometric sample, carried over to ln k.
  const errorOfRatio = (1 - ratio) * Math.sqrt(ratio / count);
  const errorOfLogDecay = errorOfRatio / (ratio * levelStep * decay);
  // The rate of reaching the first level, carried back to the mid along the curve.
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

function aroundLogarithm(value: number, error: number): Estimate {
  const factor = Math.exp(SIGMAS_OF_95 * error);
  return { value, low: value / factor, high: value * factor };
}
