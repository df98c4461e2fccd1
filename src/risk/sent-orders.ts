/** A memory of the orders of one market that added risk, as far back as the policy's rates look. */
import type { TimeMs } from '../base/index.js';
import type { FactStore } from '../kernel/index.js';
import type { Side } from '../market/index.js';

/** When it was sent, its price, and its size: above 0 of a buy, below of a sell. */
const STRIDE = 3;
const FIRST_CAPACITY = 256;
const NEVER = Number.POSITIVE_INFINITY;

/** Orders are counted back to `windowMs`, for the fact at `slot`; null where no rule reads it. */
export interface CountedWindow {
  readonly windowMs: number;
  readonly slot: number | null;
}

/** One window with what it counts now: it changes as an order comes, or as its first grows old. */
interface Counter {
  readonly windowMs: number;
  readonly slot: number;
  /** How many stand before the first that it counts. */
  first: number;
  /** When that one counts no more. */
  until: TimeMs;
}

export class SentOrders {
  #cells = new Float64Array(FIRST_CAPACITY * STRIDE);
  #count = 0;
  readonly #counters: readonly Counter[];
  readonly #longestMs: number;
  /** When the first of the counters changes with time. */
  #dueAt: TimeMs = NEVER;

  constructor(windows: readonly CountedWindow[]) {
    this.#counters = windows.flatMap(({ windowMs, slot }) =>
      slot === null ? [] : [{ windowMs, slot, first: 0, until: NEVER }],
    );
    this.#longestMs = Math.max(0, ...windows.map(({ windowMs }) => windowMs));
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
    for (let index = 0; index < this.#counters.length; index += 1) {
      const counter = this.#counters[index];
      if (counter === undefined) return;
      if (counter.until === NEVER) counter.until = at + counter.windowMs;
      this.#writeCount(counter, store);
    }
    this.#dueAt = this.#earliest();
  }

  /** Writes what has changed with time: one that is exactly as old as its window counts no more. */
  pass(at: TimeMs, store: FactStore): void {
    if (at >= this.#dueAt) this.#forget(at, store);
  }

  #forget(at: TimeMs, store: FactStore): void {
    for (const counter of this.#counters) {
      if (at < counter.until) continue;
      while (counter.first < this.#count && at >= this.#end(counter)) counter.first += 1;
      counter.until = counter.first === this.#count ? NEVER : this.#end(counter);
      this.#writeCount(counter, store);
    }
    this.#dueAt = this.#earliest();
  }

  #earliest(): TimeMs {
    let earliest = NEVER;
    for (let index = 0; index < this.#counters.length; index += 1) {
      earliest = Math.min(earliest, this.#counters[index]?.until ?? NEVER);
    }
    return earliest;
  }

  /** Writes all of it. */
  writeTo(store: FactStore): void {
    for (const counter of this.#counters) this.#writeCount(counter, store);
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

  /** When the first order that the counter counts grows too old for it. */
  #end({ first, windowMs }: Counter): TimeMs {
    return (this.#cells[first * STRIDE] ?? NEVER) + windowMs;
  }

  #writeCount({ slot, first }: Counter, store: FactStore): void {
    store.write(slot, this.#count - first);
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
    for (const counter of this.#counters) {
      // One that no event has moved on since may still stand at what is forgotten now.
      counter.first = Math.max(0, counter.first - old);
    }
  }
}
