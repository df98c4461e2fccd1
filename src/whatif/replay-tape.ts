/** Runs a maker over a tape: its own view of the book, its orders, its money. */
import type { TimeInForce } from '../market/index.js';
import type { LatencyModel, LatencyRun, QueueModel } from '../simulator/index.js';
import type { MarketTape } from './market-tape.js';
import {
  type EnforcedTally,
  type GuardPort,
  ReplayGuard,
  type ReplayPolicy,
} from './replay-guard.js';
import { PrecompiledExchange } from './precompiled-exchange.js';
import { PrecompiledTop } from './precompiled-top.js';
import { recallPrecompiled } from './recall-precompiled.js';
import type { ReplayExchange, ReplayTop } from './replay-market.js';
import type { ReplayOrder, ReplayTrade, Travelling } from './replay-order.js';
import { RowExchange } from './row-exchange.js';
import { RowTop } from './row-top.js';

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
  /**
   * Every row anew. Left out, a tape that comes again, or has many repetitions, is worked through
   * once and then replayed by what may touch orders: the same result to the last bit, sooner.
   */
  readonly isRowByRow?: boolean;
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
  readonly #top: ReplayTop;
  readonly #orders = new Map<number, ReplayOrder>();
  #cash = 0;
  #fees = 0;
  #fills = 0;
  #takerFills = 0;
  #nextId = 1;
  #now: number;
  readonly #latency: LatencyRun;
  readonly #guard: ReplayGuard | null;

  constructor(tape: MarketTape, options: ReplayOptions) {
    this.#tape = tape;
    this.#options = options;
    const first = tape.receivedNs[0] ?? 0;
    const spanNs = (tape.receivedNs.at(-1) ?? 0) - first + GAP_NS;
    const turns = { count: options.repetitions ?? 1, spanNs };
    this.#latency = options.latency.begin();
    const { queue, partialFills = false } = options;
    const models = { queue, latency: this.#latency, partialFills };
    const made = options.isRowByRow === true ? null : recallPrecompiled(tape, turns.count);
    this.#exchange =
      made === null
        ? new RowExchange(tape, models, turns)
        : new PrecompiledExchange(made, models, turns);
    this.#top = made === null ? new RowTop(tape, turns) : new PrecompiledTop(made, turns);
    this.#now = first;
    const { enforce } = options;
    this.#guard = enforce === undefined ? null : new ReplayGuard(tape, options, enforce, this);
  }

  get bestBidTick(): number {
    return this.#top.bestBidTick;
  }

  get bestAskTick(): number {
    return this.#top.bestAskTick;
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
      this.#top.hear(until);
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
      this.#top.isAtEnd &&
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
      this.#top.hear(this.#now);
      if (answer.trade !== null) this.#look();
      this.#applyAnswer(answer);
      guard.hear(answer);
    }
  }

  #look(): void {
    this.#guard?.look(this.#now, this.bestBidTick, this.bestAskTick);
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
