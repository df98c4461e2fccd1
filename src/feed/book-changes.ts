/** Turns pictures of a book into the changes that lead from one to the next. */
import type { BookLevel } from '../market/index.js';
import type { FlatMessage } from './flat-message.js';

interface Level {
  readonly price: number;
  readonly size: number;
}

/**
 * A picture of a side tells all levels from the best to its last one; beyond that, what was known
 * stands. Whoever waits in a queue can follow changes, where a level that is taken away and put
 * back would tell nothing.
 */
export class BookChanges {
  readonly #bids: Level[] = [];
  readonly #asks: Level[] = [];

  /** Fills `message` with the changes; a side without levels is empty. Best level first. */
  apply(message: FlatMessage, bids: readonly BookLevel[], asks: readonly BookLevel[]): void {
    message.kind = 'depth';
    message.isSnapshot = false;
    message.bidCount = changeSide(this.#bids, bids, 1, message, 0);
    message.askCount = changeSide(this.#asks, asks, -1, message, message.bidCount);
  }
}

/** Brings `known` up to date; the changes go into `message` from `start` on. Gives their number. */
function changeSide(
  known: Level[],
  picture: readonly BookLevel[],
  direction: 1 | -1,
  message: FlatMessage,
  start: number,
): number {
  const levels = picture.map(({ price, size }) => ({
    price: price.toNumber(),
    size: size.toNumber(),
  }));
  const last = levels.at(-1)?.price ?? -direction * Infinity;
  let count = 0;
  const change = (price: number, size: number): void => {
    message.setLevel(start + count, price, size);
    count += 1;
  };
  let next = 0;
  let old = known[0];
  let seen = 0;
  while (old !== undefined && direction * (old.price - last) >= 0) {
    // Levels that are better than the known one are new.
    for (let level = levels[next]; level !== undefined; level = levels[next]) {
      if (direction * (level.price - old.price) <= 0) break;
      change(level.price, level.size);
      next += 1;
    }
    const same = levels[next];
    if (same?.price !== old.price) {
      change(old.price, 0);
    } else {
      if (same.size !== old.size) change(same.price, same.size);
      next += 1;
    }
    seen += 1;
    old = known[seen];
  }
  for (const { price, size } of levels.slice(next)) change(price, size);
  known.splice(0, seen, ...levels);
  return count;
}
