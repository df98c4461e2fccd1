/** A calibration in another length: ticks instead of dollars. */
import { assertInvariant } from '../base/index.js';
import type { Estimate, MarketCalibration } from './calibrate-market.js';

/**
 * The same market where lengths are counted in `lengthUnit`: pass the tick size for σ in ticks/√s
 * and k per tick. A is per second either way. Throws `InvariantError` for a unit not above 0.
 */
export function scaleCalibration(
  calibration: MarketCalibration,
  lengthUnit: number,
): MarketCalibration {
  assertInvariant(lengthUnit > 0 && Number.isFinite(lengthUnit), 'a length unit is above 0');
  const { volatility, byRegression, byLikelihood } = calibration;
  return {
    ...calibration,
    volatility: volatility === null ? null : times(volatility, 1 / lengthUnit),
    byRegression:
      byRegression === null ? null : { ...byRegression, decay: byRegression.decay * lengthUnit },
    byLikelihood:
      byLikelihood === null
        ? null
        : { ...byLikelihood, decay: times(byLikelihood.decay, lengthUnit) },
  };
}

function times({ value, low, high }: Estimate, factor: number): Estimate {
  return { value: value * factor, low: low * factor, high: high * factor };
}
