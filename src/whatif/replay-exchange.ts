/**
 * The exchange's side of a replay: post-only orders in queues of a market that does not see them.
 * An order fills whole: when a trade goes through its price, when a trade at its price uses up the
 * queue before it, or when the other side's best reaches it. No market impact.
 */
import type { LatencyRun, QueueModel } from '../simulator/index.js';
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
import type { RestingOrder, Travelling } from './replay-order.js';

/** The tape is run through `count` times, each `spanNs` after the one before. */
export interface ReplayTurns {
  readonly count: number;
  readonly spanNs: number;
}

export class ReplayExchange {
  /** Answers on their way back, in order of arrival. */
  readonly answers: Travelling[] = [];
  /** Orders on their way here, in order of arrival. */
  readonly requests: Travelling[] = [];
  readonly #tape: MarketTape;
  readonly #queue: QueueModel;
  readonly #latency: LatencyRun;
  readonly #turns: ReplayTurns;
  readonly #book: RankedBook;
  readonly #rankOf: ReadonlyMap<number, number>;
  /** Orders of ours by rank: most rows touch none, and looking here is quick. */
  readonly #ownByRank: Uint16Array;
  readonly #resting = new Map<number, RestingOrder>();
  #next = 0;
  #turn = 0;

  constructor(tape: MarketTape, queue: QueueModel, latency: LatencyRun, turns: ReplayTurns) {
    this.#turns = turns;
    this.#tape = tape;
    this.#queue = queue;
    this.#latency = latency;
    this.#book = new RankedBook(tape.ticks.length, tape.lotSize);
    this.#ownByRank = new Uint16Array(tape.ticks.length);
    this.#rankOf = new Map(Array.from(tape.ticks, (tick, rank) => [tick, rank]));
  }

  get isAtEnd(): boolean {
    const isLastTurn = this.#turn + 1 >= this.#turns.count;
    return isLastTurn && this.#next >= this.#tape.exchangeOrder.length;
  }

  /** Market first where a message and a request come at once. */
  advance(until: number): void {
    const { exchangeOrder, exchangeNs } = this.#tape;
    for (;;) {
      if (this.#next >= exchangeOrder.length && this.#turn + 1 < this.#turns.count) {
        this.#turn += 1;
        this.#next = 0;
      }
      const message = exchangeOrder[this.#next];
      const shift = this.#turn * this.#turns.spanNs;
      const marketAt = message === undefined ? Infinity : (exchangeNs[message] ?? 0) + shift;
      const [request] = this.requests;
      if (request !== undefined && request.at < marketAt && request.at <= until) {
        this.requests.shift();
        this.#receive(request);
      } else if (message !== undefined && marketAt <= until) {
        this.#next += 1;
        this.#applyMessage(message, marketAt);
      } else {
        return;
      }
    }
  }

  #receive({ order, at, news }: Travelling): void {
    if (news === 'cancel') {
      // Where it was filled meanwhile, that news is on its way already.
      if (this.#remove(order.id) !== null) this.#answer('cancelled', order, at);
      return;
    }
    const { ticks } = this.#tape;
    const bid = ticks[this.#book.bestBid] ?? -Infinity;
    const ask = ticks[this.#book.bestAsk] ?? Infinity;
    if (order.side === 'buy' ? order.tick >= ask : order.tick <= bid) {
      this.#answer('rejected', order, at);
      return;
    }
    const rank = this.#rankOf.get(order.tick) ?? null;
    const levels = order.side === 'buy' ? this.#book.bids : this.#book.asks;
    const ahead = rank === null ? 0 : (levels[rank] ?? 0);
    if (rank !== null) this.#ownByRank[rank] = (this.#ownByRank[rank] ?? 0) + 1;
    this.#resting.set(order.id, { order, rank, ahead, tradedSince: 0 });
    this.#answer('open', order, at);
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
    if (kind === ROW_BID) {
      if (this.#ownByRank[rank] !== 0) this.#show('buy', rank, book.bids[rank] ?? 0, size);
      const before = book.bestBid;
      book.setBid(rank, size);
      if (book.bestBid > before && this.#resting.size > 0) this.#reach('sell', rank, at);
    } else if (kind === ROW_ASK) {
      if (this.#ownByRank[rank] !== 0) this.#show('sell', rank, book.asks[rank] ?? 0, size);
      const before = book.bestAsk;
      book.setAsk(rank, size);
      if (book.bestAsk < before && this.#resting.size > 0) this.#reach('buy', rank, at);
    } else if (kind === ROW_BOUGHT || kind === ROW_SOLD) {
      if (this.#resting.size > 0) {
        this.#trade(kind === ROW_BOUGHT ? 'sell' : 'buy', rank, size, at);
      }
    } else if (kind === ROW_CLEAR_BIDS) {
      book.clearBids(rank);
    } else if (kind === ROW_CLEAR_ASKS) {
      book.clearAsks(rank);
    }
  }

  #show(side: 'buy' | 'sell', rank: number, before: number, after: number): void {
    for (const resting of this.#resting.values()) {
      if (resting.rank === rank && resting.order.side === side) {
        this.#queue.show(resting, before, after);
      }
    }
  }

  /** The other side's best came to `rank`: it takes what rests there or better. */
  #reach(side: 'buy' | 'sell', rank: number, at: number): void {
    const tick = this.#tape.ticks[rank] ?? 0;
    for (const { order } of this.#resting.values()) {
      const isReached = side === 'sell' ? order.tick <= tick : order.tick >= tick;
      if (order.side === side && isReached) this.#fill(order.id, at);
    }
  }

  #trade(side: 'buy' | 'sell', rank: number, size: number, at: number): void {
    const tick = this.#tape.ticks[rank] ?? 0;
    for (const resting of this.#resting.values()) {
      const { order } = resting;
      if (order.side !== side) continue;
      if (order.tick === tick) {
        resting.ahead -= size;
        resting.tradedSince += size;
        if (resting.ahead / this.#tape.lotSize < -0.5) this.#fill(order.id, at);
      } else if (side === 'sell' ? order.tick < tick : order.tick > tick) {
        this.#fill(order.id, at);
      }
    }
  }

  #fill(id: number, at: number): void {
    const resting = this.#remove(id);
    if (resting !== null) this.#answer('filled', resting.order, at);
  }

  #remove(id: number): RestingOrder | null {
    const resting = this.#resting.get(id);
    if (resting === undefined) return null;
    this.#resting.delete(id);
    const { rank } = resting;
    if (rank !== null) this.#ownByRank[rank] = (this.#ownByRank[rank] ?? 0) - 1;
    return resting;
  }

  #answer(news: Travelling['news'], order: Travelling['order'], at: number): void {
    const arrival = at + this.#latency.response(at);
    this.answers.push({ order, news, at: Math.max(arrival, this.answers.at(-1)?.at ?? 0) });
  }
}
