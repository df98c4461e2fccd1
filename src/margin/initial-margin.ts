/** What opening a position, or resting an order, ties up. */
import { assertInvariant, type Money, type Price, type Size } from '../base/index.js';

/** USD: |size| × price / leverage. The price is the mark of a position, the limit of an order. */
export function initialMargin(size: Size, price: Price, leverage: number): Money {
  assertInvariant(leverage >= 1, 'leverage is at least 1');
  return size.abs().times(price).div(leverage);
}
