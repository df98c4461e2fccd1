/**
 * The exchange's side of a replay: orders in queues of a market that does not see them. An order
 * that rests fills whole: when a trade goes through its price, when a trade at its price uses up
 * the queue before it, or when the other side's best reaches it; with partial fills a trade at its
 * price gives it only what it has left when the queue is used up. An order that takes gets what is
 * shown within its limit, level by level. No market impact: what is taken is there again at once.
 * Sources: hftbacktest's documentation (MIT), "Order Fill" (its exchanges without and with partial
 * fills).
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
import type { ReplayOrder, ReplayTrade, RestingOrder, Travelling } from './replay-order.js';

/** The tape is run through `count` times, each `spanNs` after the one before. */
export interface ReplayTurns {
  readonly count: number;
  readonly spanNs: number;
}

export interface ReplayModels {
  readonly queue: QueueModel;
  readonly latency: LatencyRun;
  readonly partialFills: boolean;
}

export class ReplayExchange {
  /** Answers on their way back, in order of arrival. */
  readonly answers: Travelling[] = [];
  /** Orders on their way here, in order of arrival. */
  readonly requests: Travelling[] = [];
  readonly #tape: MarketTape;
  readonly #queue: QueueModel;
  readonly #latency: LatencyRun;
  readonly #partialFills: boolean;
  readonly #turns: ReplayTurns;
  readonly #book: RankedBook;
  readonly #rankOf: ReadonlyMap<number, number>;
  /** Orders of ours by rank: most rows touch none, and looking here is quick. */
  readonly #ownByRank: Uint16Array;
  readonly #resting = new Map<number, RestingOrder>();
  #next = 0;
  #turn = 0;

  constructor(tape: MarketTape, models: ReplayModels, turns: ReplayTurns) {
    this.#turns = turns;
    this.#tape = tape;
    this.#queue = models.queue;
    this.#latency = models.latency;
    this.#partialFills = models.partialFills;
    this.#book = new RankedBook(tape.ticks.length, tape.lotSize);
    this.#ownByRank = new Uint16Array(tape.ticks.length);
    this.#rankOf = new Map(Array.from(tape.ticks, (tick, rank) => [tick, rank]));
  }

  get isAtEnd(): boolean {
    const isLastTurn = this.#turn + 1 >= this.#turns.count;
    return isLastTurn && this.#next >= this.#tape.exchangeOrder.length;
  }

  /**
   * Market first where a message and a request come at once. `toAnswer`: no further than to the
   * moment at which the next answer is heard.
   */
  advance(end: number, toAnswer = false): void {
    const { exchangeOrder, exchangeNs } = this.#tape;
    for (;;) {
      const until = toAnswer ? Math.min(end, this.answers[0]?.at ?? end) : end;
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
    const isMarketable = order.side === 'buy' ? order.tick >= ask : order.tick <= bid;
    if (isMarketable && order.timeInForce === 'post-only') {
      this.#answer('rejected', order, at);
      return;
    }
    let { left } = order;
    if (isMarketable) {
      const trade = this.#take(order);
      left -= trade.size;
      const isDone = left / this.#tape.lotSize < 0.5;
      this.#answer(isDone ? 'filled' : 'traded', order, at, trade);
      if (isDone) return;
    }
    if (order.timeInForce === 'ioc') {
      this.#answer(isMarketable ? 'cancelled' : 'rejected', order, at);
      return;
    }
    const rank = this.#rankOf.get(order.tick) ?? null;
    const levels = order.side === 'buy' ? this.#book.bids : this.#book.asks;
    const ahead = rank === null ? 0 : (levels[rank] ?? 0);
    if (rank !== null) this.#ownByRank[rank] = (this.#ownByRank[rank] ?? 0) + 1;
    this.#resting.set(order.id, { order, left, rank, ahead, tradedSince: 0 });
    this.#answer('open', order, at);
  }

  /** What is shown on the other side within the limit, best first. */
  #take({ side, tick, left: wanted }: ReplayOrder): ReplayTrade {
    const { ticks, tickSize } = this.#tape;
    const { bids, asks, bestBid, bestAsk } = this.#book;
    const [levels, step] = side === 'buy' ? [asks, 1] : [bids, -1];
    let size = 0;
    let value = 0;
    for (let rank = side === 'buy' ? bestAsk : bestBid; size < wanted; rank += step) {
      const levelTick = ticks[rank];
      if (levelTick === undefined || (levelTick - tick) * step > 0) break;
      const taken = Math.min(levels[rank] ?? 0, wanted - size);
      size += taken;
      value += levelTick * tickSize * taken;
    }
    return { size, value, isTaker: true };
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
        if (resting.ahead / this.#tape.lotSize < -0.5) this.#reachFront(resting, at);
      } else if (side === 'sell' ? order.tick < tick : order.tick > tick) {
        this.#fill(order.id, at);
      }
    }
  }

  /** The queue before it is used up: whole, or with partial fills what the trade has left. */
  #reachFront(resting: RestingOrder, at: number): void {
    const { order, left, ahead } = resting;
    const { lotSize, tickSize } = this.#tape;
    const size = Math.round(-ahead / lotSize) * lotSize;
    if (!this.#partialFills || (left - size) / lotSize < 0.5) return this.#fill(order.id, at);
    resting.ahead = 0;
    resting.left = left - size;
    const trade = { size, value: order.tick * tickSize * size, isTaker: false };
    this.#answer('traded', order, at, trade);
  }

  #fill(id: number, at: number): void {
    const resting = this.#remove(id);
    if (resting === null) return;
    const { order, left } = resting;
    const value = order.tick * this.#tape.tickSize * left;
    const trade = { size: left, value, isTaker: false };
    this.#answer('filled', order, at, trade);
  }

  #remove(id: number): RestingOrder | null {
    const resting = this.#resting.get(id);
    if (resting === undefined) return null;
    this.#resting.delete(id);
    const { rank } = resting;
    if (rank !== null) this.#ownByRank[rank] = (this.#ownByRank[rank] ?? 0) - 1;
    return resting;
  }

  #answer(
    news: Travelling['news'],
    order: ReplayOrder,
    at: number,
    trade: ReplayTrade | null = null,
  ): void {
    const arrival = at + this.#latency.response(at);
    const heardAt = Math.max(arrival, this.answers.at(-1)?.at ?? 0);
    this.answers.push({ order, news, at: heardAt, trade });
  }
}
