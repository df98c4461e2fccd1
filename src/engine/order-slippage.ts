/** What an order that trades at once would pay against mid, by the visible book. */
import { type Decimal, ZERO } from '../base/index.js';
import type { MeasureValue } from '../compile/index.js';
import { type BookLevel, type Side, signOf } from '../market/index.js';
import type { OrderToSend } from './event-facts.js';
import { type Facts, known, MISSING, NOTHING } from './facts.js';
import { unknownBy } from './freshness.js';

/**
 * A fraction of mid, at least 0: the average price of what the order takes, against mid. What
 * rests pays nothing. Missing where the order reaches beyond what the book shows.
 */
export function slippageOf(facts: Facts, order: OrderToSend): MeasureValue {
  const { coin, side, price, size } = order;
  const unknown = unknownBy(facts, ['book'], coin);
  if (unknown !== null) return unknown;
  const data = facts.state.markets[coin];
  if (data === undefined || data.bid === null || data.ask === null) return MISSING;
  const mid = data.bid.price.plus(data.ask.price).div(2);
  let [left, taken, cost]: [Decimal, Decimal, Decimal] = [size, ZERO, ZERO];
  let isBeyond = true;
  for (const level of levelsAgainst(facts, coin, side)) {
    isBeyond = reaches(price, level, side);
    if (!isBeyond || left.isZero()) break;
    const here = left.lt(level.size) ? left : level.size;
    left = left.minus(here);
    taken = taken.plus(here);
    cost = cost.plus(here.times(level.price));
  }
  if (left.gt(0) && isBeyond) return MISSING;
  if (taken.isZero()) return NOTHING;
  const distance = cost.div(taken).minus(mid).times(signOf(side)).div(mid);
  return distance.isNeg() ? NOTHING : known(distance);
}

/** The newest top, then what the latest snapshot shows behind it, unless that is too old. */
function levelsAgainst(facts: Facts, coin: string, side: Side): readonly BookLevel[] {
  const { markets, at } = facts.state;
  const data = markets[coin];
  const top = side === 'buy' ? data?.ask : data?.bid;
  if (data === undefined || top === undefined || top === null) return [];
  const { depth } = data;
  if (depth === null || at - depth.at > facts.policy.staleAfter.book) return [top];
  const levels = side === 'buy' ? depth.asks : depth.bids;
  return [top, ...levels.filter(({ price }) => price.minus(top.price).times(signOf(side)).gt(0))];
}

function reaches(limit: Decimal, level: BookLevel, side: Side): boolean {
  return side === 'buy' ? limit.gte(level.price) : limit.lte(level.price);
}
