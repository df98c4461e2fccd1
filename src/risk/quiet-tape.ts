/**
 * All that happened since the engine's state was taken in, in order: an answer keeps how far the
 * tape was when it was given, and what was true then is made from it when somebody asks.
 */
import type { TimeMs } from '../base/index.js';
import { catchUp, type EngineState } from '../engine/index.js';
import type { Side } from '../market/index.js';
import type { MarketSlots } from './market-slots.js';
import { QuietMoment } from './quiet-moment.js';
import { newsOf } from './quiet-news.js';
import { wholeOf } from './figure.js';

/** What an entry tells, as its first cell; a sent order adds its flags. */
const PASS = 0;
const MARK = 1;
const REST = 2;
const CANCEL = 3;
/** The account stands as it was reported before. */
const SAME = 4;
const SEND = 5;
const IS_BUY = 1;
const IS_REDUCE_ONLY = 2;
/** Where each part of an entry stands behind its kind; a mark's oracle stands as its size. */
const MARKET = 1;
const PRICE = 2;
const SIZE = 3;
const AT = 4;
const ORDER = 5;
const STRIDE = 6;

const FIRST_CAPACITY = 32;
/** Beyond it the engine takes in what came: looking back goes through the tape from its start. */
const LONGEST = 65_536;

/** An order of the tape that added risk, on its lattices. */
export interface TapedOrder {
  readonly side: Side;
  readonly priceWhole: number;
  readonly sizeWhole: number;
  readonly at: TimeMs;
}

/** How far rates look back, and how far repeats of an order count. */
export interface Lookback {
  readonly longestMs: number;
  readonly likeMs: number;
}

/** What is the same for all tapes of a desk. */
export interface TapeFrame {
  readonly slots: readonly Pick<MarketSlots, 'coin' | 'priceScale' | 'sizeScale'>[];
  readonly lookback: Lookback;
}

export class QuietTape {
  readonly #state: EngineState;
  readonly #frame: TapeFrame;
  #cells: Float64Array;
  #end = 0;
  /** Where the orders stand that added risk. */
  readonly #sends: number[] = [];
  readonly #present: QuietMoment;
  /** Where somebody looked last, so that looking on from there costs little. */
  #past: { moment: QuietMoment; end: number } | null = null;

  /** `capacity`: how many entries are likely; there is room for more. */
  constructor(state: EngineState, frame: TapeFrame, capacity: number) {
    this.#state = state;
    this.#frame = frame;
    this.#cells = new Float64Array(Math.max(FIRST_CAPACITY, capacity) * STRIDE);
    this.#present = this.#startOf();
  }

  /** As of the last entry. Not to be changed but by the verbs below. */
  get present(): QuietMoment {
    return this.#present;
  }

  /** Names this instant to `recall`. */
  get length(): number {
    return this.#end / STRIDE;
  }

  get isFull(): boolean {
    return this.#end >= LONGEST * STRIDE;
  }

  pass(at: TimeMs): void {
    this.#present.pass(at);
    this.#write(PASS, 0, 0, 0, at, 0);
  }

  mark(market: number, mark: number, oracle: number, at: TimeMs): void {
    this.#present.mark(market, mark, oracle, at);
    this.#write(MARK, market, mark, oracle, at, 0);
  }

  reportSame(at: TimeMs): void {
    this.#present.reportSame(at);
    this.#write(SAME, 0, 0, 0, at, 0);
  }

  send(
    orderId: number,
    market: number,
    side: Side,
    price: number,
    size: number,
    reduceOnly: boolean,
  ): void {
    const present = this.#present;
    present.send(orderId, market, side, price, size, reduceOnly);
    const flags = (side === 'buy' ? IS_BUY : 0) | (reduceOnly ? IS_REDUCE_ONLY : 0);
    if (!reduceOnly) this.#sends.push(this.#end);
    this.#write(SEND + flags, market, price, size, present.at, orderId);
  }

  rest(index: number): void {
    this.#present.rest(index);
    this.#write(REST, 0, 0, 0, this.#present.at, index);
  }

