/** How much of the market stands before a resting order at its price: the risk-averse reckoning. */
import { Decimal, type Size } from '../base/index.js';
import type { VisibleBook } from './visible-book.js';
import type { WorkingOrder } from './working-order.js';

/**
 * The queue once the market has shown its book anew. An order joins behind all that is shown at its
 * price; only trades there shorten the queue (cancels count as behind us), but it is never longer
 * than what is shown. Beyond the visible depth it is unknown (null) until the book reaches there,
 * and then all that is shown counts as before us. Prices better than the book have no queue.
 */
export function queueAfterDisplay(order: WorkingOrder, book: VisibleBook): Size | null {
  if (order.queueAhead?.isZero() === true) return order.queueAhead;
  const displayed = book.displayedAt(order.side, order.price);
  if (displayed === null) return order.queueAhead;
  return order.queueAhead === null ? displayed : Decimal.min(order.queueAhead, displayed);
}
