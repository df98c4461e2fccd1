/** How large a position capital allows in one market: half of what its margin could open. */
import { assertInvariant, Decimal, type Money, type Price, type Size } from '../base/index.js';
import { ZERO } from '../base/index.js';

/** The other half stands behind the position, so that a loss meets rules before the venue. */
const CAPITAL_SHARE = 0.5;

/**
 * Contracts, ≥ 0: `max(0, equity − margin used by other markets) × leverage × 0.5 / mark`.
 * `leverage` is the least of the policy's, the venue-set one and the tier's; `mark` is > 0.
 */
export function marginCapacity(inputs: {
  readonly equity: Money;
  /** USD of initial margin of the positions in other markets. */
  readonly marginUsedElsewhere: Money;
  readonly leverage: number;
  readonly mark: Price;
}): Size {
  const { equity, marginUsedElsewhere, leverage, mark } = inputs;
  assertInvariant(mark.gt(0), 'margin capacity is asked for at a mark above 0');
  assertInvariant(equity.minus(marginUsedElsewhere).isFinite(), 'equity is a finite number');
  const available = Decimal.max(ZERO, equity.minus(marginUsedElsewhere));
  return available.times(leverage).times(CAPITAL_SHARE).div(mark);
}
