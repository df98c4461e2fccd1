/** The last word before an order leaves: what of it may go, and why the rest may not. */
import { assertInvariant, ONE, type Size, ZERO } from '../base/index.js';
import { roundSizeDown } from '../market/index.js';
import type { Denial } from './decision.js';
import type { Draft } from './draft.js';
import type { OrderToSend } from './event-facts.js';
import { type LiveOrder, liveSize, reducingPart } from './live-orders.js';
import { positionOf } from './market-facts.js';
import { denialsOf } from './order-denials.js';

/** An order that is about to be sent, of a size above 0. */
export type ProposedOrder = OrderToSend;

export interface OrderVerdict {
  /** The part that only shrinks the position: it passes whatever the rules say. */
  readonly reducingSize: Size;
  /** Why the rest may not leave; empty where it may, or where there is no rest. */
  readonly denials: readonly Denial[];
}

/**
 * Judges an order beside `others`, all that may fill besides it. An order reduces up to the
 * position less what rests on its side; while the position is unknown nothing provably reduces.
 */
export function checkOrder(
  draft: Draft,
  order: ProposedOrder,
  others: readonly LiveOrder[],
): OrderVerdict {
  assertInvariant(order.size.gt(0) && order.size.isFinite(), 'an order has a size above 0');
  // One that takes what the book has is sent, and judged, at the worst price it accepts.
  assertInvariant(order.price.gt(0) && order.price.isFinite(), 'an order has a price above 0');
  const reducingSize = reducingSizeOf(draft, order, others);
  const addingSize = reducingSize.isZero() ? order.size : order.size.minus(reducingSize);
  if (addingSize.isZero()) return { reducingSize, denials: [] };
  return { reducingSize, denials: denialsOf(draft, { ...order, addingSize, others }) };
}

/** The largest multiple of the lot, at most the order's size, that passes; 0 where none does. */
export function sizeThatFits(
  draft: Draft,
  order: ProposedOrder,
  others: readonly LiveOrder[],
): Size {
  const instrument = draft.state.instruments[order.coin];
  const decimals = instrument?.sizeDecimals ?? 0;
  const lot = ONE.div(10 ** decimals);
  const lots = (size: Size): number => roundSizeDown(size, decimals).div(lot).toNumber();
  // `low` passes, `high` does not.
  let low = lots(reducingSizeOf(draft, order, others));
  let high = lots(order.size) + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const proposal = { ...order, size: lot.times(middle) };
    if (checkOrder(draft, proposal, others).denials.length === 0) low = middle;
    else high = middle;
  }
  return lot.times(low);
}

function reducingSizeOf(draft: Draft, order: ProposedOrder, others: readonly LiveOrder[]): Size {
  const { coin, side, size } = order;
  const position = positionOf(draft.facts, coin);
  if (position.status !== 'known') return ZERO;
  return reducingPart(position.value, side, liveSize(others, coin, side), size);
}
