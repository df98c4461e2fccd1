/** What a market's live orders come to, on the lattice of its sizes and prices. */
import { type Side, signOf } from '../market/index.js';
import type { FastOrder } from './fast-order.js';

/** Whole numbers, as far as `isExactly` says so. */
export interface LiveTotals {
  readonly count: number;
  readonly buys: number;
  readonly sells: number;
  readonly buyNotional: number;
  readonly sellNotional: number;
  /** Highest and lowest price of each side; 0 where it has no order. */
  readonly buyHigh: number;
  readonly buyLow: number;
  readonly sellHigh: number;
  readonly sellLow: number;
}

const NO_LIVE: LiveTotals = {
  count: 0,
  buys: 0,
  sells: 0,
  buyNotional: 0,
  sellNotional: 0,
  buyHigh: 0,
  buyLow: 0,
  sellHigh: 0,
  sellLow: 0,
};

export function totalsOf(orders: readonly FastOrder[], market: number): LiveTotals {
  let totals = NO_LIVE;
  for (const order of orders) if (order.market === market) totals = withOrder(totals, order);
  return totals;
}

export function withOrder(
  totals: LiveTotals,
  order: Pick<FastOrder, 'side' | 'priceWhole' | 'sizeWhole'>,
): LiveTotals {
  const { side, priceWhole: price, sizeWhole: size } = order;
  const { count, buys, sells, buyNotional, sellNotional } = totals;
  if (side === 'buy') {
    return {
      ...totals,
      count: count + 1,
      buys: buys + size,
      buyNotional: buyNotional + size * price,
      buyHigh: Math.max(totals.buyHigh, price),
      buyLow: buys === 0 ? price : Math.min(totals.buyLow, price),
    };
  }
  return {
    ...totals,
    count: count + 1,
    sells: sells + size,
    sellNotional: sellNotional + size * price,
    sellHigh: Math.max(totals.sellHigh, price),
    sellLow: sells === 0 ? price : Math.min(totals.sellLow, price),
  };
}

/** Whether all sums and products of it are below 2^53. */
export function isExactly({ buys, sells, buyHigh, sellHigh }: LiveTotals): boolean {
  return buys * buyHigh + sells * sellHigh < 2 ** 53;
}

/** Notional that reserves margin: what closes the position reserves none, at one price or other. */
export function reservedMost(totals: LiveTotals, position: number): number {
  return (
    totals.buyNotional +
    totals.sellNotional -
    closing(position, 'buy', totals.buys) * totals.buyLow -
    closing(position, 'sell', totals.sells) * totals.sellLow
  );
}

export function reservedLeast(totals: LiveTotals, position: number): number {
  return (
    totals.buyNotional +
    totals.sellNotional -
    closing(position, 'buy', totals.buys) * totals.buyHigh -
    closing(position, 'sell', totals.sells) * totals.sellHigh
  );
}

function closing(position: number, side: Side, live: number): number {
  return Math.min(Math.max(0, -signOf(side) * position), live);
}
