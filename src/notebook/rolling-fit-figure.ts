/** A parameter of the model over time, as a window rolls on. */
import type { Estimate, MarketCalibration, RollingFit } from '../quoting/index.js';
import { scaleCalibration } from '../quoting/index.js';
import { COLORS, type Figure } from './figure.js';
import { xyFigure } from './xy-figure.js';

export interface RollingFitInputs {
  readonly title: string;
  /** In dollars. */
  readonly fits: readonly RollingFit[];
  readonly parameter: 'volatility' | 'intensity' | 'decay';
  /** USD per tick: the parameter is drawn in ticks. */
  readonly tickSize: number;
}

const AXIS_TITLES = {
  volatility: 'σ (ticks per √s)',
  intensity: 'A (per second)',
  decay: 'k (per tick)',
} as const;

/** The estimate with its 95% band at the end of each window; it breaks where there is none. */
export function rollingFitFigure(inputs: RollingFitInputs): Figure {
  const { title, fits, parameter, tickSize } = inputs;
  const x = fits.map(({ endSeconds }) => endSeconds / 60);
  const found = fits.map(({ calibration }) =>
    estimateOf(scaleCalibration(calibration, tickSize), parameter),
  );
  return xyFigure({
    title,
    xTitle: 'end of the window (minutes since the start)',
    yTitle: AXIS_TITLES[parameter],
    bands: [
      {
        name: '95% band',
        x,
        low: found.map((each) => each?.low ?? null),
        high: found.map((each) => each?.high ?? null),
        color: COLORS.bid,
      },
    ],
    lines: [
      { name: 'estimate', x, y: found.map((each) => each?.value ?? null), color: COLORS.bid },
    ],
  });
}

function estimateOf(
  { volatility, byLikelihood }: MarketCalibration,
  parameter: RollingFitInputs['parameter'],
): Estimate | null {
  return parameter === 'volatility' ? volatility : (byLikelihood?.[parameter] ?? null);
}
