/** The fill curve: what was counted, and the two fits of it. */
import type { Estimate, MarketCalibration, ReachRate } from '../quoting/index.js';
import { COLORS, type Figure } from './figure.js';
import { xyFigure } from './xy-figure.js';

export interface IntensityFitInputs {
  readonly title: string;
  /** Of `reachRates`, in dollars. */
  readonly rates: readonly ReachRate[];
  /** Of the same steps, in dollars. */
  readonly calibration: MarketCalibration;
  /** USD per tick: distances are drawn in ticks. */
  readonly tickSize: number;
}

const POINTS = 60;
const SIGMAS_OF_95 = 1.959963984540054;

/**
 * λ(δ) on a logarithmic axis over the distance from mid in ticks: the counted rates as points, the
 * line of the regression, and the maximum-likelihood curve with its pointwise 95% band.
 */
export function intensityFitFigure(inputs: IntensityFitInputs): Figure {
  const { title, rates, calibration, tickSize } = inputs;
  const { byRegression, byLikelihood, depths } = calibration;
  const furthest = rates.at(-1)?.distance ?? tickSize;
  const grid = Array.from({ length: POINTS + 1 }, (_, i) => (furthest * i) / POINTS);
  const x = grid.map((distance) => distance / tickSize);
  const curve = (intensity: number, decay: number): number[] =>
    grid.map((distance) => intensity * Math.exp(-decay * distance));
  const first = rates[0]?.distance ?? 0;
  const lowest = Math.min(...rates.map(({ rate }) => rate));
  const highest = Math.max(...rates.map(({ rate }) => rate), byLikelihood?.intensity.high ?? 0);
  return xyFigure({
    title,
    xTitle: 'distance from mid (ticks)',
    yTitle: 'trades that reach it (per second)',
    yScale: 'log',
    yRange: [Math.log10(lowest) - 0.3, Math.log10(highest) + 0.2],
    bands:
      byLikelihood === null
        ? []
        : [
            {
              name: '95% band',
              x,
              ...bandOf(grid, byLikelihood, depths, first),
              color: COLORS.bid,
            },
          ],
    lines: [
      ...(byLikelihood === null
        ? []
        : [
            {
              name: 'maximum likelihood',
              x,
              y: curve(byLikelihood.intensity.value, byLikelihood.decay.value),
              color: COLORS.bid,
            },
          ]),
      ...(byRegression === null
        ? []
        : [
            {
              name: 'least squares of ln λ',
              x,
              y: curve(byRegression.intensity, byRegression.decay),
              color: COLORS.ask,
              dash: 'dash' as const,
            },
          ]),
    ],
    points: [
      {
        name: 'counted',
        x: rates.map(({ distance }) => distance / tickSize),
        y: rates.map(({ rate }) => rate),
        color: '#555555',
      },
    ],
  });
}

/** ln λ(δ) = ln(rate at the first level) − k (δ − first): the errors of both are independent. */
function bandOf(
  grid: readonly number[],
  { intensity, decay }: { readonly intensity: Estimate; readonly decay: Estimate },
  depths: number,
  first: number,
): { readonly low: readonly number[]; readonly high: readonly number[] } {
  const errorOfDecay = (decay.value * Math.log(decay.high / decay.low)) / (2 * SIGMAS_OF_95);
  const factors = grid.map((distance) =>
    Math.exp(SIGMAS_OF_95 * Math.hypot(1 / Math.sqrt(depths), errorOfDecay * (distance - first))),
  );
  const values = grid.map((distance) => intensity.value * Math.exp(-decay.value * distance));
  return {
    low: values.map((value, index) => value / (factors[index] ?? 1)),
    high: values.map((value, index) => value * (factors[index] ?? 1)),
  };
}
