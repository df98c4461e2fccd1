/** One margin, shared by bids and asks, so that both sides together are what the venue accepts. */
import { assertInvariant, Decimal, decimal, type Money, ONE, type Price } from '../base/index.js';
import { type Ratio, type Size, ZERO } from '../base/index.js';
import type { AllocationSettings } from '../compile/index.js';
import { sideSize } from './side-size.js';

/** Kept back, so that a mark moving between our sum and the venue's does not reject an order. */
const HEADROOM = '0.02';
const EVEN = decimal('0.5');

/** Contracts each side's ladder may rest at most, and the share of free margin behind it. */
export interface SideAllocation {
  readonly buy: Size;
  readonly sell: Size;
  readonly buyWeight: Ratio;
  readonly sellWeight: Ratio;
}

/**
 * Splits `freeMargin` by `ask weight = clamp(0.5 + skew × position / capacity, least, most)`; the
 * bid side has the rest. Weights govern only margin that grows exposure:
 *
 * - the increasing side gets `min(share, capacity − |position| − in flight)`;
 * - the reducing side gets the part of |position| that nothing in flight closes yet, which is free
 *   of margin, plus its share, and never flips the position past capacity.
 *
 * Both shares together are at most the free margin less 2%. A long position (> 0) makes sells the
 * reducing side; a flat account has two increasing sides.
 */
export function allocateSides(inputs: {
  /** Signed contracts. */
  readonly position: Size;
  /** Contracts, of `marginCapacity`, perhaps lowered by the policy. */
  readonly capacity: Size;
  /** USD not used by positions, our own ladder's reservation added back; below 0 counts as 0. */
  readonly freeMargin: Money;
  readonly leverage: number;
  readonly mark: Price;
  readonly settings: AllocationSettings;
  /** Contracts of orders on their way whose outcome is open, apart from the ladder; ≥ 0. */
  readonly inFlightBuy?: Size;
  readonly inFlightSell?: Size;
}): SideAllocation {
  const { position, capacity, leverage, mark, settings } = inputs;
  assertInvariant(mark.gt(0), 'margin is allocated at a mark above 0');
  assertInvariant(capacity.gte(0) && position.isFinite(), 'capacity and position are known');
  const sellWeight = clamp(
    EVEN.plus(settings.skew.times(positionRatio(position, capacity))),
    settings.perSideLeast,
    settings.perSideMost,
  );
  const buyWeight = ONE.minus(sellWeight);
  const usable = Decimal.max(ZERO, inputs.freeMargin).times(ONE.minus(HEADROOM));
  const contracts = usable.times(leverage).div(mark);
  const buy = sideSize({
    exposure: position,
    capacity,
    share: contracts.times(buyWeight),
    inFlight: inputs.inFlightBuy ?? ZERO,
  });
  const sell = sideSize({
    exposure: position.neg(),
    capacity,
    share: contracts.times(sellWeight),
    inFlight: inputs.inFlightSell ?? ZERO,
  });
  return { buy, sell, buyWeight, sellWeight };
}

/** −1 … 1; with no capacity any position is all of it. */
function positionRatio(position: Size, capacity: Size): Ratio {
  if (capacity.isZero()) return decimal(position.isZero() ? 0 : Decimal.sign(position));
  return clamp(position.div(capacity), ONE.neg(), ONE);
}

function clamp(value: Decimal, least: Decimal, most: Decimal): Decimal {
  return Decimal.min(Decimal.max(value, least), most);
}
