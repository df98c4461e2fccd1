/** A ladder's prices with each side's contracts spread evenly over its levels. */
import { Decimal, type Size } from '../base/index.js';
import { type Instrument, roundSizeDown, type Side } from '../market/index.js';
import { type DesiredOrder, MIN_ORDER_NOTIONAL } from './desired-order.js';

/**
 * None gets more than it has in `ladder`. Sizes are rounded down to the lot; what comes to less
 * than $10 is left out.
 */
export function evenLadder(
  ladder: readonly DesiredOrder[],
  sides: Readonly<Record<Side, Size>>,
  instrument: Instrument,
): readonly DesiredOrder[] {
  return ladder.flatMap((order) => {
    const levels = ladder.filter(({ side }) => side === order.side).length;
    const share = Decimal.min(order.size, sides[order.side].div(levels));
    const size = roundSizeDown(share, instrument.sizeDecimals);
    return size.times(order.price).lt(MIN_ORDER_NOTIONAL) ? [] : [{ ...order, size }];
  });
}
