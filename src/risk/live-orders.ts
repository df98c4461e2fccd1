/** All orders that may still fill, with what those of each market come to. */
import type { TimeMs } from '../base/index.js';
import type { Side } from '../market/index.js';
import { LiveTotals } from './live-totals.js';

/** Where each part of an order stands among its cells. */
const ID = 0;
const MARKET = 1;
const FLAGS = 2;
const PRICE = 3;
const SIZE = 4;
const HEARD_AT = 5;
const KNOWN = 6;
/** Contracts as it was sent. */
const ORIGINAL = 7;
const STRIDE = 8;

const IS_BUY = 1;
const IS_REDUCE_ONLY = 2;
const IS_RESTING = 4;

const FIRST_CAPACITY = 16;
/** The engine knows no more of it than we do. */
export const NOT_KNOWN = -1;

/** An order on the lattices of its market. */
export interface LiveOrder {
  readonly orderId: number;
  readonly market: number;
  readonly side: Side;
  readonly priceWhole: number;
  /** Contracts that may still fill. */
  readonly sizeWhole: number;
  readonly originalWhole: number;
  readonly reduceOnly: boolean;
  readonly isResting: boolean;
  readonly heardAt: TimeMs;
  /** Its place in the engine's ledger as that was taken in; `NOT_KNOWN` of a later one. */
  readonly known: number;
}

/** In order of sending; cells of doubles in one array, so that an order costs no object. */
export class LiveOrders {
  #cells = new Float64Array(FIRST_CAPACITY * STRIDE);
  /** Where the cells of each order begin: what goes moves these, not the cells. */
  readonly #offsets: number[] = [];
  #count = 0;
  /** Where cells are free again. */
  readonly #free: number[] = [];
  readonly #totals: readonly LiveTotals[];

  constructor(markets: number) {
    this.#totals = Array.from({ length: markets }, () => new LiveTotals());
  }

  get count(): number {
    return this.#count;
  }

  totalsOf(market: number): LiveTotals | undefined {
    return this.#totals[market];
  }

  /** With the prices of those that are left, which count where a position is held. */
  tightTotalsOf(market: number): LiveTotals | undefined {
    const totals = this.#totals[market];
    if (totals?.areEdgesLoose === true) this.#recount(market);
    return totals;
  }

