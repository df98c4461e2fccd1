/** The orders we want to rest: exact distances put on the venue's grid, within margin. */
import { assertInvariant, Decimal, type Price, ZERO } from '../base/index.js';
import { roundPriceDown, roundPriceUp, roundSizeDown } from '../market/index.js';
import { type Side, tickSizeAt } from '../market/index.js';
import { type DesiredOrder, MIN_ORDER_NOTIONAL } from './desired-order.js';
import type { LadderInputs } from './ladder-inputs.js';
import { quickLadder } from './quick-ladder.js';

/**
 * Level i of a side quotes the distance at the inventory that the levels before it would leave,
 * `position / unitSize ± i`, and ends where the solution has no quote. Bids are rounded down, asks
 * up, each at least a tick further out than the one before and behind the opposite best price.
 * Each level has `unitSize`, the last one what is left of the budget; sizes are rounded down to
 * the lot. A level worth less than $10 is left out, and with it those behind.
 */
export function buildLadder(inputs: LadderInputs): readonly DesiredOrder[] {
  return quickLadder(inputs) ?? exactLadder(inputs);
}

/** By decimals throughout: the same orders, many times slower. */
export function exactLadder(inputs: LadderInputs): readonly DesiredOrder[] {
  const { mid, unitSize, levels, minHalfSpread } = inputs;
  assertInvariant(mid.gt(0) && mid.isFinite(), 'a ladder is built around a mid above 0');
  assertInvariant(unitSize.gt(0) && unitSize.isFinite(), 'a level has a size above 0');
  assertInvariant(Number.isSafeInteger(levels) && levels >= 0, 'levels are a whole number');
  assertInvariant(minHalfSpread.gte(0) && minHalfSpread.lt(1), 'the half-spread is 0% to 100%');
  const orders = [...sideOfLadder(inputs, 'buy'), ...sideOfLadder(inputs, 'sell')];
  assertBidsBelowAsks(orders);
  return orders;
}

function sideOfLadder(inputs: LadderInputs, side: Side): readonly DesiredOrder[] {
  const { instrument, position, unitSize, levels } = inputs;
  const orders: DesiredOrder[] = [];
  const inventory = position.div(unitSize).toNumber();
  let budget = Decimal.max(ZERO, side === 'buy' ? inputs.buyBudget : inputs.sellBudget);
  let inner: Price | null = null;
  for (let level = 0; level < levels; level += 1) {
    const price = priceOfLevel(
      inputs,
      side,
      side === 'buy' ? inventory + level : inventory - level,
    );
    if (price === null) break;
    const rung: Price =
      inner === null ? price : behind(price, inner, side, instrument.sizeDecimals);
    const size = roundSizeDown(Decimal.min(unitSize, budget), instrument.sizeDecimals);
    if (rung.lte(0) || size.times(rung).lt(MIN_ORDER_NOTIONAL)) break;
    orders.push({ side, price: rung, size });
    budget = budget.minus(size);
    inner = rung;
  }
  return orders;
}

/** On the grid, at its distance and behind the opposite best; null where there is no quote. */
function priceOfLevel(inputs: LadderInputs, side: Side, inventory: number): Price | null {
  const { solution, mid, lengthUnit, minHalfSpread, bestAsk, bestBid } = inputs;
  const { sizeDecimals } = inputs.instrument;
  const lengths =
    side === 'buy' ? solution.bidDistance(inventory) : solution.askDistance(inventory);
  if (lengths === null) return null;
  assertInvariant(Number.isFinite(lengths), 'a distance is a finite number');
  const distance = Decimal.max(lengthUnit.times(lengths), mid.times(minHalfSpread));
  if (side === 'buy') {
    const price = roundPriceDown(mid.minus(distance), sizeDecimals);
    if (bestAsk === null || price.lt(bestAsk)) return price;
    return stepOut(roundPriceUp(bestAsk, sizeDecimals), side, sizeDecimals);
  }
  const price = roundPriceUp(mid.plus(distance), sizeDecimals);
  if (bestBid === null || price.gt(bestBid)) return price;
  return stepOut(roundPriceDown(bestBid, sizeDecimals), side, sizeDecimals);
}

/** `price`, or a tick further out than `inner` where that is further. */
function behind(price: Price, inner: Price, side: Side, sizeDecimals: number): Price {
  const next = stepOut(inner, side, sizeDecimals);
  return side === 'buy' ? Decimal.min(price, next) : Decimal.max(price, next);
}

/** The next price on the grid away from mid: down for a bid, where the tick may be finer, or up. */
function stepOut(price: Price, side: Side, sizeDecimals: number): Price {
  if (side === 'sell') return price.plus(tickSizeAt(price, sizeDecimals));
  const below = price.minus(tickSizeAt(price, sizeDecimals).times('0.001'));
  return roundPriceDown(below, sizeDecimals);
}

function assertBidsBelowAsks(orders: readonly DesiredOrder[]): void {
  const bid = orders.find((order) => order.side === 'buy');
  const ask = orders.find((order) => order.side === 'sell');
  if (bid === undefined || ask === undefined) return;
  assertInvariant(bid.price.lt(ask.price), 'the best bid is below the best ask');
}
