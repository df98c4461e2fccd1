/** What resting orders tie up: only the part that would grow the exposure. */
import { Decimal, type Money, type Size, ZERO } from '../base/index.js';
import { initialMargin } from '../margin/index.js';
import type { Side } from '../market/index.js';
import { signOf } from '../market/index.js';
import type { WorkingOrder } from './working-order.js';

/**
 * USD reserved by one side's orders of an account, at limit price / leverage. In their priority the
 * orders first close the opposite position, free of margin; what goes beyond it reserves in full,
 * with no credit for the margin the closing will free. With no position both sides reserve in full
 * (which of the two the venue does is not established; this is the safe one). Reduce-only orders
 * close but never reserve.
 */
export function reservedBySide(
  side: Side,
  position: Size,
  orders: readonly WorkingOrder[],
  leverage: number,
): Money {
  let closable = closableBy(side, position);
  let reserved: Money = ZERO;
  for (const order of orders) {
    const closing = Decimal.min(closable, order.size);
    closable = closable.minus(closing);
    if (order.reduceOnly) continue;
    const opening = order.size.minus(closing);
    reserved = reserved.plus(initialMargin(opening, order.price, leverage));
  }
  return reserved;
}

/** Contracts an order of `side` can close of `position`; 0 where it would only grow it. */
export function closableBy(side: Side, position: Size): Size {
  return Decimal.max(ZERO, position.times(-signOf(side)));
}
