/**
 * Tells by doubles, under the kernel's proven bound, which events change nothing but prices, orders
 * and time, and what comes of an order. Whatever it cannot tell is the engine's to say.
 */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { catchUp, type EngineState } from '../engine/index.js';
import { FALSE, TRUE } from '../kernel/index.js';
import { type Side, signOf } from '../market/index.js';
import type { ExactDesk } from './exact-desk.js';
import { type Lookback, liveOf, SentOrders, sentOrder } from './fast-order.js';
import { type AgeFact, type FastPrograms, writePrograms } from './fast-programs.js';
import { wholeOf } from './figure.js';
import { knownReleasesOf, knownTruthsOf, NOT_HELD } from './known-truths.js';
import { LiveOrders } from './live-orders.js';
import { LiveTotals } from './live-totals.js';
import { loadFacts, venueLeverageOf } from './load-facts.js';
import { isQuiet, quietUntil } from './quiet-until.js';
import { newsOf, nextMark, type RecentMark } from './recent-past.js';
import type { Figure } from './risk-verbs.js';
import type { ReadOrder } from './verdict.js';

/** A state as it was, for as long as somebody wants to look into it. */
export type Glance = () => EngineState;

export interface FastOrderDraft {
  readonly market: number;
  readonly coin: string;
  readonly side: Side;
  readonly price: Figure;
  readonly size: Figure;
  readonly priceWhole: number;
  readonly sizeWhole: number;
}

/** What the doubles say of an order; `undecided` leaves it to the engine. */
export type FastJudgement = 'undecided' | 'allowed' | 'denied' | 'reducing';

const NEVER = Number.POSITIVE_INFINITY;

export class FastDesk {
  readonly #policy: CompiledPolicy;
  readonly #desk: ExactDesk;
  readonly #lookback: Lookback;
  readonly #markets: ReadonlyMap<string, number>;
  readonly #coins: readonly string[];
  #programs: FastPrograms;
  #leverageKey = '';
  #state: EngineState;
  #isReady = false;
  #isUndecided = false;
  /** Whether anything was absorbed since the state was taken in. */
  #isMoved = false;
  /** Of the order judged last, the lots that only shrink the position. */
  reducingWhole = 0;
  #at: TimeMs = 0;
  #streamAt: TimeMs | null = null;
  #dueAt: TimeMs = 0;
  #freshUntil: TimeMs = 0;
  #ordersSent = 0;
  #knownTruths: number[] = [];
  #knownReleases: number[] = [];
  /** By market; null where it was not heard of since the state was taken in. */
  #marks: (RecentMark | null)[] = [];
  #markAts: TimeMs[] = [];
  readonly #live: LiveOrders;
  /** The totals with the order under check among them. */
  readonly #after = new LiveTotals();
  /** When the facts that move with time were written last. */
  #writtenAt = Number.NaN;
  #sent: readonly SentOrders[];
  #standing: readonly (readonly string[])[] = [];

  constructor(policy: CompiledPolicy, desk: ExactDesk, state: EngineState) {
    this.#policy = policy;
    this.#coins = policy.markets.map(({ coin }) => coin);
    this.#markets = new Map(this.#coins.map((coin, index) => [coin, index]));
    this.#desk = desk;
    this.#state = state;
    this.#programs = this.#write();
    const { windows, likeMs } = this.#programs;
    this.#lookback = { longestMs: Math.max(0, ...windows), likeMs };
    this.#sent = policy.markets.map(() => new SentOrders(windows));
    this.#live = new LiveOrders(policy.markets.length);
    this.load(state);
  }

  /** Comparisons that the bound could not decide, of all programs. */
  get asked(): number {
    const { triggers, limits } = this.#programs;
    return limits.reduce(
      (sum, { buy, sell }) => sum + buy.program.asked + sell.program.asked,
      triggers.program.asked,
    );
  }

  marketOf(coin: string): number {
    return this.#markets.get(coin) ?? -1;
  }

