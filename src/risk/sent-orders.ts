/** A memory of the orders of one market that added risk, as far back as the policy's rates look. */
import type { TimeMs } from '../base/index.js';
import type { Side } from '../market/index.js';

/** When it was sent, its price, and its size: above 0 of a buy, below of a sell. */
const STRIDE = 3;
const FIRST_CAPACITY = 256;

export class SentOrders {
  #cells = new Float64Array(FIRST_CAPACITY * STRIDE);
  #count = 0;
  readonly #windows: Float64Array;
  /** By window, how many stand before the first that it counts. */
  readonly #firsts: Uint32Array;
  readonly #longestMs: number;

  constructor(windows: readonly number[]) {
    this.#windows = Float64Array.from(windows);
    this.#firsts = new Uint32Array(windows.length);
    this.#longestMs = Math.max(0, ...windows);
  }

  /** Off their lattice `price` and `size` are NaN. */
  add(side: Side, price: number, size: number, at: TimeMs): void {
    if (this.#windows.length === 0) return;
    if (this.#count * STRIDE === this.#cells.length) this.#makeRoom(at);
    const cell = this.#count * STRIDE;
    this.#cells[cell] = at;
    this.#cells[cell + 1] = price;
    this.#cells[cell + 2] = side === 'buy' ? size : -size;
    this.#count += 1;
  }

  /** How many of the window's time; one that is exactly so old counts no more. */
  count(window: number, at: TimeMs): number {
    const windowMs = this.#windows[window] ?? 0;
    const before = this.#firsts[window] ?? 0;
    let first = before;
    while (first < this.#count && at - (this.#cells[first * STRIDE] ?? 0) >= windowMs) first += 1;
    if (first !== before) this.#firsts[window] = first;
    return this.#count - first;
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
      this.#firsts[window] = Math.max(0, first - old);
    }
  }
}
