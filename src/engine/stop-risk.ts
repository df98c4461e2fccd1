/** What is lost if stops are hit: of an order, of a position, and of both with all that rests. */
import { decimal, type Decimal, type Price, type Size, ZERO } from '../base/index.js';
import type { MeasureValue } from '../compile/index.js';
import { type Side, signOf } from '../market/index.js';
import { type Facts, known, MISSING, NOTHING, sumOf } from './facts.js';
import { type LiveOrder } from './live-orders.js';
import { positionOf } from './market-facts.js';
import type { OrderUnderCheck } from './measure-reader.js';
import { stopPriceOf } from './stop-distance.js';
import { stopsFor, triggerOf } from './stop-ledger.js';

/** USD: the part that adds × its distance to the stop, and the fees of both ways as a taker. */
export function orderRiskOf(facts: Facts, order: OrderUnderCheck): MeasureValue {
  return riskOf(facts, order, order.addingSize);
}

/**
 * USD of a market: what its position loses from entry to its stops, 0 where they lock in a gain. In
 * a limit with all on the order's side filled, in another market with the worse side.
 */
export function openRiskOf(
  facts: Facts,
  coin: string,
  order: OrderUnderCheck | null,
): MeasureValue {
  const position = positionOf(facts, coin);
  if (position.status !== 'known') return position;
  const held = heldRisk(facts, coin, position.value, order === null ? 'resting' : 'sent');
  if (order === null) return held;
  if (coin === order.coin) {
    const resting = restingRisk(facts, order.others, coin, order.side, position.value);
    return sumOf([held, resting, orderRiskOf(facts, order)]);
  }
  const [buys, sells] = (['buy', 'sell'] as const).map((side) =>
    restingRisk(facts, order.others, coin, side, position.value),
  );
  if (buys?.status !== 'known') return buys ?? MISSING;
  if (sells?.status !== 'known') return sells ?? MISSING;
  return sumOf([held, buys.value.gt(sells.value) ? buys : sells]);
}

/** Milliseconds since a position was last covered by stops; 0 when flat or covered. */
export function timeWithoutStopOf({ state }: Facts, coin: string): MeasureValue {
  const since = state.uncoveredSince[coin];
  if (since !== undefined) return known(decimal(Math.max(0, state.at - since)));
  return state.isPositionKnown ? NOTHING : MISSING;
}

function heldRisk(
  facts: Facts,
  coin: string,
  position: Size,
  which: 'resting' | 'sent',
): MeasureValue {
  if (position.isZero()) return NOTHING;
  const entry = facts.state.positions[coin]?.entryPrice ?? null;
  if (entry === null) return MISSING;
  const sign = position.isNeg() ? -1 : 1;
  let left = position.abs();
  let loss: Decimal = ZERO;
  for (const stop of stopsFor(facts.state, coin, position, which)) {
    const size = left.lt(stop.size) ? left : stop.size;
    left = left.minus(size);
    const trigger = triggerOf(stop);
    const perContract = entry.minus(trigger).times(sign).plus(exitFee(facts, trigger));
    loss = loss.plus(size.times(perContract));
  }
  if (left.gt(0)) return MISSING;
  return loss.isNeg() ? NOTHING : known(loss);
}

/** Of what rests on a side and does more than close, best price first. */
function restingRisk(
  facts: Facts,
  orders: readonly LiveOrder[],
  coin: string,
  side: Side,
  position: Size,
): MeasureValue {
  const sign = signOf(side);
  let closable: Decimal = position.times(-sign);
  const bestFirst = orders
    .filter((order) => order.coin === coin && order.side === side)
    .sort((a, b) => b.price.comparedTo(a.price) * sign);
  return sumOf(
    bestFirst.map((order) => {
      const closing = closable.gt(0) ? (closable.lt(order.size) ? closable : order.size) : ZERO;
      closable = closable.minus(closing);
      return riskOf(facts, order, order.size.minus(closing));
    }),
  );
}

function riskOf(facts: Facts, order: LiveOrder, size: Size): MeasureValue {
  if (size.isZero()) return NOTHING;
  const stop = stopPriceOf(facts, order);
  if (stop.status !== 'known') return stop;
  const distance = order.price.minus(stop.value).abs();
  const fees = exitFee(facts, order.price).plus(exitFee(facts, stop.value));
  return known(size.times(distance.plus(fees)));
}

/** USD a contract at this price, as a taker: what a stop always is. */
function exitFee({ state }: Facts, price: Price): Price {
  return price.times(state.feeRates?.taker ?? ZERO);
}
