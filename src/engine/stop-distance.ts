/** Where the stop of a trade stands: its own, or as far away as the market's policy declares. */
import type { Price } from '../base/index.js';
import type { MeasureValue } from '../compile/index.js';
import { type Side, signOf } from '../market/index.js';
import { type Facts, known, marketOf, MISSING } from './facts.js';
import { isSized, stopDistanceOf } from './kelly-facts.js';

/** USD per contract; missing where none is declared, or what it is reckoned from is not known. */
export function declaredDistanceOf(facts: Facts, coin: string): MeasureValue {
  const market = marketOf(facts.policy, coin);
  return isSized(market) ? stopDistanceOf(facts, market) : MISSING;
}

/** Missing where the order has no stop, or one that does not stand on its losing side. */
export function stopPriceOf(
  facts: Facts,
  order: {
    readonly coin: string;
    readonly side: Side;
    readonly price: Price;
    readonly stop?: Price;
  },
): MeasureValue {
  const { coin, side, price, stop } = order;
  const sign = signOf(side);
  if (stop === undefined) {
    const distance = declaredDistanceOf(facts, coin);
    if (distance.status !== 'known') return distance;
    return known(price.minus(distance.value.times(sign)));
  }
  return price.minus(stop).times(sign).gt(0) ? known(stop) : MISSING;
}
