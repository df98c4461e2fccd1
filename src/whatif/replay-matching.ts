/**
 * What the exchange of a replay does with orders: queues of a market that does not see them. An
 * order that rests fills whole: when a trade goes through its price, when a trade at its price
 * uses up the queue before it, or when the other side's best reaches it; with partial fills a
 * trade at its price gives it only what it has left when the queue is used up. An order that takes
 * gets what is shown within its limit, level by level. No market impact: what is taken is there
 * again at once. Sources: hftbacktest's documentation (MIT), "Order Fill" (its exchanges without
 * and with partial fills).
 */
import type { Side } from '../market/index.js';
import type { LatencyRun, QueueModel } from '../simulator/index.js';
import type { MarketTape } from './market-tape.js';
import type { ReplayOrder, ReplayTrade, RestingOrder, Travelling } from './replay-order.js';

export interface ReplayModels {
  readonly queue: QueueModel;
  readonly latency: LatencyRun;
  readonly partialFills: boolean;
}

/** The exchange's book as it stands, by rank; a rank beyond the tape's has nothing. */
export interface ReplayBook {
  /** −1 where there is no bid. */
  readonly bestBid: number;
  /** The number of ranks where there is no ask. */
  readonly bestAsk: number;
  sizeAt(side: Side, rank: number): number;
  /** An order rests here from now on, and no more. */
  rest(order: RestingOrder): void;
  leave(order: RestingOrder): void;
  /** Brings the order's place in the queue up to date. */
  settle(order: RestingOrder): void;
}

export class ReplayMatching {
  /** Answers on their way back, in order of arrival. */
  readonly answers: Travelling[] = [];
  /** Orders on their way here, in order of arrival. */
  readonly requests: Travelling[] = [];
  readonly resting = new Map<number, RestingOrder>();
  readonly #tape: MarketTape;
  readonly #models: ReplayModels;
  readonly #book: ReplayBook;
  readonly #rankOf: ReadonlyMap<number, number>;

  constructor(tape: MarketTape, models: ReplayModels, book: ReplayBook) {
    this.#tape = tape;
    this.#models = models;
    this.#book = book;
    this.#rankOf = new Map(Array.from(tape.ticks, (tick, rank) => [tick, rank]));
  }

  receive({ order, at, news }: Travelling): void {
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
    const ahead = rank === null ? 0 : this.#book.sizeAt(order.side, rank);
    const resting: RestingOrder = { order, left, rank, ahead, tradedSince: 0, turn: 0, next: 0 };
    this.resting.set(order.id, resting);
    this.#book.rest(resting);
    this.#answer('open', order, at);
  }

  /** A level where orders of ours may rest went from `before` to `after`. */
  show(side: Side, rank: number, before: number, after: number): void {
    for (const resting of this.resting.values()) {
      if (resting.rank === rank && resting.order.side === side) {
        this.#models.queue.show(resting, before, after);
      }
    }
  }

  /** The other side's best came to `tick`: it takes what rests there or better. */
  reach(side: Side, tick: number, at: number): void {
    for (const { order } of this.resting.values()) {
      const isReached = side === 'sell' ? order.tick <= tick : order.tick >= tick;
      if (order.side === side && isReached) this.#fill(order.id, at);
    }
  }

  /** Somebody traded with `side` at `tick`. */
  trade(side: Side, tick: number, size: number, at: number): void {
    for (const resting of this.resting.values()) {
      const { order } = resting;
      if (order.side !== side) continue;
      if (order.tick === tick) {
        this.#book.settle(resting);
        resting.ahead -= size;
        resting.tradedSince += size;
        if (resting.ahead / this.#tape.lotSize < -0.5) this.#reachFront(resting, at);
      } else if (side === 'sell' ? order.tick < tick : order.tick > tick) {
        this.#fill(order.id, at);
      }
    }
  }

  /** What is shown on the other side within the limit, best first. */
  #take({ side, tick, left: wanted }: ReplayOrder): ReplayTrade {
    const { ticks, tickSize } = this.#tape;
    const { bestBid, bestAsk } = this.#book;
    const [other, step] = side === 'buy' ? (['sell', 1] as const) : (['buy', -1] as const);
    let size = 0;
    let value = 0;
    for (let rank = side === 'buy' ? bestAsk : bestBid; size < wanted; rank += step) {
      const levelTick = ticks[rank];
      if (levelTick === undefined || (levelTick - tick) * step > 0) break;
      const taken = Math.min(this.#book.sizeAt(other, rank), wanted - size);
      size += taken;
      value += levelTick * tickSize * taken;
    }
    return { size, value, isTaker: true };
  }

  /** The queue before it is used up: whole, or with partial fills what the trade has left. */
  #reachFront(resting: RestingOrder, at: number): void {
    const { order, left, ahead } = resting;
    const { lotSize, tickSize } = this.#tape;
    const size = Math.round(-ahead / lotSize) * lotSize;
    if (!this.#models.partialFills || (left - size) / lotSize < 0.5) {
      return this.#fill(order.id, at);
    }
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
    const resting = this.resting.get(id);
    if (resting === undefined) return null;
    this.resting.delete(id);
    this.#book.leave(resting);
    return resting;
  }

  #answer(
    news: Travelling['news'],
    order: ReplayOrder,
    at: number,
    trade: ReplayTrade | null = null,
  ): void {
    const arrival = at + this.#models.latency.response(at);
    const heardAt = Math.max(arrival, this.answers.at(-1)?.at ?? 0);
    this.answers.push({ order, news, at: heardAt, trade });
  }
}
