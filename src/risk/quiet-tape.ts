/**
 * All that happened since the engine's state was taken in, in order: an answer keeps how far the
 * tape was when it was given, and what was true then is made from it when somebody asks.
 */
import { assertInvariant, type TimeMs } from '../base/index.js';
import { catchUp, type EngineState, passTo } from '../engine/index.js';
import type { Side } from '../market/index.js';
import type { MarketSlots } from './market-slots.js';
import type { LateHearing } from './quiet-hearing.js';
import { QuietMoment } from './quiet-moment.js';
import { newsOf, passageOf } from './quiet-news.js';
import { wholeOf } from './figure.js';

/** What an entry tells, the low part of its first cell. */
const PASS = 0;
const MARK = 1;
/** The oracle price is the mark. */
const MARK_ALONE = 2;
const REST = 3;
const CANCEL = 4;
/** The account stands as it was reported before. */
const SAME = 5;
/** A fill or a report: what it came to stands in a list of its own. */
const SETTLE = 6;
/** The engine has yet to hear of it. */
const FILL = 7;
/** Adds its flags. */
const SEND = 8;
const IS_BUY = 1;
const IS_REDUCE_ONLY = 2;
/** The engine has yet to hear of it. */
const REPORT = 12;
const KINDS = 16;
/** The first cell of an entry: its kind, and a market or an order by its place. */
const head = (kind: number, place: number): number => kind + KINDS * place;
/** Where the time of a sent order stands behind its head, and where the one sent before begins. */
const SENT_AT = 3;
const SENT_BEFORE = 5;
const NONE = -1;
/** Cells of an entry, by its kind; what is left out is as of the entry before. */
const LENGTHS: readonly number[] = [2, 4, 3, 1, 1, 2, 3, 8, 6, 6, 6, 6, 3];
const LONGEST_ENTRY = 8;

const FIRST_CAPACITY = 256;
/** In cells; beyond it the engine takes in what came: looking back goes from the tape's start. */
const LONGEST = 2 ** 18;
/** Where fills wait on it: then the engine has more to hear than time, prices and orders. */
const LONGEST_PATIENT = 2 ** 20;
/** States that one tape keeps: each has some kilobytes of its own. */
const SETTLED_MOST = 64;

/** An order of the tape that added risk, on its lattices. */
export interface TapedOrder {
  readonly side: Side;
  readonly priceWhole: number;
  readonly sizeWhole: number;
  readonly at: TimeMs;
}

/** A trade that the engine has yet to hear of, on the lattices of its market and of money. */
export interface TapedFill {
  readonly market: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  readonly fee: number;
  readonly tradeId: number;
  /** Null of a stranger's. */
  readonly orderId: number | null;
  readonly isOrderKnown: boolean;
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
  /** Null where the engine hears of everything at once. */
  readonly late: LateHearing | null;
}

export class QuietTape {
  readonly #state: EngineState;
  readonly #frame: TapeFrame;
  readonly #longest: number;
  #cells: Float64Array;
  #end = 0;
  /** Where the last order stands that added risk. */
  #lastSent = NONE;
  readonly #present: QuietMoment;
  /** What fills and reports came to, in order. */
  readonly #settled: EngineState[] = [];
  #isBehind = false;
  /** Where somebody looked last, so that looking on from there costs little. */
  #past: { moment: QuietMoment; end: number } | null = null;

  /** `capacity`: how long it is likely to be; there is room for more. */
  constructor(state: EngineState, frame: TapeFrame, capacity: number) {
    this.#state = state;
    this.#frame = frame;
    this.#longest = frame.late === null ? LONGEST : LONGEST_PATIENT;
    this.#cells = new Float64Array(Math.max(FIRST_CAPACITY, capacity + LONGEST_ENTRY));
    this.#present = this.#startOf();
  }

  /** As of the last entry. Not to be changed but by the verbs below. */
  get present(): QuietMoment {
    return this.#present;
  }