  /** Takes in what the engine has come to. */
  load(state: EngineState): void {
    this.#state = state;
    this.#at = state.at;
    this.#streamAt = state.streamAt;
    this.#ordersSent = state.ordersSent;
    this.#isMoved = false;
    this.#marks = this.#policy.markets.map(() => null);
    this.#isReady = isQuiet(state, this.#policy) && this.#hasFreshPrices(state);
    if (!this.#isReady) return;
    const key = venueLeverageOf(this.#policy, state).join(' ');
    if (key !== this.#leverageKey) this.#programs = this.#write();
    const { inspector } = this.#desk;
    const holdOf = (instance: Parameters<typeof inspector.holdOf>[1]) =>
      inspector.holdOf(state, instance);
    this.#dueAt = quietUntil(state, inspector.triggers, holdOf);
    this.#freshUntil = 0;
    this.#knownTruths = knownTruthsOf(state, inspector);
    this.#knownReleases = knownReleasesOf(state, inspector);
    this.#standing = this.#policy.markets.map(({ coin }) => inspector.standing(state, coin));
    if (!loadFacts(this.#programs, state, inspector)) this.#isReady = false;
    this.#loadOrders();
  }

  /** What the engine's state is now; the one taken in, where nothing has happened since. */
  now(): EngineState {
    return this.glance()();
  }

  /** The state as it is now, made when it is asked for. */
  glance(): Glance {
    const state = this.#state;
    if (!this.#isMoved) return () => state;
    const sent = [];
    for (const { list } of this.#sent) sent.push({ list, length: list.length });
    const past = {
      at: this.#at,
      streamAt: this.#streamAt,
      ordersSent: this.#ordersSent,
      live: this.#live.hold(),
      marks: this.#marks.slice(),
      sent,
      coins: this.#coins,
      lookback: this.#lookback,
    };
    return () => catchUp(state, newsOf(past));
  }

  /** Whether nothing but the price changed; else nothing has changed at all. */
  absorbPrice(market: number, mark: Figure, oracle: Figure, at: TimeMs): boolean {
    if (!this.#isReady) return false;
    const slots = this.#programs.markets[market]?.slots;
    if (slots === undefined) return false;
    const whole = wholeOf(mark, slots.priceScale);
    const oracleWhole = oracle === mark ? whole : wholeOf(oracle, slots.priceScale);
    if (!(whole > 0) || !(oracleWhole > 0)) return false;
    const now = Math.max(at, this.#at);
    const before = this.#markAts[market] ?? 0;
    this.#markAts[market] = now;
    const { store } = this.#programs;
    store.write(slots.mark.slot, whole);
    store.write(slots.oracle.slot, oracleWhole);
    if (!this.#passes(now)) {
      this.#markAts[market] = before;
      this.#isReady = false;
      return false;
    }
    const known = this.#marks[market] ?? null;
    this.#marks[market] = nextMark(known, mark, oracle, whole, now);
    return true;
  }

  /** Whether the time that passes changes nothing but the time. */
  absorbTick(at: TimeMs): boolean {
    if (!this.#isReady) return false;
    if (at <= this.#at) return true;
    if (this.#passes(at)) return true;
    this.#isReady = false;
    return false;
  }

  /** The time of what was told last. */
  get at(): TimeMs {
    return this.#at;
  }

  /** Null where a figure is not on its lattice, or the market is not the policy's. */
  read(coin: string, side: Side, price: Figure, size: Figure): FastOrderDraft | null {
    const market = this.marketOf(coin);
    const slots = this.#programs.markets[market]?.slots;
    if (slots === undefined) return null;
    const priceWhole = wholeOf(price, slots.priceScale);
    const sizeWhole = wholeOf(size, slots.sizeScale);
    if (!(priceWhole > 0) || !(sizeWhole > 0)) return null;
    return { market, coin, side, price, size, priceWhole, sizeWhole };
  }

  /** `reducing`: all of it only shrinks the position. */
  judge(order: FastOrderDraft): FastJudgement {
    const { market, side, sizeWhole, priceWhole } = order;
    const { store, markets, limits } = this.#programs;
    const [at, limit, totals] = [markets[market], limits[market], this.#live.totalsOf(market)];
    if (!this.#isReady || at === undefined || limit === undefined || totals === undefined) {
      return 'undecided';
    }
    const position = store.values[at.slots.position.slot] ?? 0;
    const live = side === 'buy' ? totals.buys : totals.sells;
    const open = -signOf(side) * position - live;
    const adding = sizeWhole - Math.max(0, Math.min(open, sizeWhole));
    this.reducingWhole = sizeWhole - adding;
    if (adding === 0) return 'reducing';
    const { slots } = limit;
    store.write(slots.price.slot, priceWhole);
    store.write(slots.size.slot, sizeWhole);
    store.write(slots.adding.slot, adding);
    const after = this.#after;
    after.copy(totals);
    after.add(side, priceWhole, sizeWhole);
    if (!after.isExactly()) return 'undecided';
    store.write(slots.reservedMost.slot, after.reservedMost(position));
    store.write(slots.reservedLeast.slot, after.reservedLeast(position));
    for (const [windowMs, { slot }] of slots.duplicates) {
      const count = this.#sent[market]?.countLike(order, windowMs, this.#at) ?? 0;
      if (Number.isNaN(count)) return 'undecided';
      store.write(slot, count);
    }
    if (this.#writtenAt !== this.#at) this.#writeTimes(this.#at);
    const { program, truths, rules, applies, builtins } = side === 'buy' ? limit.buy : limit.sell;
    this.#isUndecided = false;
    program.judge(truths, this.#ask);
    const [capacity, most, least] = [truths[builtins], truths[builtins + 1], truths[builtins + 2]];
    if (this.#isUndecided || (most !== TRUE && least !== FALSE)) return 'undecided';
    let isAllowed = (this.#standing[market]?.length ?? 0) === 0;
    isAllowed &&= capacity === TRUE && most === TRUE;
    for (let index = 0; isAllowed && index < rules.length; index += 1) {
      const when = applies[index] ?? -1;
      isAllowed = truths[index] === TRUE || (when >= 0 && truths[when] === FALSE);
    }
    return isAllowed ? 'allowed' : 'denied';
  }

  /** Takes an order as sent. */
  send(orderId: number, order: FastOrderDraft, reduceOnly: boolean): void {
    const { market } = order;
    const sent = sentOrder(order, orderId, reduceOnly, this.#at);
    this.#live.add(sent);
    this.#isMoved = true;
    this.#ordersSent += 1;
    if (!reduceOnly) this.#sent[market]?.add(sent);
    this.#writtenAt = Number.NaN;
    this.#writeTotals(market);
    // Where orders are withdrawn, the engine has a word on this one.
    if ((this.#standing[market]?.length ?? 0) > 0) this.#isReady = false;
  }

  /** The engine let an order through by itself: rates have to know of it. */
  note(orderId: number, order: ReadOrder, heardAt: TimeMs): void {
    const market = this.marketOf(order.coin);
    const slots = this.#programs.markets[market]?.slots;
    const priceWhole = wholeOf(order.price, slots?.priceScale ?? 0);
    const sizeWhole = wholeOf(order.size, slots?.sizeScale ?? 0);
    const rest = { reduceOnly: false, isResting: false, known: null };
    this.#sent[market]?.add({ ...order, ...rest, market, priceWhole, sizeWhole, orderId, heardAt });
  }

  absorbSuccess(orderId: number): boolean {
    const index = this.#live.indexOf(orderId);
    const order = this.#live.at(index);
    const isUsual = order !== undefined && order.known === null && !order.isResting;
    if (!this.#isReady || !isUsual || this.#state.consecutiveErrors !== 0) return false;
    if (!this.#passesOrders()) return false;
    this.#live.rest(index, this.#at);
    return true;
  }

  absorbCancel(orderId: number): boolean {
    const index = this.#live.indexOf(orderId);
    const order = this.#live.at(index);
    if (!this.#isReady || order === undefined) return false;
    this.#live.remove(index);
    this.#writeTotals(order.market);
    if (this.#passesOrders()) return true;
    this.#live.restore(index, order);
    return false;
  }

  /** With nothing but orders changed, rules that look at none stand as they did. */
  #passesOrders(): boolean {
    if (this.#programs.triggers.readOrders && !this.#passes(this.#at)) {
      this.#isReady = false;
      return false;
    }
    this.#streamAt = this.#at;
    this.#isMoved = true;
    this.#writtenAt = Number.NaN;
    return true;
  }

  readonly #ask = (): number => {
    this.#isUndecided = true;
    return FALSE;
  };

  /** Whether at this instant every rule stands as the engine knows it; then time has moved on. */
  #passes(at: TimeMs): boolean {
    if (!Number.isSafeInteger(at)) return false;
    if (at >= this.#dueAt || (at >= this.#freshUntil && !this.#isFresh(at))) return false;
    const { program, truths, releases, peaks } = this.#programs.triggers;
    this.#writeTimes(at);
    this.#isUndecided = false;
    program.judge(truths, this.#ask);
    if (this.#isUndecided || truths[peaks] !== TRUE) return false;
    const [known, knownReleases] = [this.#knownTruths, this.#knownReleases];
    for (let index = 0; index < known.length; index += 1) {
      const expected = known[index];
      if (expected !== truths[index]) return false;
      const release = knownReleases[index] ?? NOT_HELD;
      if (release === NOT_HELD) continue;
      const isMet = truths[releases[index] ?? 0] === TRUE;
      if (isMet !== (release === TRUE)) return false;
    }
    this.#at = at;
    this.#writtenAt = at;
    this.#isMoved = true;
    return true;
  }

  #isFresh(at: TimeMs): boolean {
    const { staleAfter } = this.#policy;
    const { account, markets } = this.#state;
    let until = (account.heardAt ?? -NEVER) + staleAfter.account;
    until = Math.min(until, (this.#streamAt ?? -NEVER) + staleAfter.stream);
    for (const [index, { coin }] of this.#policy.markets.entries()) {
      until = Math.min(until, (this.#markAts[index] ?? -NEVER) + staleAfter.mark);
      const bookAt = markets[coin]?.bookAt ?? null;
      // What is stale already stays so until the engine hears better.
      const bookUntil = bookAt === null ? NEVER : bookAt + staleAfter.book;
      if (bookUntil >= this.#state.at) until = Math.min(until, bookUntil);
    }
    this.#freshUntil = until;
    return at < until;
  }

  #writeTimes(at: TimeMs): void {
    const { store, ages, sent } = this.#programs;
    for (const age of ages) store.write(age.slot, at - this.#heardAt(age));
    for (const { market, window, slot } of sent) {
      store.write(slot, this.#sent[market]?.count(window, at) ?? 0);
    }
  }

  #heardAt({ feed, market }: AgeFact): TimeMs {
    if (feed === 'account') return this.#state.account.heardAt ?? this.#state.startedAt;
    if (feed === 'stream') return this.#streamAt ?? this.#state.startedAt;
    if (market < 0) return Math.min(...this.#markAts);
    return this.#markAts[market] ?? this.#state.startedAt;
  }

  #hasFreshPrices(state: EngineState): boolean {
    this.#markAts = this.#policy.markets.map(({ coin }) => state.markets[coin]?.markAt ?? -NEVER);
    const isPriced = this.#policy.markets.every(
      ({ coin }) => (state.markets[coin]?.mark ?? null) !== null,
    );
    return isPriced && this.#isFresh(state.at);
  }

  #loadOrders(): void {
    this.#writtenAt = Number.NaN;
    const live = this.#state.orders.orders.map((known) => {
      const market = this.marketOf(known.coin);
      const order = liveOf(known, market, this.#programs.markets[market]?.slots);
      if (Number.isNaN(order.priceWhole + order.sizeWhole)) this.#isReady = false;
      return order;
    });
    this.#live.replace(live);
    for (const market of this.#policy.markets.keys()) this.#writeTotals(market);
  }

  #writeTotals(market: number): void {
    const { store, markets } = this.#programs;
    const [slots, totals] = [markets[market]?.slots, this.#live.totalsOf(market)];
    if (slots === undefined || totals === undefined) return;
    if (!totals.isExactly()) this.#isReady = false;
    totals.writeTo(store, slots);
  }

  #write(): FastPrograms {
    const { inspector, instruments } = this.#desk;
    const venueLeverage = venueLeverageOf(this.#policy, this.#state);
    this.#leverageKey = venueLeverage.join(' ');
    const { triggers } = inspector;
    const limitsOf = (coin: string) => inspector.limitsOf(coin);
    return writePrograms({ policy: this.#policy, instruments, venueLeverage, triggers, limitsOf });
  }
}
