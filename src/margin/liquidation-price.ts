/** The mark at which a position brings the account to its maintenance margin. */
import { assertInvariant, type Money, ONE, type Price, type Size, ZERO } from '../base/index.js';
import type { Instrument } from '../market/index.js';
import { maintenanceMargin, maintenanceTiers } from './maintenance-margin.js';

/**
 * The mark of this coin at which equity equals the account's maintenance margin, all other marks
 * as they are; within one tier this is the venue's `mark − side × available / size / (1 − rate ×
 * side)`. The rate is that of the tier at the liquidation price.
 *
 * Null where no mark above 0 liquidates the position, and where there is none. A short whose
 * account is under water at every mark gives 0, which `liquidationBuffer` reads as past it.
 * For an isolated position pass its margin (with unrealised PnL) and its own maintenance margin.
 */
export function liquidationPrice(inputs: {
  /** Signed contracts. */
  readonly size: Size;
  readonly mark: Price;
  readonly equity: Money;
  /** USD, of the whole account at `mark`, this position included. */
  readonly maintenanceMargin: Money;
  readonly instrument: Instrument;
}): Price | null {
  const { size, mark, equity, instrument } = inputs;
  if (size.isZero()) return null;
  assertInvariant(mark.gt(0), 'a liquidation price is asked for at a mark above 0');
  const elsewhere = inputs.maintenanceMargin.minus(maintenanceMargin(instrument, size.times(mark)));
  const surplusAtZero = equity.minus(size.times(mark)).minus(elsewhere);
  return liquidationPriceBeside({ size, surplusAtZero, instrument });
}

/**
 * The same of a position (not 0) whose account would have `surplusAtZero` USD beyond all other
 * margins if the mark were 0: equity less the position's value, less what other positions ask.
 */
export function liquidationPriceBeside(inputs: {
  readonly size: Size;
  readonly surplusAtZero: Money;
  readonly instrument: Instrument;
}): Price | null {
  const { size, surplusAtZero, instrument } = inputs;
  const side = size.gt(0) ? ONE : ONE.neg();
  const magnitude = size.abs();
  // surplusAtZero + size × p = |size| × p × rate − deduction, solved for p in each tier; margin
  // surplus is monotone in p, so one tier at most holds its own solution.
  for (const tier of maintenanceTiers(instrument)) {
    const price = surplusAtZero.plus(tier.deduction).div(magnitude.times(tier.rate.minus(side)));
    if (price.lte(0) && tier.lowerBound.isZero()) return size.gt(0) ? null : ZERO;
    const notional = price.times(magnitude);
    const isAbove = tier.upperBound !== null && notional.gte(tier.upperBound);
    if (notional.gte(tier.lowerBound) && !isAbove) return price;
  }
  // Rounding may put a solution a hair outside both neighbours of a tier's bound.
  return priceAtNearestBound(instrument, magnitude, surplusAtZero, side);
}

function priceAtNearestBound(
  instrument: Instrument,
  magnitude: Size,
  surplusAtZero: Money,
  side: Size,
): Price {
  let nearest: { readonly price: Price; readonly gap: Money } | null = null;
  for (const tier of maintenanceTiers(instrument)) {
    const price = surplusAtZero.plus(tier.deduction).div(magnitude.times(tier.rate.minus(side)));
    const gap = price.times(magnitude).minus(tier.lowerBound).abs();
    if (nearest === null || gap.lt(nearest.gap)) nearest = { price, gap };
  }
  assertInvariant(nearest !== null, `${instrument.coin} has margin tiers`);
  return nearest.price;
}
