/** The top of the book as a maker hears of it, row by row of a tape. */
import {
  type MarketTape,
  ROW_ASK,
  ROW_BID,
  ROW_CLEAR_ASKS,
  ROW_CLEAR_BIDS,
} from './market-tape.js';
import { RankedBook } from './ranked-book.js';
import type { ReplayTop, ReplayTurns } from './replay-market.js';

export class RowTop implements ReplayTop {
  readonly #tape: MarketTape;
  readonly #turns: ReplayTurns;
  readonly #book: RankedBook;
  #next = 0;
  #turn = 0;

  constructor(tape: MarketTape, turns: ReplayTurns) {
    this.#tape = tape;
    this.#turns = turns;
    this.#book = new RankedBook(tape.ticks.length, tape.lotSize);
  }

  get bestBidTick(): number {
    return this.#tape.ticks[this.#book.bestBid] ?? -Infinity;
  }

  get bestAskTick(): number {
    return this.#tape.ticks[this.#book.bestAsk] ?? Infinity;
  }

  get isAtEnd(): boolean {
    return this.#turn + 1 >= this.#turns.count && this.#next >= this.#tape.receivedNs.length;
  }

  hear(until: number): void {
    const { receivedNs } = this.#tape;
    for (;;) {
      if (this.#next >= receivedNs.length && this.#turn + 1 < this.#turns.count) {
        this.#turn += 1;
        this.#next = 0;
      }
      const shift = this.#turn * this.#turns.spanNs;
      const isHeard = (receivedNs[this.#next] ?? Infinity) + shift <= until;
      if (!isHeard) return;
      this.#applyMessage(this.#next);
      this.#next += 1;
    }
  }

  #applyMessage(message: number): void {
    const { messageStarts, kinds, ranks, sizes } = this.#tape;
    const end = messageStarts[message + 1] ?? 0;
    for (let row = messageStarts[message] ?? 0; row < end; row += 1) {
      const kind = kinds[row];
      const rank = ranks[row] ?? 0;
      if (kind === ROW_BID) this.#book.setBid(rank, sizes[row] ?? 0);
      else if (kind === ROW_ASK) this.#book.setAsk(rank, sizes[row] ?? 0);
      else if (kind === ROW_CLEAR_BIDS) this.#book.clearBids(rank);
      else if (kind === ROW_CLEAR_ASKS) this.#book.clearAsks(rank);
    }
  }
}
