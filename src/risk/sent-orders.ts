/** A memory of the orders of one market that added risk, as far back as the policy's rates look. */
import type { TimeMs } from '../base/index.js';
import type { FactStore } from '../kernel/index.js';
import type { Side } from '../market/index.js';
import type { FastPrograms } from './fast-programs.js';

/** When it was sent, its price, and its size: above 0 of a buy, below of a sell. */
const STRIDE = 3;
const FIRST_CAPACITY = 256;
const NEVER = Number.POSITIVE_INFINITY;

/** Orders are counted back to `windowMs`, for the fact at `slot`; null where no rule reads it. */
interface CountedWindow {
  readonly windowMs: number;
  readonly slot: number | null;
}

export class SentOrders {
  #cells = new Float64Array(FIRST_CAPACITY * STRIDE);
  #count = 0;
  readonly #longestMs: number;
  /** By window that a rule reads: how long it is, and the slot of what it counts. */
  readonly #windows: Float64Array;
  readonly #slots: Int32Array;
  /** How many stand before the first that it counts, and when that one counts no more. */
  readonly #firsts: Int32Array;
  readonly #untils: Float64Array;
  /** When the first of the counts changes with time. */
  #dueAt: TimeMs = NEVER;

  /** Of a market by its place, for the rates that the programs read. */
  static of(market: number, { windows, sent }: Pick<FastPrograms, 'windows' | 'sent'>): SentOrders {
    const slotOf = (window: number): number | null =>
      sent.find((each) => each.market === market && each.window === window)?.slot ?? null;
    return new SentOrders(windows.map((windowMs, index) => ({ windowMs, slot: slotOf(index) })));
  }

  constructor(windows: readonly CountedWindow[]) {
    const read = windows.filter(({ slot }) => slot !== null);
    this.#longestMs = Math.max(0, ...windows.map(({ windowMs }) => windowMs));
    this.#windows = Float64Array.from(read, ({ windowMs }) => windowMs);
    this.#slots = Int32Array.from(read, ({ slot }) => slot ?? 0);
    this.#firsts = new Int32Array(read.length);
    this.#untils = new Float64Array(read.length).fill(NEVER);
  }

  /** Off their lattice `price` and `size` are NaN. */
  add(side: Side, price: number, size: number, at: TimeMs, store: FactStore): void {
    if (this.#longestMs === 0) return;
    if (this.#count * STRIDE === this.#cells.length) this.#makeRoom(at);
    const cell = this.#count * STRIDE;
    this.#cells[cell] = at;
    this.#cells[cell + 1] = price;
    this.#cells[cell + 2] = side === 'buy' ? size : -size;
    this.#count += 1;
    for (let window = 0; window < this.#windows.length; window += 1) {
      if (this.#untils[window] === NEVER) this.#setUntil(window);
      this.#writeCount(window, store);
    }
  }

  /** Writes what has changed with time: one that is exactly as old as its window counts no more. */
  pass(at: TimeMs, store: FactStore): void {
    if (at >= this.#dueAt) this.#forget(at, store);
  }

  /** Writes all of it. */
  writeTo(store: FactStore): void {
    for (let window = 0; window < this.#windows.length; window += 1) {
      this.#writeCount(window, store);
    }
  }

  /** How many of them are like this one; NaN where one is off its lattice. */
  countLike(side: Side, price: number, size: number, windowMs: number, at: TimeMs): number {
    const signed = side === 'buy' ? size : -size;
    const cells = this.#cells;
    let count = 0;
    for (let cell = (this.#count - 1) * STRIDE; cell >= 0; cell -= STRIDE) {
      if (at - (cells[cell] ?? 0) >= windowMs) break;
      const sentPrice = cells[cell + 1] ?? Number.NaN;
      const sentSize = cells[cell + 2] ?? Number.NaN;
      if (Number.isNaN(sentPrice + sentSize)) return Number.NaN;
      if (sentPrice === price && sentSize === signed) count += 1;
    }
    return count;
  }

  #forget(at: TimeMs, store: FactStore): void {
    this.#dueAt = NEVER;
    for (let window = 0; window < this.#windows.length; window += 1) {
      let first = this.#firsts[window] ?? 0;
      while (first < this.#count && at >= this.#endOf(first, window)) first += 1;
      this.#firsts[window] = first;
      this.#setUntil(window);
      this.#writeCount(window, store);
    }
  }

  #setUntil(window: number): void {
    const first = this.#firsts[window] ?? 0;
    const until = first < this.#count ? this.#endOf(first, window) : NEVER;
    this.#untils[window] = until;
    if (until < this.#dueAt) this.#dueAt = until;
  }

  /** When the order of this place grows too old for the window. */
  #endOf(place: number, window: number): TimeMs {
    return (this.#cells[place * STRIDE] ?? NEVER) + (this.#windows[window] ?? 0);
  }

  #writeCount(window: number, store: FactStore): void {
    store.write(this.#slots[window] ?? 0, this.#count - (this.#firsts[window] ?? 0));
  }

  /** Forgets what is older than every window; where that is little, twice the room. */
  #makeRoom(at: TimeMs): void {
    let old = 0;
    while (old < this.#count && at - (this.#cells[old * STRIDE] ?? 0) >= this.#longestMs) old += 1;
    const kept = this.#cells.subarray(old * STRIDE, this.#count * STRIDE);
    const isCrowded = 2 * kept.length > this.#cells.length;
    const cells = new Float64Array(isCrowded ? 2 * this.#cells.length : this.#cells.length);
    cells.set(kept);
    this.#cells = cells;
    this.#count -= old;
    for (const [window, first] of this.#firsts.entries()) {
      // One that no event has moved on since may still stand at what is forgotten now.
      this.#firsts[window] = Math.max(0, first - old);
    }
  }
}
