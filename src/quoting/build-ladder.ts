/** The orders we want to rest: exact distances put on the venue's grid, within margin. */
import { assertInvariant, Decimal, decimal, type Notional, type Price } from '../base/index.js';
import { type Ratio, type Size, ZERO } from '../base/index.js';
import { type Instrument, roundPriceDown, roundPriceUp, roundSizeDown } from '../market/index.js';
import { type Side, tickSizeAt } from '../market/index.js';
import type { GlftSolution } from './solve-glft.js';

/** The venue refuses orders worth less than this, in USD. */
export const MIN_ORDER_NOTIONAL: Notional = decimal(10);

/** A post-only order that should rest; bids first, best first, in a ladder. */
export interface DesiredOrder {
  readonly side: Side;
  readonly price: Price;
  readonly size: Size;
}

export interface LadderInputs {
  readonly instrument: Instrument;
  readonly solution: GlftSolution;
  /** USD per length of the solution: the tick size where the model counts ticks, 1 for dollars. */
  readonly lengthUnit: Price;
  readonly mid: Price;
  /** The other makers' best prices, so that nothing crosses; null where a side is empty. */
  readonly bestBid: Price | null;
  readonly bestAsk: Price | null;
  /** Signed contracts. */
  readonly position: Size;
  /** Contracts of one unit of inventory, quoted per level. */
  readonly unitSize: Size;
  /** Per side. */
  readonly levels: number;
  /** Contracts each side may rest, of `allocateSides`. */
  readonly buyBudget: Size;
  readonly sellBudget: Size;
  /** Least distance from mid, as a fraction of mid; also keeps every quote on its side of mid. */
  readonly minHalfSpread: Ratio;
}

/**
 * Level i of a side quotes the distance at the inventory that the levels before it would leave,
 * `position / unitSize ± i`, and ends where the solution has no quote. Bids are rounded down, asks
 * up, each at least a tick further out than the one before and behind the opposite best price.
 * Each level has `unitSize`, the last one what is left of the budget; sizes are rounded down to
 * the lot. A level worth less than $10 is left out, and with it those behind.
 */
export function buildLadder(inputs: LadderInputs): readonly DesiredOrder[] {
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
