/** The exchange of a replay over a precompiled tape: what cannot touch our orders is passed by. */
import type { Side } from '../market/index.js';
import type { QueueModel } from '../simulator/index.js';
import {
  type ExchangeTurn,
  HIT_ASKED,
  HIT_BOUGHT,
  HIT_SOLD,
  type LevelChanges,
  type PrecompiledTape,
  turnOf,
} from './precompiled-tape.js';
import type { ReplayExchange, ReplayTurns } from './replay-market.js';
import { type ReplayBook, ReplayMatching, type ReplayModels } from './replay-matching.js';
import type { RestingOrder } from './replay-order.js';

export class PrecompiledExchange implements ReplayExchange, ReplayBook {
  readonly #made: PrecompiledTape;
  readonly #turns: ReplayTurns;
  readonly #queue: QueueModel;
  readonly #matching: ReplayMatching;
  readonly #half: number;
  #turn = 0;
  #shift = 0;
  #at: ExchangeTurn;
  /** The next hit of the turn. */
  #hit = 0;
  /** Messages of the turn that have happened, as far as somebody asked. */
  #place = 0;
  /** Until when all has happened. */
  #now = -Infinity;
  /** Rows of the turn before this one have happened. */
  #row = 0;
  /** No hit beyond these touches an order: the dearest bid and the cheapest ask of ours. */
  #buyTick = -Infinity;
  #sellTick = Infinity;

  constructor(made: PrecompiledTape, models: ReplayModels, turns: ReplayTurns) {
    this.#made = made;
    this.#turns = turns;
    this.#queue = models.queue;
    this.#half = made.tape.lotSize / 2;
    this.#at = turnOf(made.exchange, 0);
    this.#matching = new ReplayMatching(made.tape, models, this);
  }

  get answers() {
    return this.#matching.answers;
  }

  get requests() {
    return this.#matching.requests;
  }

  get isAtEnd(): boolean {
    const isLastTurn = this.#turn + 1 >= this.#turns.count;
    return isLastTurn && this.#now >= this.#turnEnd();
  }

  get bestBid(): number {
    const place = this.#passMessages();
    return place === 0 ? this.#at.startBid : (this.#at.bestBid[place - 1] ?? -1);
  }

  get bestAsk(): number {
    const place = this.#passMessages();
    return place === 0 ? this.#at.startAsk : (this.#at.bestAsk[place - 1] ?? -1);
  }

  sizeAt(side: Side, rank: number): number {
    const changes = this.#changesOf(side);
    const next = this.#nextChange(changes, rank);
    if (next === (changes.starts[rank] ?? 0)) return changes.atStart[rank] ?? 0;
    const size = changes.shown[next - 1] ?? 0;
    // A level that was cleared, or has less than half a lot, has nothing.
    return size > this.#half ? size : 0;
  }

  rest(resting: RestingOrder): void {
    const { order, rank } = resting;
    resting.turn = this.#turn;
    if (rank !== null) resting.next = this.#nextChange(this.#changesOf(order.side), rank);
    if (order.side === 'buy') this.#buyTick = Math.max(this.#buyTick, order.tick);
    else this.#sellTick = Math.min(this.#sellTick, order.tick);
  }

  leave(): void {
    this.#buyTick = -Infinity;
    this.#sellTick = Infinity;
    for (const { order } of this.#matching.resting.values()) {
      if (order.side === 'buy') this.#buyTick = Math.max(this.#buyTick, order.tick);
      else this.#sellTick = Math.min(this.#sellTick, order.tick);
    }
  }

