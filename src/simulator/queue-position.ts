/** How much of the market stands before a resting order at its price, by a queue model. */
import { Decimal, decimal, type Size, ZERO } from '../base/index.js';
import type { QueueModel, QueuePlace } from './queue-model.js';
import type { VisibleBook } from './visible-book.js';
import type { WorkingOrder } from './working-order.js';

/** An order joins behind all that is shown at its price. */
export function joinQueue(order: WorkingOrder, book: VisibleBook): void {
  order.queueAhead = book.displayedAt(order.side, order.price);
  order.shown = order.queueAhead;
  order.tradedSince = ZERO;
}

/**
 * The queue once the market has shown its book anew: what the model makes of it, but never longer
 * than what is shown. Beyond the visible depth it is unknown (null) until the book reaches there,
 * and then all that is shown counts as before us. Prices better than the book have no queue.
 */
export function showQueue(model: QueueModel, order: WorkingOrder, book: VisibleBook): void {
  const { queueAhead, shown, tradedSince } = order;
  const displayed = book.displayedAt(order.side, order.price);
  // A new top says nothing of the levels behind it: what printed there is yet to show.
  if (displayed !== null && shown?.eq(displayed) === true) return;
  order.shown = displayed;
  if (displayed === null) return;
  order.tradedSince = ZERO;
  if (queueAhead === null) order.queueAhead = displayed;
  else if (queueAhead.isZero()) return;
  // It was out of sight meanwhile: who went stood behind us for all we know.
  else if (shown === null) order.queueAhead = Decimal.min(queueAhead, displayed);
  else order.queueAhead = modelled(model, queueAhead, tradedSince, shown, displayed);
}

/** The models reckon in doubles: what stands before us is an estimate, and no money. */
function modelled(
  model: QueueModel,
  queueAhead: Size,
  tradedSince: Size,
  before: Size,
  after: Size,
): Size {
  const place: QueuePlace = {
    ahead: queueAhead.toNumber(),
    tradedSince: tradedSince.toNumber(),
  };
  model.show(place, before.toNumber(), after.toNumber());
  return Decimal.max(ZERO, decimal(place.ahead));
}

/** Contracts before the order that a trade has to take first: a whole number of lots. */
export function queueToTrade(queue: Size, sizeDecimals: number): Size {
  return Decimal.max(ZERO, queue.toDecimalPlaces(sizeDecimals, Decimal.ROUND_UP));
}