  /** −1 where no such order lives. */
  indexOf(orderId: number): number {
    // Most asked for: the one that was sent last, then the one that has lived longest.
    const last = this.#count - 1;
    if (last >= 0 && this.#cell(last, ID) === orderId) return last;
    for (let index = 0; index < last; index += 1) {
      if (this.#cell(index, ID) === orderId) return index;
    }
    return -1;
  }

  marketAt(index: number): number {
    return this.#cell(index, MARKET);
  }

  sizeAt(index: number): number {
    return this.#cell(index, SIZE);
  }

  /** Its place in the engine's ledger, or `NOT_KNOWN`. */
  knownAt(index: number): number {
    return this.#cell(index, KNOWN);
  }

  /** Whether it was sent since the engine's state was taken in, and the venue has not taken it. */
  isOnItsWay(index: number): boolean {
    const isResting = (this.#cell(index, FLAGS) & IS_RESTING) !== 0;
    return !isResting && this.#cell(index, KNOWN) === NOT_KNOWN;
  }

  at(index: number): LiveOrder {
    const flags = this.#cell(index, FLAGS);
    return {
      orderId: this.#cell(index, ID),
      market: this.#cell(index, MARKET),
      side: (flags & IS_BUY) !== 0 ? 'buy' : 'sell',
      priceWhole: this.#cell(index, PRICE),
      sizeWhole: this.#cell(index, SIZE),
      originalWhole: this.#cell(index, ORIGINAL),
      reduceOnly: (flags & IS_REDUCE_ONLY) !== 0,
      isResting: (flags & IS_RESTING) !== 0,
      heardAt: this.#cell(index, HEARD_AT),
      known: this.#cell(index, KNOWN),
    };
  }

  add(
    orderId: number,
    market: number,
    side: Side,
    priceWhole: number,
    sizeWhole: number,
    reduceOnly: boolean,
    heardAt: TimeMs,
    known = NOT_KNOWN,
  ): void {
    const at = this.#claim(this.#count);
    this.#put(at, orderId, market, flagsOf(side, reduceOnly, false), priceWhole, sizeWhole);
    this.#cells[at + HEARD_AT] = heardAt;
    this.#cells[at + KNOWN] = known;
    this.#totals[market]?.add(side, priceWhole, sizeWhole);
  }

  /** The venue took it: it counts as it did before. */
  rest(index: number, heardAt: TimeMs): void {
    const at = this.#offsets[index] ?? 0;
    this.#cells[at + FLAGS] = (this.#cells[at + FLAGS] ?? 0) | IS_RESTING;
    this.#cells[at + HEARD_AT] = heardAt;
  }

  /** So much of it has filled: what is left still may. */
  fill(index: number, size: number): void {
    const cells = this.#cells;
    const at = this.#offsets[index] ?? 0;
    const left = (cells[at + SIZE] ?? 0) - size;
    if (left <= 0) return this.remove(index);
    cells[at + SIZE] = left;
    const market = cells[at + MARKET] ?? Number.NaN;
    const side = ((cells[at + FLAGS] ?? 0) & IS_BUY) !== 0 ? 'buy' : 'sell';
    const price = cells[at + PRICE] ?? 0;
    if (this.#totals[market]?.shrink(side, price, size) === false) this.#recount(market);
  }

  remove(index: number): void {
    const cells = this.#cells;
    const offsets = this.#offsets;
    const at = offsets[index] ?? 0;
    this.#count -= 1;
    for (let next = index; next < this.#count; next += 1) offsets[next] = offsets[next + 1] ?? 0;
    this.#free.push(at);
    const market = cells[at + MARKET] ?? Number.NaN;
    const side = ((cells[at + FLAGS] ?? 0) & IS_BUY) !== 0 ? 'buy' : 'sell';
    const price = cells[at + PRICE] ?? 0;
    const size = cells[at + SIZE] ?? 0;
    if (this.#totals[market]?.subtract(side, price, size) === false) this.#recount(market);
  }

  /** What `ask` says, of its market, while the order is out of the way. */
  without(index: number, ask: (market: number) => boolean): boolean {
    const order = this.at(index);
    this.remove(index);
    const answer = ask(order.market);
    this.#restore(index, order);
    return answer;
  }

  #restore(index: number, order: LiveOrder): void {
    const at = this.#claim(index);
    const { orderId, market, side, reduceOnly, isResting, priceWhole, sizeWhole } = order;
    const flags = flagsOf(side, reduceOnly, isResting);
    this.#put(at, orderId, market, flags, priceWhole, sizeWhole);
    this.#cells[at + HEARD_AT] = order.heardAt;
    this.#cells[at + KNOWN] = order.known;
    this.#cells[at + ORIGINAL] = order.originalWhole;
    this.#recount(order.market);
  }

  /** Free cells for an order that is to stand at `index`. */
  #claim(index: number): number {
    const at = this.#free.pop() ?? this.#count * STRIDE;
    if (at >= this.#cells.length) this.#grow();
    for (let next = this.#count; next > index; next -= 1) {
      this.#offsets[next] = this.#offsets[next - 1] ?? 0;
    }
    this.#offsets[index] = at;
    this.#count += 1;
    return at;
  }

  #recount(market: number): void {
    const totals = this.#totals[market];
    if (totals === undefined) return;
    totals.clear();
    const cells = this.#cells;
    for (let index = 0; index < this.#count; index += 1) {
      const at = this.#offsets[index] ?? 0;
      if (cells[at + MARKET] !== market) continue;
      const side = ((cells[at + FLAGS] ?? 0) & IS_BUY) !== 0 ? 'buy' : 'sell';
      totals.add(side, cells[at + PRICE] ?? 0, cells[at + SIZE] ?? 0);
    }
  }

  #put(at: number, orderId: number, market: number, flags: number, price: number, size: number) {
    const cells = this.#cells;
    cells[at + ID] = orderId;
    cells[at + MARKET] = market;
    cells[at + FLAGS] = flags;
    cells[at + PRICE] = price;
    cells[at + SIZE] = size;
    cells[at + ORIGINAL] = size;
  }

  #cell(index: number, part: number): number {
    return this.#cells[(this.#offsets[index] ?? 0) + part] ?? Number.NaN;
  }

  #grow(): void {
    const cells = new Float64Array(2 * this.#cells.length);
    cells.set(this.#cells);
    this.#cells = cells;
  }
}

function flagsOf(side: Side, reduceOnly: boolean, isResting: boolean): number {
  const flags = (side === 'buy' ? IS_BUY : 0) | (reduceOnly ? IS_REDUCE_ONLY : 0);
  return isResting ? flags | IS_RESTING : flags;
}
