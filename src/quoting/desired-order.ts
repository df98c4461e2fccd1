/** An order of a ladder, and the least that one may be worth. */
import { decimal, type Notional, type Price, type Size } from '../base/index.js';
import type { Side } from '../market/index.js';

/** The venue refuses orders worth less than this, in USD. */
export const MIN_ORDER_NOTIONAL: Notional = decimal(10);

/** A post-only order that should rest; bids first, best first, in a ladder. */
export interface DesiredOrder {
  readonly side: Side;
  readonly price: Price;
  readonly size: Size;
}
