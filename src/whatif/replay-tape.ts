/** Runs a maker over a tape: its own view of the book, its orders, its money. */
import type { TimeInForce } from '../market/index.js';
import type { LatencyModel, LatencyRun, QueueModel } from '../simulator/index.js';
import {
  type MarketTape,
  ROW_ASK,
  ROW_BID,
  ROW_CLEAR_ASKS,
  ROW_CLEAR_BIDS,
} from './market-tape.js';
import { RankedBook } from './ranked-book.js';
import { ReplayExchange, type ReplayTurns } from './replay-exchange.js';
import {
  type EnforcedTally,
  type GuardPort,
  ReplayGuard,
  type ReplayPolicy,
} from './replay-guard.js';
import type { ReplayOrder, ReplayTrade, Travelling } from './replay-order.js';

/** Doubles: an experiment's money, none of ours. */
export interface ReplayOptions {
  readonly queue: QueueModel;
  /** From the maker to the exchange and back. */
  readonly latency: LatencyModel;
  /** Of the value traded; below 0 a rebate. */
  readonly makerFee: number;
  /** Of the value taken; without it no order may take. */
  readonly takerFee?: number;
  /** Whether a trade at the price fills only what it has left behind the queue; default false. */
  readonly partialFills?: boolean;
  /** Time between the maker's looks, ns. */
  readonly stepNs: number;
  /** How often the tape is run through, one after the other, 1 ms apart. Default 1. */
  readonly repetitions?: number;
  /** Kept to at every look and every fill; left out, nothing is. */
  readonly enforce?: ReplayPolicy;
}

/** What the maker sees and may do at a step. */
export interface MakerDesk {
  readonly position: number;
  /** Ticks; not finite where a side is empty. */
  readonly bestBidTick: number;
  readonly bestAskTick: number;
  /** Those that may still trade, oldest first. */
  readonly orders: Iterable<ReplayOrder>;
  /**
   * Post-only unless said otherwise. Throws `RangeError` for a tick that is not whole, a size not
   * above 0, and for an order that may take where the options hold no `takerFee`. False where the
   * policy denies the order, which then is not sent.
   */
  submit(side: 'buy' | 'sell', tick: number, size: number, timeInForce?: TimeInForce): boolean;
  /** Of an open order for which no cancel is under way. */
  cancel(order: ReplayOrder): void;
}

export interface ReplayResult {
  /** Each trade of an order counts, also where it was not the last. */
  readonly fills: number;
  /** Those of them that took. */
  readonly takerFills: number;
  /** USD; below 0 rebates. */
  readonly fees: number;
  /** Contracts. */
  readonly position: number;
  /** USD: what was earned since the start, the position at the mid; NaN with a side empty. */
  readonly equity: number;
  readonly steps: number;
  /** Null where no policy was kept to. */
  readonly enforced: EnforcedTally | null;
}

const GAP_NS = 1_000_000;

/** The maker is asked each `stepNs` from the first receipt on. Deterministic. */
export function replayTape(
  tape: MarketTape,
  maker: (desk: MakerDesk) => void,
  options: ReplayOptions,
): ReplayResult {
  return new TapeReplay(tape, options).run(maker);
}

class TapeReplay implements MakerDesk, GuardPort {
  position = 0;
  readonly #tape: MarketTape;
  readonly #options: ReplayOptions;
  readonly #exchange: ReplayExchange;
  readonly #book: RankedBook;
  readonly #orders = new Map<number, ReplayOrder>();
  #cash = 0;
  #fees = 0;
  #fills = 0;
  #takerFills = 0;
  #nextId = 1;
  #now: number;
  readonly #turns: ReplayTurns;
  readonly #latency: LatencyRun;
  readonly #guard: ReplayGuard | null;
  #next = 0;
  #turn = 0;

