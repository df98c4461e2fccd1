/** What may still fill, by market and side: the orders that a worst case is made of. */
import { Decimal, type Money, type Price, type Size, ZERO } from '../base/index.js';
import { type Side, signOf } from '../market/index.js';

/** Any order that may fill: one of the ledger, or one that is about to be sent. */
export interface LiveOrder {
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  readonly size: Size;
  /** Where its own stop is, if it brings one. */
  readonly stop?: Price;
}

/** Contracts that may fill on one side of a market. */
export function liveSize(orders: readonly LiveOrder[], coin: string, side: Side): Size {
  let sum: Size = ZERO;
  for (const order of orders) {
    if (order.coin === coin && order.side === side) sum = sum.plus(order.size);
  }
  return sum;
}

/** How much of `size` more on `side` only shrinks the position, after all that rests there. */
export function reducingPart(position: Size, side: Side, resting: Size, size: Size): Size {
  const open = position.times(-signOf(side)).minus(resting);
  return Decimal.max(ZERO, Decimal.min(open, size));
}

/** The position once everything on `side` has filled. */
export function positionAfter(position: Size, side: Side, filled: Size): Size {
  return position.plus(filled.times(signOf(side)));
}

/** The worse of both sides filling: the one that leaves the larger position. */
export function worstPosition(orders: readonly LiveOrder[], coin: string, position: Size): Size {
  const long = positionAfter(position, 'buy', liveSize(orders, coin, 'buy'));
  const short = positionAfter(position, 'sell', liveSize(orders, coin, 'sell'));
  return short.abs().gt(long.abs()) ? short : long;
}

/**
 * USD of margin that a market's resting orders reserve: limit price × what grows the position /
 * leverage, on both sides. What closes the position reserves nothing, the best price first.
 */
export function reservedMargin(
  orders: readonly LiveOrder[],
  coin: string,
  position: Size,
  leverage: number,
): Money {
  const notional = reservedNotional(orders, coin, 'buy', position).plus(
    reservedNotional(orders, coin, 'sell', position),
  );
  return notional.div(leverage);
}

function reservedNotional(
  orders: readonly LiveOrder[],
  coin: string,
  side: Side,
  position: Size,
): Money {
  const sign = signOf(side);
  let free = Decimal.max(ZERO, position.times(-sign));
  let notional: Money = ZERO;
  const bestFirst = orders
    .filter((order) => order.coin === coin && order.side === side)
    .sort((a, b) => b.price.comparedTo(a.price) * sign);
  for (const { price, size } of bestFirst) {
    const closing = Decimal.min(free, size);
    free = free.minus(closing);
    notional = notional.plus(size.minus(closing).times(price));
  }
  return notional;
}
