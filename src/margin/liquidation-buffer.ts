/** How far a position is from liquidation, between 0 (there or past it) and 1 (never). */
import { assertInvariant, ONE, type Price, type Ratio, type Size, ZERO } from '../base/index.js';
import type { Instrument } from '../market/index.js';
import { maintenanceRateAt } from './maintenance-margin.js';

/**
 * `distance = side × (mark − liq) / mark`; 0 at or past liquidation; else `distance / (distance +
 * maintenance rate of the tier at liq)`, so that 0.5 is a distance of one maintenance rate. A null
 * liquidation price, or no position, gives 1. Throws where the mark is not above 0: an unknown
 * mark makes the buffer unknown, which is the caller's to say.
 */
export function liquidationBuffer(inputs: {
  /** Signed contracts. */
  readonly size: Size;
  readonly mark: Price;
  readonly liquidationPrice: Price | null;
  readonly instrument: Instrument;
}): Ratio {
  const { size, mark, liquidationPrice, instrument } = inputs;
  assertInvariant(mark.gt(0) && mark.isFinite(), 'a buffer is asked for at a mark above 0');
  assertInvariant(liquidationPrice?.isNaN() !== true, 'a liquidation price is a number or null');
  if (liquidationPrice === null || size.isZero()) return ONE;
  const side = size.gt(0) ? 1 : -1;
  const distance = mark.minus(liquidationPrice).times(side).div(mark);
  if (distance.lte(0)) return ZERO;
  const rate = maintenanceRateAt(instrument, size.times(liquidationPrice));
  return distance.div(distance.plus(rate));
}