  cancel(index: number): void {
    this.#present.cancel(index);
    this.#write(CANCEL, 0, 0, 0, this.#present.at, index);
  }

  /** The engine's state as it was when the tape was so long. */
  recall(length: number): EngineState {
    if (length === 0) return this.#state;
    const end = length * STRIDE;
    const moment = end === this.#end ? this.#present : this.#lookBack(end);
    const sent = this.#sentBefore(end, moment.at);
    return catchUp(this.#state, newsOf(this.#state, moment, sent, this.#frame));
  }

  #lookBack(end: number): QuietMoment {
    if (this.#past === null || this.#past.end > end) {
      this.#past = { moment: this.#startOf(), end: 0 };
    }
    const { moment } = this.#past;
    for (let cell = this.#past.end; cell < end; cell += STRIDE) this.#play(moment, cell);
    this.#past.end = end;
    return moment;
  }

  #play(moment: QuietMoment, cell: number): void {
    const cells = this.#cells;
    const [kind = PASS, market = 0] = [cells[cell], cells[cell + MARKET]];
    const [price = 0, size = 0] = [cells[cell + PRICE], cells[cell + SIZE]];
    const [at = 0, order = 0] = [cells[cell + AT], cells[cell + ORDER]];
    if (kind === PASS) moment.pass(at);
    else if (kind === MARK) moment.mark(market, price, size, at);
    else if (kind === SAME) moment.reportSame(at);
    else if (kind === REST) moment.rest(order);
    else if (kind === CANCEL) moment.cancel(order);
    else moment.send(order, market, sideOf(kind), price, size, isReduceOnly(kind));
  }

  /** Those that a rate may still count, by market, oldest first. */
  #sentBefore(end: number, now: TimeMs): readonly (readonly TapedOrder[])[] {
    const cells = this.#cells;
    const { slots, lookback } = this.#frame;
    const found: TapedOrder[][] = slots.map(() => []);
    for (let index = this.#sends.length - 1; index >= 0; index -= 1) {
      const cell = this.#sends[index] ?? 0;
      if (cell >= end) continue;
      const [kind = PASS, at = 0] = [cells[cell], cells[cell + AT]];
      if (now - at >= lookback.longestMs) break;
      const [priceWhole, sizeWhole] = [cells[cell + PRICE] ?? 0, cells[cell + SIZE] ?? 0];
      found[cells[cell + MARKET] ?? 0]?.push({ side: sideOf(kind), priceWhole, sizeWhole, at });
    }
    for (const each of found) each.reverse();
    return found;
  }

  #startOf(): QuietMoment {
    const { slots } = this.#frame;
    const moment = new QuietMoment(this.#state, slots.length);
    for (const [known, order] of this.#state.orders.orders.entries()) {
      const market = slots.findIndex(({ coin }) => coin === order.coin);
      const { priceScale = 0, sizeScale = 0 } = slots[market] ?? {};
      const [price, size] = [wholeOf(order.price, priceScale), wholeOf(order.size, sizeScale)];
      const { side, reduceOnly, heardAt } = order;
      const orderId = order.orderId ?? Number.NaN;
      moment.live.add(orderId, market, side, price, size, reduceOnly, heardAt, known);
    }
    return moment;
  }

  #write(
    kind: number,
    market: number,
    price: number,
    size: number,
    at: TimeMs,
    order: number,
  ): void {
    const end = this.#end;
    if (end === this.#cells.length) this.#grow();
    const cells = this.#cells;
    cells[end] = kind;
    cells[end + MARKET] = market;
    cells[end + PRICE] = price;
    cells[end + SIZE] = size;
    cells[end + AT] = at;
    cells[end + ORDER] = order;
    this.#end = end + STRIDE;
  }

  #grow(): void {
    const cells = new Float64Array(2 * this.#cells.length);
    cells.set(this.#cells);
    this.#cells = cells;
  }
}

function sideOf(kind: number): Side {
  return ((kind - SEND) & IS_BUY) !== 0 ? 'buy' : 'sell';
}

function isReduceOnly(kind: number): boolean {
  return ((kind - SEND) & IS_REDUCE_ONLY) !== 0;
}
