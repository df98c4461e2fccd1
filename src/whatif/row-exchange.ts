/** The exchange's side of a replay, row by row of a tape. */
import type { Side } from '../market/index.js';
import {
  type MarketTape,
  ROW_ASK,
  ROW_BID,
  ROW_BOUGHT,
  ROW_CLEAR_ASKS,
  ROW_CLEAR_BIDS,
  ROW_SOLD,
} from './market-tape.js';
import { RankedBook } from './ranked-book.js';
import type { ReplayExchange, ReplayTurns } from './replay-market.js';
import { type ReplayBook, ReplayMatching, type ReplayModels } from './replay-matching.js';
import type { RestingOrder } from './replay-order.js';

export class RowExchange implements ReplayExchange, ReplayBook {
  readonly #tape: MarketTape;
  readonly #turns: ReplayTurns;
  readonly #book: RankedBook;
  readonly #matching: ReplayMatching;
  /** Orders of ours by rank: most rows touch none, and looking here is quick. */
  readonly #ownByRank: Uint16Array;
  #next = 0;
  #turn = 0;

  constructor(tape: MarketTape, models: ReplayModels, turns: ReplayTurns) {
    this.#turns = turns;
    this.#tape = tape;
    this.#book = new RankedBook(tape.ticks.length, tape.lotSize);
    this.#ownByRank = new Uint16Array(tape.ticks.length);
    this.#matching = new ReplayMatching(tape, models, this);
  }

  get answers() {
    return this.#matching.answers;
  }

  get requests() {
    return this.#matching.requests;
  }

  get bestBid(): number {
    return this.#book.bestBid;
  }

  get bestAsk(): number {
    return this.#book.bestAsk;
  }

  get isAtEnd(): boolean {
    const isLastTurn = this.#turn + 1 >= this.#turns.count;
    return isLastTurn && this.#next >= this.#tape.exchangeOrder.length;
  }

  sizeAt(side: Side, rank: number): number {
    return (side === 'buy' ? this.#book.bids : this.#book.asks)[rank] ?? 0;
  }

  rest({ rank }: RestingOrder): void {
    if (rank !== null) this.#ownByRank[rank] = (this.#ownByRank[rank] ?? 0) + 1;
  }

  leave({ rank }: RestingOrder): void {
    if (rank !== null) this.#ownByRank[rank] = (this.#ownByRank[rank] ?? 0) - 1;
  }

  /** Each row that changes its level was shown to it. */
  settle(): void {}

  advance(end: number, toAnswer = false): void {
    const { exchangeOrder, exchangeNs } = this.#tape;
    const { requests, answers } = this.#matching;
    for (;;) {
      if (this.#next >= exchangeOrder.length && this.#turn + 1 < this.#turns.count) {
        this.#turn += 1;
        this.#next = 0;
      }
      const until = toAnswer ? Math.min(end, answers[0]?.at ?? end) : end;
      const message = exchangeOrder[this.#next];
      const shift = this.#turn * this.#turns.spanNs;
      const marketAt = message === undefined ? Infinity : (exchangeNs[message] ?? 0) + shift;
      const [request] = requests;
      if (request !== undefined && request.at < marketAt && request.at <= until) {
        requests.shift();
        this.#matching.receive(request);
      } else if (message !== undefined && marketAt <= until) {
        this.#next += 1;
        this.#applyMessage(message, marketAt);
      } else {
        return;
      }
    }
  }

  #applyMessage(message: number, at: number): void {
    const { messageStarts, kinds, ranks, sizes } = this.#tape;
    const end = messageStarts[message + 1] ?? 0;
    for (let row = messageStarts[message] ?? 0; row < end; row += 1) {
      this.#applyRow(kinds[row] ?? 0, ranks[row] ?? 0, sizes[row] ?? 0, at);
    }
  }

  #applyRow(kind: number, rank: number, size: number, at: number): void {
    const book = this.#book;
    const matching = this.#matching;
    if (kind === ROW_BID) {
      if (this.#ownByRank[rank] !== 0) matching.show('buy', rank, book.bids[rank] ?? 0, size);
      const before = book.bestBid;
      book.setBid(rank, size);
      if (book.bestBid > before && matching.resting.size > 0) this.#reach('sell', rank, at);
    } else if (kind === ROW_ASK) {
      if (this.#ownByRank[rank] !== 0) matching.show('sell', rank, book.asks[rank] ?? 0, size);
      const before = book.bestAsk;
      book.setAsk(rank, size);
      if (book.bestAsk < before && matching.resting.size > 0) this.#reach('buy', rank, at);
    } else if (kind === ROW_BOUGHT || kind === ROW_SOLD) {
      if (matching.resting.size > 0) {
        const side = kind === ROW_BOUGHT ? 'sell' : 'buy';
        matching.trade(side, this.#tape.ticks[rank] ?? 0, size, at);
      }
    } else if (kind === ROW_CLEAR_BIDS) {
      book.clearBids(rank);
    } else if (kind === ROW_CLEAR_ASKS) {
      book.clearAsks(rank);
    }
  }

  #reach(side: Side, rank: number, at: number): void {
    this.#matching.reach(side, this.#tape.ticks[rank] ?? 0, at);
  }
}