  /** All changes of its level up to the row at hand, which nobody had to know before. */
  settle(resting: RestingOrder): void {
    const { rank, order } = resting;
    if (rank === null) return;
    for (;;) {
      const { bids, asks } = turnOf(this.#made.exchange, resting.turn);
      const changes = order.side === 'buy' ? bids : asks;
      const isPast = resting.turn < this.#turn;
      const end = changes.starts[rank + 1] ?? 0;
      let { next } = resting;
      for (; next < end; next += 1) {
        if (!isPast && (changes.row[next] ?? 0) >= this.#row) break;
        const shown = changes.shown[next] ?? 0;
        if (!Number.isNaN(shown)) this.#queue.show(resting, changes.before[next] ?? 0, shown);
      }
      resting.next = next;
      if (!isPast) return;
      resting.turn += 1;
      const following = turnOf(this.#made.exchange, resting.turn);
      resting.next = (order.side === 'buy' ? following.bids : following.asks).starts[rank] ?? 0;
    }
  }

  advance(end: number, toAnswer = false): void {
    const { requests, answers } = this.#matching;
    for (;;) {
      const until = toAnswer ? Math.min(end, answers[0]?.at ?? end) : end;
      const [request] = requests;
      const isRequested = request !== undefined && request.at <= until;
      const heard = answers.length;
      this.#pass(isRequested ? request.at : until, toAnswer);
      // The first answer may be heard before all that has been asked for.
      if (toAnswer && heard === 0 && answers.length > 0) continue;
      if (!isRequested) return;
      requests.shift();
      this.#matching.receive(request);
    }
  }

  /** Everything up to `until`; with `toAnswer` no further than to what gives an answer. */
  #pass(until: number, toAnswer: boolean): void {
    const { answers } = this.#matching;
    const heard = answers.length;
    for (;;) {
      const { at, kind, tick } = this.#at.hits;
      while (this.#hit < at.length && (at[this.#hit] ?? 0) + this.#shift <= until) {
        const hit = this.#hit;
        this.#hit = hit + 1;
        const hitTick = tick[hit] ?? 0;
        const isOfBuys = kind[hit] === HIT_SOLD || kind[hit] === HIT_ASKED;
        if (isOfBuys ? hitTick > this.#buyTick : hitTick < this.#sellTick) continue;
        this.#strike(hit);
        if (toAnswer && heard === 0 && answers.length > 0) {
          this.#now = (at[hit] ?? 0) + this.#shift;
          return;
        }
      }
      this.#now = until;
      if (until < this.#turnEnd() || this.#turn + 1 >= this.#turns.count) break;
      this.#turn += 1;
      this.#shift = this.#turn * this.#turns.spanNs;
      this.#at = turnOf(this.#made.exchange, this.#turn);
      this.#hit = 0;
      this.#place = 0;
    }
    this.#row = -1;
  }

  #strike(hit: number): void {
    const { at: stamps, row, kind, tick: ticks, size } = this.#at.hits;
    const at = (stamps[hit] ?? 0) + this.#shift;
    const tick = ticks[hit] ?? 0;
    this.#row = row[hit] ?? 0;
    switch (kind[hit]) {
      case HIT_BOUGHT:
        return this.#matching.trade('sell', tick, size[hit] ?? 0, at);
      case HIT_SOLD:
        return this.#matching.trade('buy', tick, size[hit] ?? 0, at);
      case HIT_ASKED:
        return this.#matching.reach('buy', tick, at);
      default:
        return this.#matching.reach('sell', tick, at);
    }
  }

  /** The last stamp of the turn. */
  #turnEnd(): number {
    return (this.#made.stampedAt.at(-1) ?? 0) + this.#shift;
  }

  /** How many messages of the turn have happened by now. */
  #passMessages(): number {
    const { stampedAt, rowsUpTo } = this.#made;
    let place = this.#place;
    while (place < stampedAt.length && (stampedAt[place] ?? 0) + this.#shift <= this.#now) {
      place += 1;
    }
    this.#place = place;
    this.#row = place === 0 ? 0 : (rowsUpTo[place - 1] ?? 0);
    return place;
  }

  #changesOf(side: Side): LevelChanges {
    return side === 'buy' ? this.#at.bids : this.#at.asks;
  }

  /** The first change of a level that has not happened before the row at hand. */
  #nextChange({ starts, row }: LevelChanges, rank: number): number {
    if (this.#row < 0) this.#passMessages();
    let low = starts[rank] ?? 0;
    let high = starts[rank + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((row[middle] ?? 0) < this.#row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
