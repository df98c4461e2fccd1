/** What the market shows of its book, less what our takers took out of it. */
import { assertInvariant, type Price, type Size, ZERO } from '../base/index.js';
import type { BookChanged, BookLevel, Side, TopChanged } from '../market/index.js';

/**
 * The last snapshot with newer tops laid over it. Liquidity taken by accounts' orders is gone until
 * the market shows that level anew: a snapshot replaces the whole book, a top only the side whose
 * best level differs from the one shown before.
 */
export class VisibleBook {
  #bids: readonly BookLevel[] = [];
  #asks: readonly BookLevel[] = [];
  #shownBid: BookLevel | null = null;
  #shownAsk: BookLevel | null = null;

  /** Best level first; `buy` gives the bids. */
  levels(side: Side): readonly BookLevel[] {
    return side === 'buy' ? this.#bids : this.#asks;
  }

  best(side: Side): BookLevel | null {
    return this.levels(side)[0] ?? null;
  }

  /** Throws `InvariantError` where the snapshot is crossed, unordered or holds no number. */
  applyBook(event: BookChanged): void {
    assertLevels(event.bids, 'buy');
    assertLevels(event.asks, 'sell');
    assertUncrossed(event.bids[0] ?? null, event.asks[0] ?? null);
    this.#bids = event.bids;
    this.#asks = event.asks;
    this.#shownBid = event.bids[0] ?? null;
    this.#shownAsk = event.asks[0] ?? null;
  }

  /** Throws `InvariantError` where the top is crossed or holds no number. */
  applyTop(event: TopChanged): void {
    assertUncrossed(event.bid, event.ask);
    if (!isSameLevel(event.bid, this.#shownBid)) {
      this.#bids = overlayTop(this.#bids, event.bid, 'buy');
      this.#shownBid = event.bid;
    }
    if (!isSameLevel(event.ask, this.#shownAsk)) {
      this.#asks = overlayTop(this.#asks, event.ask, 'sell');
      this.#shownAsk = event.ask;
    }
  }

  /**
   * Contracts shown at `price`: 0 where the book reaches that far and shows none, null where it
   * does not reach that far.
   */
  displayedAt(side: Side, price: Price): Size | null {
    const levels = this.levels(side);
    const worst = levels.at(-1);
    if (worst === undefined) return ZERO;
    if (isBetterPrice(worst.price, price, side)) return null;
    return levels.find((level) => level.price.eq(price))?.size ?? ZERO;
  }

  /** Takes `size` (at most what is there) out of the best level of a side. */
  takeBest(side: Side, size: Size): void {
    const [best, ...deeper] = this.levels(side);
    assertInvariant(best !== undefined && size.lte(best.size), 'what is taken is on the book');
    const left = best.size.minus(size);
    const levels = left.isZero() ? deeper : [{ price: best.price, size: left }, ...deeper];
    if (side === 'buy') this.#bids = levels;
    else this.#asks = levels;
  }
}

/** The levels of a side with `top` as the best one: what was better is gone. */
export function overlayTop(
  levels: readonly BookLevel[],
  top: BookLevel | null,
  side: Side,
): readonly BookLevel[] {
  if (top === null) return [];
  const firstDeeper = levels.findIndex((level) => isBetterPrice(top.price, level.price, side));
  return firstDeeper < 0 ? [top] : [top, ...levels.slice(firstDeeper)];
}

/** Whether `price` has priority over `other` among resting orders of a side. */
export function isBetterPrice(price: Price, other: Price, side: Side): boolean {
  return side === 'buy' ? price.gt(other) : price.lt(other);
}

/** Whether an order of `side` with this limit trades against a resting `opposite` price. */
export function isCrossing(limit: Price, opposite: Price, side: Side): boolean {
  return side === 'buy' ? limit.gte(opposite) : limit.lte(opposite);
}

function isSameLevel(level: BookLevel | null, other: BookLevel | null): boolean {
  if (level === null || other === null) return level === other;
  return level.price.eq(other.price) && level.size.eq(other.size);
}

function assertLevels(levels: readonly BookLevel[], side: Side): void {
  let previous: Price | null = null;
  for (const { price, size } of levels) {
    assertPositive(price, 'a book price');
    assertPositive(size, 'a book size');
    const isOrdered = previous === null || isBetterPrice(previous, price, side);
    assertInvariant(isOrdered, 'book levels come best first');
    previous = price;
  }
}

function assertUncrossed(bid: BookLevel | null, ask: BookLevel | null): void {
  for (const level of [bid, ask]) {
    if (level === null) continue;
    assertPositive(level.price, 'a best price');
    assertPositive(level.size, 'a best size');
  }
  if (bid !== null && ask !== null) {
    assertInvariant(bid.price.lt(ask.price), `bid ${bid.price} is below ask ${ask.price}`);
  }
}

function assertPositive(value: Price | Size, what: string): void {
  assertInvariant(value.isFinite() && value.gt(0), `${what} is a number above 0`);
}