  constructor(tape: MarketTape, options: ReplayOptions) {
    this.#tape = tape;
    this.#options = options;
    const first = tape.receivedNs[0] ?? 0;
    const spanNs = (tape.receivedNs.at(-1) ?? 0) - first + GAP_NS;
    this.#turns = { count: options.repetitions ?? 1, spanNs };
    this.#latency = options.latency.begin();
    const { queue, partialFills = false } = options;
    const models = { queue, latency: this.#latency, partialFills };
    this.#exchange = new ReplayExchange(tape, models, this.#turns);
    this.#now = first;
    this.#book = new RankedBook(tape.ticks.length, tape.lotSize);
    const { enforce } = options;
    this.#guard = enforce === undefined ? null : new ReplayGuard(tape, options, enforce, this);
  }

  get bestBidTick(): number {
    return this.#tape.ticks[this.#book.bestBid] ?? -Infinity;
  }

  get bestAskTick(): number {
    return this.#tape.ticks[this.#book.bestAsk] ?? Infinity;
  }

  get orders(): Iterable<ReplayOrder> {
    return this.#orders.values();
  }

  submit(
    side: 'buy' | 'sell',
    tick: number,
    size: number,
    timeInForce: TimeInForce = 'post-only',
  ): boolean {
    if (!Number.isSafeInteger(tick) || !(size > 0)) {
      throw new RangeError(`an order of ${size} at tick ${tick} cannot be sent`);
    }
    if (timeInForce !== 'post-only' && this.#options.takerFee === undefined) {
      throw new RangeError(`an order that may take needs a takerFee: ${timeInForce}`);
    }
    const order = this.#makeOrder(side, tick, size, timeInForce);
    if (this.#guard?.admit(order, this.#now) === false) return false;
    this.#orders.set(order.id, order);
    this.#send(order, 'submit');
    return true;
  }

  flatten(side: 'buy' | 'sell', tick: number, size: number): ReplayOrder {
    const order = this.#makeOrder(side, tick, size, 'ioc');
    this.#send(order, 'submit');
    return order;
  }

  cancel(order: ReplayOrder): void {
    if (order.status !== 'open' || order.isCancelRequested) {
      throw new RangeError(`order ${order.id} is not open, or its cancel is under way`);
    }
    this.withdraw(order);
  }

  withdraw(order: ReplayOrder): void {
    order.isCancelRequested = true;
    this.#send(order, 'cancel');
  }

  run(maker: (desk: MakerDesk) => void): ReplayResult {
    let steps = 0;
    for (;;) {
      const until = this.#now + this.#options.stepNs;
      if (this.#guard !== null) this.#hearEach(this.#guard, until);
      this.#now = until;
      this.#exchange.advance(until);
      this.#hearMarket(until);
      this.#hearAnswers(until);
      if (this.#isOver()) break;
      this.#look();
      maker(this);
      steps += 1;
    }
    const mid = ((this.bestBidTick + this.bestAskTick) / 2) * this.#tape.tickSize;
    const equity = this.#cash + this.position * mid - this.#fees;
    const { position } = this;
    const [fills, takerFills, fees] = [this.#fills, this.#takerFills, this.#fees];
    const enforced = this.#guard?.tally ?? null;
    return { fills, takerFills, fees, position, equity, steps, enforced };
  }

  #isOver(): boolean {
    return (
      this.#turn + 1 >= this.#turns.count &&
      this.#next >= this.#tape.receivedNs.length &&
      this.#exchange.isAtEnd &&
      this.#exchange.requests.length === 0 &&
      this.#exchange.answers.length === 0
    );
  }

  /** Up to `until`, answer by answer: what the policy makes of one is on its way from then on. */
  #hearEach(guard: ReplayGuard, until: number): void {
    const { answers } = this.#exchange;
    for (;;) {
      this.#exchange.advance(until, true);
      const [answer] = answers;
      if (answer === undefined || answer.at > until) return;
      answers.shift();
      this.#now = Math.max(this.#now, answer.at);
      this.#hearMarket(this.#now);
      if (answer.trade !== null) this.#look();
      this.#applyAnswer(answer);
      guard.hear(answer);
    }
  }

  #look(): void {
    this.#guard?.look(this.#now, this.bestBidTick, this.bestAskTick);
  }

  #hearMarket(until: number): void {
    const { receivedNs } = this.#tape;
    for (;;) {
      if (this.#next >= receivedNs.length && this.#turn + 1 < this.#turns.count) {
        this.#turn += 1;
        this.#next = 0;
      }
      const shift = this.#turn * this.#turns.spanNs;
      const isHeard = (receivedNs[this.#next] ?? Infinity) + shift <= until;
      if (!isHeard) break;
      this.#applyMessage(this.#next);
      this.#next += 1;
    }
  }

  #hearAnswers(until: number): void {
    const { answers } = this.#exchange;
    let heard = 0;
    for (const answer of answers) {
      if (answer.at > until) break;
      this.#applyAnswer(answer);
      heard += 1;
    }
    answers.splice(0, heard);
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

  #applyAnswer({ order, news, trade }: Travelling): void {
    if (trade !== null) this.#bookTrade(order, trade);
    if (news === 'open') {
      order.status = 'open';
      return;
    }
    if (news === 'traded') return;
    this.#orders.delete(order.id);
    if (news === 'filled' || news === 'cancelled' || news === 'rejected') order.status = news;
  }

  #bookTrade(order: ReplayOrder, { size, value, isTaker }: ReplayTrade): void {
    const { makerFee, takerFee = 0 } = this.#options;
    const sign = order.side === 'buy' ? 1 : -1;
    order.left -= size;
    this.position += size * sign;
    this.#cash -= value * sign;
    this.#fees += value * (isTaker ? takerFee : makerFee);
    this.#fills += 1;
    if (isTaker) this.#takerFills += 1;
  }

  #makeOrder(
    side: 'buy' | 'sell',
    tick: number,
    size: number,
    timeInForce: TimeInForce,
  ): ReplayOrder {
    const id = this.#nextId++;
    const [status, isCancelRequested] = ['requested', false] as const;
    return { id, side, tick, size, left: size, timeInForce, status, isCancelRequested };
  }

  #send(order: ReplayOrder, news: Travelling['news']): void {
    const { requests } = this.#exchange;
    const at = this.#now + this.#latency.order(this.#now);
    requests.push({ order, news, at: Math.max(at, requests.at(-1)?.at ?? 0), trade: null });
  }
}
