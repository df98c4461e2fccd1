/** What may still fill, by market and side: the orders that a worst case is made of. */
import { Decimal, type Money, type Price, type Size, ZERO } from '../base/index.js';
import { type Side, signOf } from '../market/index.js';
import { runningTotals } from './running-totals.js';

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
  return runningTotals(orders).of(coin)[side].size;
}

/** The markets of the orders. */
export function liveCoins(orders: readonly LiveOrder[]): readonly string[] {
  return [...runningTotals(orders).coins];
}

/** How much of `size` more on `side` only shrinks the position, after all that rests there. */
export function reducingPart(position: Size, side: Side, resting: Size, size: Size): Size {
  const closes = side === 'buy' ? position.lt(0) : position.gt(0);
  if (!closes) return ZERO;
  return Decimal.max(ZERO, Decimal.min(position.abs().minus(resting), size));
}

/** The position once everything on `side` has filled. */
export function positionAfter(position: Size, side: Side, filled: Size): Size {
  return position.plus(filled.times(signOf(side)));
}

/** The worse of both sides filling: the one that leaves the larger position. */
export function worstPosition(orders: readonly LiveOrder[], coin: string, position: Size): Size {
  return runningTotals(orders)
    .of(coin)
    .worstOf(position, () => {
      const long = positionAfter(position, 'buy', liveSize(orders, coin, 'buy'));
      const short = positionAfter(position, 'sell', liveSize(orders, coin, 'sell'));
      return short.abs().gt(long.abs()) ? short : long;
    });
}

/**
 * USD of margin that a market's resting orders reserve, `more` among them: limit price × what grows
 * the position / leverage, on both sides. What closes the position reserves nothing, the best price
 * first.
 */
export function reservedMargin(
  orders: readonly LiveOrder[],
  coin: string,
  position: Size,
  leverage: number,
  more: LiveOrder | null = null,
): Money {
  const reckon = (): Money => {
    const bids = reservedNotional(orders, coin, 'buy', position, more);
    return bids.plus(reservedNotional(orders, coin, 'sell', position, more)).div(leverage);
  };
  if (more !== null) return reckon();
  return runningTotals(orders).of(coin).reservedBeside(position, leverage, reckon);
}

function reservedNotional(
  orders: readonly LiveOrder[],
  coin: string,
  side: Side,
  position: Size,
  more: LiveOrder | null,
): Money {
  const sign = signOf(side);
  const isHere = (order: LiveOrder): boolean => order.coin === coin && order.side === side;
  const added = more !== null && isHere(more) ? more : null;
  let free = Decimal.max(ZERO, position.times(-sign));
  if (free.isZero()) {
    // Nothing closes, so the order of the prices is no matter.
    const { notional } = runningTotals(orders).of(coin)[side];
    return added === null ? notional : notional.plus(added.size.times(added.price));
  }
  let notional: Money = ZERO;
  const bestFirst = [...orders.filter(isHere), ...(added === null ? [] : [added])].sort(
    (a, b) => b.price.comparedTo(a.price) * sign,
  );
  for (const { price, size } of bestFirst) {
    const closing = Decimal.min(free, size);
    free = free.minus(closing);
    notional = notional.plus(size.minus(closing).times(price));
  }
  return notional;
}
