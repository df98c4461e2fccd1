/**
 * The ladder on whole numbers of ticks and lots, which doubles hold exactly. Only where a distance
 * falls between two prices of the grid is a rounding error of doubles in play: so near to a price
 * that the error could matter, decimals have to say.
 */
import {
  type Decimal,
  decimal,
  exactLatticeOf,
  latticeOf,
  type Price,
  type Size,
} from '../base/index.js';
import type { Side } from '../market/index.js';
import { type DesiredOrder, MIN_ORDER_NOTIONAL } from './desired-order.js';
import type { LadderInputs } from './ladder-inputs.js';

const SIGNIFICANT_FIGURES = 5;
const PERP_PRICE_DECIMALS = 6;
const MIN_NOTIONAL = MIN_ORDER_NOTIONAL.toNumber();
/** A distance is right to some 1e-15 of the price, and so to 1e-6 of the last decimal at most. */
const SAFE_PART = 1e-5;
const WHOLE_MOST = 1e9;
const MEMORY_MOST = 4_096;

/** Null where doubles cannot decide: near a price of the grid, or inside the other side's best. */
export function quickLadder(inputs: LadderInputs): readonly DesiredOrder[] | null {
  const { mid, bestBid, bestAsk, unitSize, position, levels, minHalfSpread } = inputs;
  const { sizeDecimals } = inputs.instrument;
  const priceDecimals = PERP_PRICE_DECIMALS - sizeDecimals;
  if (!(priceDecimals >= 0) || !Number.isSafeInteger(levels) || levels < 0) return null;
  const center = latticeOf(mid, priceDecimals);
  const half = latticeOf(minHalfSpread, 0);
  const unit = exactLatticeOf(unitSize, sizeDecimals);
  if (!(center > 0 && center < WHOLE_MOST && half >= 0 && half < 1)) return null;
  if (!(unit > 0 && unit < WHOLE_MOST)) return null;
  const frame: Frame = {
    inputs,
    priceDecimals,
    center,
    least: center * half,
    length: latticeOf(inputs.lengthUnit, priceDecimals),
    inventory: exactLatticeOf(position, sizeDecimals) / unit,
    unit,
  };
  if (Number.isNaN(frame.inventory) || Number.isNaN(frame.length)) return null;
  const topAsk = bestAsk === null ? Infinity : exactLatticeOf(bestAsk, priceDecimals);
  const topBid = bestBid === null ? -Infinity : exactLatticeOf(bestBid, priceDecimals);
  const orders: DesiredOrder[] = [];
  const bid = addSide(orders, frame, 'buy', topAsk);
  const ask = addSide(orders, frame, 'sell', topBid);
  const isSound = bid !== UNDECIDED && ask !== UNDECIDED && (bid === 0 || ask === 0 || bid < ask);
  return isSound ? orders : null;
}

interface Frame {
  readonly inputs: LadderInputs;
  readonly priceDecimals: number;
  /** Prices and distances in units of the last decimal; the first two and the length not whole. */
  readonly center: number;
  readonly least: number;
  readonly length: number;
  readonly inventory: number;
  /** Lots. */
  readonly unit: number;
}

const UNDECIDED = -1;

/** The best price of the side, 0 where it has none. */
function addSide(orders: DesiredOrder[], frame: Frame, side: Side, opposite: number): number {
  const { inputs, unit, inventory, priceDecimals } = frame;
  const { sizeDecimals } = inputs.instrument;
  const { solution, unitSize } = inputs;
  const isBuy = side === 'buy';
  let budget = lotsWithin(isBuy ? inputs.buyBudget : inputs.sellBudget, sizeDecimals);
  if (Number.isNaN(opposite) || Number.isNaN(budget)) return UNDECIDED;
  let best = 0;
  let inner = 0;
  for (let level = 0; level < inputs.levels; level += 1) {
    const lengths = isBuy
      ? solution.bidDistance(inventory + level)
      : solution.askDistance(inventory - level);
    if (lengths === null) break;
    let price = priceAt(frame, isBuy, lengths);
    // Inside the other side's best it has to step out, which is seldom.
    const isClear = isBuy ? price < opposite : price > opposite;
    if (!(price > 0) || !isClear) return UNDECIDED;
    if (inner > 0) {
      const next = stepOut(inner, isBuy, priceDecimals);
      price = isBuy ? Math.min(price, next) : Math.max(price, next);
    }
    const size = Math.min(unit, budget);
    if (price <= 0 || size * price < MIN_NOTIONAL * 10 ** PERP_PRICE_DECIMALS) break;
    orders.push({
      side,
      price: priceOf(price, priceDecimals),
      size: size === unit ? unitSize : decimal(size).div(10 ** sizeDecimals),
    });
    budget -= size;
    inner = price;
    if (best === 0) best = price;
  }
  return best;
}

/** NaN where doubles cannot decide. */
function priceAt({ center, least, length, priceDecimals }: Frame, isBuy: boolean, lengths: number) {
  const distance = Math.max(length * lengths, least);
  const exact = isBuy ? center - distance : center + distance;
  if (!(exact > 1 && exact < WHOLE_MOST)) return Number.NaN;
  const tick = tickAt(exact, priceDecimals);
  const ticks = exact / tick;
  const part = ticks - Math.floor(ticks);
  if (!(part > SAFE_PART && part < 1 - SAFE_PART)) return Number.NaN;
  return (isBuy ? Math.floor(ticks) : Math.ceil(ticks)) * tick;
}

/** As `tickSizeAt`, in units of the last decimal; `price` above 0. */
function tickAt(price: number, priceDecimals: number): number {
  const whole = 10 ** priceDecimals;
  let tick = 1;
  for (let next = 10 ** SIGNIFICANT_FIGURES; price >= next && tick < whole; next *= 10) tick *= 10;
  return tick;
}

/** The next price of the grid away from mid; below a power of ten the tick is finer. */
function stepOut(price: number, isBuy: boolean, priceDecimals: number): number {
  return isBuy
    ? price - tickAt(price - 0.001, priceDecimals)
    : price + tickAt(price, priceDecimals);
}

/** Whole lots in a budget, none in one below 0; NaN where doubles cannot tell. */
function lotsWithin(budget: Size, sizeDecimals: number): number {
  const whole = exactLatticeOf(budget, sizeDecimals);
  if (!Number.isNaN(whole)) return Math.max(0, whole);
  const near = latticeOf(budget, sizeDecimals);
  const part = near - Math.floor(near);
  if (!(near < WHOLE_MOST && near > -WHOLE_MOST)) return Number.NaN;
  return part > SAFE_PART && part < 1 - SAFE_PART ? Math.max(0, Math.floor(near)) : Number.NaN;
}

/** By decimals of a price: ticks come again and again. */
const memories = new Map<number, Map<number, Price>>();

function priceOf(whole: number, priceDecimals: number): Price {
  let memory = memories.get(priceDecimals);
  if (memory === undefined || memory.size >= MEMORY_MOST) {
    memory = new Map<number, Decimal>();
    memories.set(priceDecimals, memory);
  }
  const before = memory.get(whole);
  if (before !== undefined) return before;
  const price = decimal(whole).div(10 ** priceDecimals);
  memory.set(whole, price);
  return price;
}
