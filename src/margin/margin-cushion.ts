/** What is left of an account before the venue takes it over: cushion, its ratio, distances. */
import {
  assertInvariant,
  type Money,
  type Price,
  type Ratio,
  type Size,
  ZERO,
} from '../base/index.js';
import type { Instrument } from '../market/index.js';
import { liquidationPrice } from './liquidation-price.js';
import { maintenanceMargin } from './maintenance-margin.js';

/** One cross position with the mark that it is valued at. */
export interface MarginedPosition {
  readonly instrument: Instrument;
  /** Signed contracts; 0 when flat. */
  readonly size: Size;
  /** USD per contract, above 0. */
  readonly mark: Price;
}

export interface MarginCushion {
  /** USD that equity may not fall below: Σ over positions, by the venue's tiers. */
  readonly maintenanceMargin: Money;
  /** USD: equity − maintenance margin. At 0 or below the account may be liquidated. */
  readonly cushion: Money;
  /** Cushion / equity: 1 with no position, 0 at liquidation. Null where equity is 0 or less. */
  readonly cushionRatio: Ratio | null;
}

/**
 * Formula and tiers: Hyperliquid, "Margin tiers" and "Liquidations" (maintenance is half of the
 * initial margin at the tier's maximum leverage, less the tier's deduction).
 *
 * Throws `InvariantError` where equity, a size or a mark is no number, or a mark is not above 0: a
 * figure that is not known must not read as safe.
 */
export function marginCushion(
  equity: Money,
  positions: readonly MarginedPosition[],
): MarginCushion {
  assertInvariant(equity.isFinite(), 'equity is a number');
  const required = positions.reduce<Money>((sum, { instrument, size, mark }) => {
    assertKnown(size, mark);
    return sum.plus(maintenanceMargin(instrument, size.times(mark)));
  }, ZERO);
  const cushion = equity.minus(required);
  return {
    maintenanceMargin: required,
    cushion,
    cushionRatio: equity.gt(0) ? cushion.div(equity) : null,
  };
}

/**
 * How far one market's mark is from where the account is liquidated, as a fraction of mark, all
 * else standing still: side × (mark − liquidation price) / mark. 0 at the liquidation price and
 * beyond it; null where no mark of that market liquidates the account.
 *
 * Throws `InvariantError` as `marginCushion` does, and where `coin` is flat or not there.
 */
export function distanceToLiquidation(
  equity: Money,
  positions: readonly MarginedPosition[],
  coin: string,
): Ratio | null {
  const held = positions.find(({ instrument }) => instrument.coin === coin);
  assertInvariant(held !== undefined && !held.size.isZero(), `there is a position in ${coin}`);
  const { maintenanceMargin: required, cushion } = marginCushion(equity, positions);
  if (cushion.lte(0)) return ZERO;
  const { instrument, size, mark } = held;
  const inputs = { size, mark, equity, maintenanceMargin: required, instrument };
  const price = liquidationPrice(inputs);
  if (price === null || price.lte(0)) return null;
  const distance = mark.minus(price).div(mark);
  const towards = size.isPos() ? distance : distance.neg();
  return towards.gt(0) ? towards : ZERO;
}

function assertKnown(size: Size, mark: Price): void {
  assertInvariant(size.isFinite(), 'a position has a size');
  assertInvariant(mark.isFinite() && mark.gt(0), 'a mark is a number above 0');
}
