/**
 * A box of prices and ages within which every trigger stands as it does: drawn once by the kernel's
 * bounds, so that an event inside it is told by a few comparisons.
 */
import type { TimeMs } from '../base/index.js';
import { type FactStore, FactsAround } from '../kernel/index.js';
import type { FeedTimes } from './feed-times.js';
import type { AgeFact } from './fast-programs.js';
import type { MarketSlots } from './market-slots.js';

/** How far prices and ages may move: prices as a share of what they are. */
interface Reach {
  readonly price: number;
  /** Of an age as it is, at least `leastMs`. */
  readonly age: number;
  readonly leastMs: number;
}

/** Wide first: a trigger that is near gets a narrow box, or none. */
const REACHES: readonly Reach[] = [
  { price: 2 ** -8, age: 2, leastMs: 1_000 },
  { price: 2 ** -12, age: 1.25, leastMs: 250 },
];
/** Where none could be drawn, so many events go by before it is tried again. */
const EVENTS_BEFORE_RETRY = 64;
/** To draw one costs as much as to judge so many events: it has to be used for longer. */
const EVENTS_AFTER_MOVE = 24;
const MARK = 0;
const ORACLE = 2;
/** By market: the least and the most of the mark, then of the oracle price. */
const STRIDE = 4;

export interface BoxFrame {
  readonly store: FactStore;
  readonly markets: readonly MarketSlots[];
  readonly ages: readonly AgeFact[];
}

export class QuietBox {
  readonly #frame: BoxFrame;
  readonly #sides: Float64Array;
  /** By age, the oldest that is inside. */
  readonly #mostAges: Float64Array;
  #isDrawn = false;
  /** No age leaves the box before; what is heard meanwhile only puts it off. */
  #agesUntil: TimeMs = Number.NEGATIVE_INFINITY;
  #patience = 0;

  constructor(frame: BoxFrame) {
    this.#frame = frame;
    this.#sides = new Float64Array(frame.markets.length * STRIDE);
    this.#mostAges = new Float64Array(frame.ages.length);
  }

  /** More than prices and ages has moved, and may do so again soon. */
  clear(): void {
    this.#isDrawn = false;
    this.#patience = Math.max(this.#patience, EVENTS_AFTER_MOVE);
  }

  /** Whether it has the market's prices inside; those of the others have not moved. */
  hasPrices(market: number, mark: number, oracle: number): boolean {
    const sides = this.#sides;
    const at = market * STRIDE;
    return (
      this.#isDrawn &&
      mark >= (sides[at + MARK] ?? 0) &&
      mark <= (sides[at + MARK + 1] ?? 0) &&
      oracle >= (sides[at + ORACLE] ?? 0) &&
      oracle <= (sides[at + ORACLE + 1] ?? 0)
    );
  }

  hasAges(at: TimeMs, feeds: FeedTimes, streamAt: TimeMs | null): boolean {
    if (!this.#isDrawn) return false;
    if (at <= this.#agesUntil) return true;
    let until = Number.POSITIVE_INFINITY;
    for (const [index, age] of this.#frame.ages.entries()) {
      until = Math.min(until, feeds.heardAt(age, streamAt) + (this.#mostAges[index] ?? 0));
    }
    this.#agesUntil = until;
    return at <= until;
  }

  /**
   * Draws it around what the store holds, where `isSame` finds every trigger to stand the same all
   * over it. Leaves other ages in the store than those of now.
   */
  draw(isSame: (around: FactsAround) => boolean): void {
    this.#isDrawn = false;
    if (this.#patience > 0) {
      this.#patience -= 1;
      return;
    }
    const { store, ages } = this.#frame;
    const now = ages.map(({ slot }) => store.values[slot] ?? 0);
    for (const reach of REACHES) {
      if (!isSame(this.#around(reach, now))) continue;
      this.#isDrawn = true;
      this.#agesUntil = Number.NEGATIVE_INFINITY;
      return;
    }
    this.#patience = EVENTS_BEFORE_RETRY;
  }

  #around(reach: Reach, agesNow: readonly number[]): FactsAround {
    const { store, markets, ages } = this.#frame;
    const around = new FactsAround(store);
    for (const [market, { mark, oracle }] of markets.entries()) {
      for (const [part, { slot }] of [[MARK, mark] as const, [ORACLE, oracle] as const]) {
        const price = store.values[slot] ?? Number.NaN;
        const spread = Math.floor(price * reach.price);
        around.allow(slot, spread);
        this.#sides[market * STRIDE + part] = price - spread;
        this.#sides[market * STRIDE + part + 1] = price + spread;
      }
    }
    for (const [index, { slot }] of ages.entries()) {
      const most = Math.max(reach.leastMs, (agesNow[index] ?? 0) * reach.age);
      const half = Math.ceil(most / 2);
      store.write(slot, half);
      around.allow(slot, half);
      this.#mostAges[index] = 2 * half;
    }
    return around;
  }
}
