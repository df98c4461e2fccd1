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
  const { messageStarts, receivedNs } = tape;
  const bids = new RawSide(tape, 1);
  const asks = new RawSide(tape, -1);
  let crossed = 0;
  for (let message = 0; message < receivedNs.length; message += 1) {
    const end = messageStarts[message + 1] ?? 0;
    for (let row = messageStarts[message] ?? 0; row < end; row += 1) {
      const kind = tape.kinds[row];
      if (kind === ROW_BID) bids.set(row);
      else if (kind === ROW_ASK) asks.set(row);
      else if (kind === ROW_CLEAR_BIDS) bids.clear(row);
      else if (kind === ROW_CLEAR_ASKS) asks.clear(row);
    }
    if (bids.best >= asks.best && bids.best >= 0 && asks.best < tape.ticks.length) crossed += 1;
  }
  return crossed;
}

/** One side as it was told: the other one takes nothing from it. */
class RawSide {
  best: number;
  readonly #tape: MarketTape;
  readonly #isHeld: Uint8Array;
  /** 1 where higher ranks are better. */
  readonly #direction: 1 | -1;

  constructor(tape: MarketTape, direction: 1 | -1) {
    this.#tape = tape;
    this.#isHeld = new Uint8Array(tape.ticks.length);
    this.#direction = direction;
    this.best = direction > 0 ? -1 : tape.ticks.length;
  }

  set(row: number): void {
    const rank = this.#tape.ranks[row] ?? 0;
    const isThere = (this.#tape.sizes[row] ?? 0) > this.#tape.lotSize / 2;
    this.#isHeld[rank] = isThere ? 1 : 0;
    if (isThere && (rank - this.best) * this.#direction > 0) this.best = rank;
    else if (!isThere && rank === this.best) this.#fallBack();
  }

  clear(row: number): void {
    const rank = this.#tape.ranks[row] ?? 0;
    while ((this.best - rank) * this.#direction >= 0 && this.#isHeld[this.best] === 1) {
      this.#isHeld[this.best] = 0;
      this.#fallBack();
    }
  }

  /** To the next worse level that is held. */
  #fallBack(): void {
    const end = this.#direction > 0 ? -1 : this.#isHeld.length;
    do {
      this.best -= this.#direction;
    } while (this.best !== end && this.#isHeld[this.best] !== 1);
  }
}
