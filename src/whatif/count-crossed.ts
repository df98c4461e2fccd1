/** Counts how often a tape's book stood crossed: depth was lost, or two feeds do not fit. */
import {
  type MarketTape,
  ROW_ASK,
  ROW_BID,
  ROW_CLEAR_ASKS,
  ROW_CLEAR_BIDS,
} from './market-tape.js';

/**
 * Messages, in order of receipt, after which the best bid is not below the best ask. A replay keeps
 * to the newer side of the two: it takes what the new level reaches out of the top.
 */
export function countCrossed(tape: MarketTape): number {
  const { messageStarts, kinds, ranks, sizes } = tape;
  const messages = tape.receivedNs.length;
  const prices = tape.ticks.length;
  const half = tape.lotSize / 2;
  const bids = new RawSide(prices, 1);
  const asks = new RawSide(prices, -1);
  let crossed = 0;
  for (let message = 0; message < messages; message += 1) {
    const end = messageStarts[message + 1] ?? 0;
    for (let row = messageStarts[message] ?? 0; row < end; row += 1) {
      const kind = kinds[row];
      const rank = ranks[row] ?? 0;
      if (kind === ROW_BID) bids.set(rank, (sizes[row] ?? 0) > half);
      else if (kind === ROW_ASK) asks.set(rank, (sizes[row] ?? 0) > half);
      else if (kind === ROW_CLEAR_BIDS) bids.clear(rank);
      else if (kind === ROW_CLEAR_ASKS) asks.clear(rank);
    }
    if (bids.best >= asks.best && bids.best >= 0 && asks.best < prices) crossed += 1;
  }
  return crossed;
}

/** One side as it was told: the other one takes nothing from it. */
class RawSide {
  best: number;
  readonly #isHeld: Uint8Array;
  /** 1 where higher ranks are better. */
  readonly #direction: 1 | -1;

  constructor(prices: number, direction: 1 | -1) {
    this.#isHeld = new Uint8Array(prices);
    this.#direction = direction;
    this.best = direction > 0 ? -1 : prices;
  }

  set(rank: number, isThere: boolean): void {
    this.#isHeld[rank] = isThere ? 1 : 0;
    if (!isThere) {
      if (rank === this.best) this.#fallBack();
    } else if ((rank - this.best) * this.#direction > 0) {
      this.best = rank;
    }
  }

  clear(rank: number): void {
    while ((this.best - rank) * this.#direction >= 0 && this.#isHeld[this.best] === 1) {
      this.#isHeld[this.best] = 0;
      this.#fallBack();
    }
  }

  /** To the next worse level that is held. */
  #fallBack(): void {
    const isHeld = this.#isHeld;
    const end = this.#direction > 0 ? -1 : isHeld.length;
    let best = this.best;
    do {
      best -= this.#direction;
    } while (best !== end && isHeld[best] !== 1);
    this.best = best;
  }
}