  /** Names this instant to `recall`. */
  get length(): number {
    return this.#end;
  }

  /** Whether there is something that the engine has yet to hear of. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  get isFull(): boolean {
    return this.#end >= this.#longest || this.#settled.length >= SETTLED_MOST;
  }

  pass(at: TimeMs): void {
    this.#present.pass(at);
    this.#writeTime(PASS, at);
  }

  reportSame(at: TimeMs): void {
    this.#present.reportSame(at);
    this.#writeTime(SAME, at);
  }

  mark(market: number, mark: number, oracle: number, at: TimeMs): void {
    this.#present.mark(market, mark, oracle, at);
    const cells = this.#room();
    const isAlone = mark === oracle;
    let end = this.#end;
    cells[end++] = head(isAlone ? MARK_ALONE : MARK, market);
    cells[end++] = at;
    cells[end++] = mark;
    if (!isAlone) cells[end++] = oracle;
    this.#end = end;
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
    const cells = this.#room();
    const end = this.#end;
    cells[end] = head(SEND + flags, market);
    cells[end + 1] = price;
    cells[end + 2] = size;
    cells[end + SENT_AT] = present.at;
    cells[end + 4] = orderId;
    cells[end + SENT_BEFORE] = this.#lastSent;
    if (!reduceOnly) this.#lastSent = end;
    this.#end = end + 6;
  }

  rest(index: number): void {
    this.#present.rest(index);
    this.#writePlace(REST, index);
  }

  cancel(index: number): void {
    this.#present.cancel(index);
    this.#writePlace(CANCEL, index);
  }

  /**
   * A fill or a report has come to `state`, its orders being those that the tape began with. The
   * order at `index` of those that live filled by `size`; −1: none did.
   */
  settle(state: EngineState, index: number, size: number): void {
    this.#present.settle(state, index, size);
    this.#isBehind = false;
    const cells = this.#room();
    cells[this.#end] = head(SETTLE, this.#settled.push(state) - 1);
    cells[this.#end + 1] = index;
    cells[this.#end + 2] = size;
    this.#end += 3;
  }

  /** The engine hears of it when somebody asks; `index` and its size as of `settle`. */
  trade(fill: TapedFill, index: number, at: TimeMs): void {
    this.#present.hearLater(at);
    if (index >= 0) this.#present.live.fill(index, fill.size);
    this.#isBehind = true;
    const cells = this.#room();
    const end = this.#end;
    cells[end] = head(FILL, fill.market);
    cells[end + 1] = at;
    cells[end + 2] = index;
    cells[end + 3] = fill.side === 'buy' ? fill.size : -fill.size;
    cells[end + 4] = fill.price;
    cells[end + 5] = fill.fee;
    cells[end + 6] = fill.tradeId;
    cells[end + 7] = fill.orderId ?? Number.NaN;
    this.#end = end + 8;
  }

  /** The engine hears of it when somebody asks. */
  report(equity: number, at: TimeMs): void {
    this.#present.hearLater(at);
    this.#isBehind = true;
    const cells = this.#room();
    cells[this.#end] = REPORT;
    cells[this.#end + 1] = at;
    cells[this.#end + 2] = equity;
    this.#end += 3;
  }

  /** The engine's state now, but for the orders and what is only told of rules with time. */
  passed(): EngineState {
    return this.#passedBy(this.#isBehind ? this.#lookBack(this.#end) : this.#present);
  }

  #passedBy(moment: QuietMoment): EngineState {
    return passTo(moment.base, passageOf(moment, this.#frame));
  }

  /** The engine's state as it was when the tape was so long. */
  recall(length: number): EngineState {
    if (length === 0) return this.#state;
    const isPresent = length === this.#end && !this.#isBehind;
    const moment = isPresent ? this.#present : this.#lookBack(length);
    const sent = this.#sentBefore(length, moment.at);
    return catchUp(moment.base, newsOf(moment, sent, this.#frame));
  }

  #lookBack(end: number): QuietMoment {
    if (this.#past === null || this.#past.end > end) {
      this.#past = { moment: this.#startOf(), end: 0 };
    }
    const { moment } = this.#past;
    for (let cell = this.#past.end; cell < end;) cell += this.#play(moment, cell);
    this.#past.end = end;
    return moment;
  }

  /** Returns how long the entry is. */
  #play(moment: QuietMoment, cell: number): number {
    const at = (part: number): number => this.#cells[cell + part] ?? 0;
    const kind = at(0) % KINDS;
    const place = Math.floor(at(0) / KINDS);
    if (kind === PASS) moment.pass(at(1));
    else if (kind === SAME) moment.reportSame(at(1));
    else if (kind === MARK) moment.mark(place, at(2), at(3), at(1));
    else if (kind === MARK_ALONE) moment.mark(place, at(2), at(2), at(1));
    else if (kind === REST) moment.rest(place);
    else if (kind === CANCEL) moment.cancel(place);
    else if (kind === SETTLE) this.#playSettled(moment, place, at(1), at(2));
    else if (kind === FILL) this.#playFill(moment, place, cell);
    else if (kind === REPORT) this.#playReport(moment, at(2), at(1));
    else moment.send(at(4), place, sideOf(kind), at(1), at(2), isReduceOnly(kind));
    return LENGTHS[kind] ?? 1;
  }

  #playSettled(moment: QuietMoment, place: number, index: number, size: number): void {
    const state = this.#settled[place];
    assertInvariant(state !== undefined, 'a tape keeps every state that it was told');
    moment.settle(state, index, size);
  }

  #playFill(moment: QuietMoment, market: number, cell: number): void {
    const at = (part: number): number => this.#cells[cell + part] ?? 0;
    const [index, signed, orderId] = [at(2), at(3), at(7)];
    const told: TapedFill = {
      market,
      side: signed > 0 ? 'buy' : 'sell',
      price: at(4),
      size: Math.abs(signed),
      fee: at(5),
      tradeId: at(6),
      orderId: Number.isNaN(orderId) ? null : orderId,
      isOrderKnown: index >= 0,
    };
    moment.settle(this.#late.fill(this.#passedBy(moment), told, at(1)), index, told.size);
  }

  #playReport(moment: QuietMoment, equity: number, at: TimeMs): void {
    moment.settle(this.#late.report(this.#passedBy(moment), equity, at), NONE, 0);
  }

  get #late(): LateHearing {
    const { late } = this.#frame;
    assertInvariant(late !== null, 'what waits is heard later');
    return late;
  }

  /** Those that a rate may still count, by market, oldest first. */
  #sentBefore(end: number, now: TimeMs): readonly (readonly TapedOrder[])[] {
    const cells = this.#cells;
    const { slots, lookback } = this.#frame;
    const found: TapedOrder[][] = slots.map(() => []);
    let cell = this.#lastSent;
    for (; cell !== NONE; cell = cells[cell + SENT_BEFORE] ?? NONE) {
      if (cell >= end) continue;
      const at = cells[cell + SENT_AT] ?? 0;
      if (now - at >= lookback.longestMs) break;
      const first = cells[cell] ?? 0;
      const [priceWhole, sizeWhole] = [cells[cell + 1] ?? 0, cells[cell + 2] ?? 0];
      const side = sideOf(first % KINDS);
      found[Math.floor(first / KINDS)]?.push({ side, priceWhole, sizeWhole, at });
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

  #writeTime(kind: number, at: TimeMs): void {
    const cells = this.#room();
    cells[this.#end] = kind;
    cells[this.#end + 1] = at;
    this.#end += 2;
  }

  #writePlace(kind: number, place: number): void {
    this.#room()[this.#end] = head(kind, place);
    this.#end += 1;
  }

  /** The cells, with room for one entry more. */
  #room(): Float64Array {
    if (this.#end + LONGEST_ENTRY > this.#cells.length) this.#grow();
    return this.#cells;
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
