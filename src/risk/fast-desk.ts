/**
 * Tells by doubles, under the kernel's proven bound, which events change nothing but prices, orders
 * and time, and what comes of an order. Whatever it cannot tell is the engine's to say.
 */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { Decision, EngineState } from '../engine/index.js';
import { type AccountReport, type Fill, type Side, signOf } from '../market/index.js';
import type { ExactDesk } from './exact-desk.js';
import { type FastPrograms, writePrograms } from './fast-programs.js';
import { wholeOf } from './figure.js';
import { LimitJudge, type LimitJudgement, type WholeOrder } from './limit-judge.js';
import { loadFacts, loadMoved, venueLeverageOf } from './load-facts.js';
import { OrderFacts } from './order-facts.js';
import { hearQuietFill, hearQuietPrice, hearQuietReport } from './quiet-hearing.js';
import { isSameAccount } from './same-account.js';
import { isQuiet } from './quiet-until.js';
import { type Lookback, QuietTape } from './quiet-tape.js';
import type { AccountUpdate, Figure } from './risk-verbs.js';
import { SentOrders } from './sent-orders.js';
import { TriggerWatch } from './trigger-watch.js';
import type { ReadOrder } from './verdict.js';

/** Of those that live, none. */
const NO_ORDER = -1;

/** What the doubles say of an order; `undecided` leaves it to the engine. */
export type FastJudgement = LimitJudgement | 'reducing';

export class FastDesk {
  readonly #policy: CompiledPolicy;
  readonly #desk: ExactDesk;
  readonly #lookback: Lookback;
  readonly #markets: ReadonlyMap<string, number>;
  #programs: FastPrograms;
  #leverageKey = '';
  #state: EngineState;
  #tape: QuietTape;
  #orders: OrderFacts;
  #isReady = false;
  /** The order judged last, on the lattices of its market. */
  #market = -1;
  readonly #order: WholeOrder = { side: 'buy', price: Number.NaN, size: Number.NaN, adding: 0 };
  #limitJudge: LimitJudge;
  #watch: TriggerWatch;
  /** When the facts that move with time were written last. */
  #writtenAt = Number.NaN;
  readonly #sent: readonly SentOrders[];
  /** By market, whether what stands denies all that adds risk. */
  #isHeld: readonly boolean[] = [];

  constructor(policy: CompiledPolicy, desk: ExactDesk, state: EngineState) {
    this.#policy = policy;
    this.#markets = new Map(policy.markets.map(({ coin }, index) => [coin, index]));
    this.#desk = desk;
    this.#state = state;
    this.#programs = this.#write();
    this.#limitJudge = new LimitJudge(this.#programs.store);
    const { windows, likeMs } = this.#programs;
    this.#lookback = { longestMs: Math.max(0, ...windows), likeMs };
    this.#sent = policy.markets.map((_, market) => SentOrders.of(market, this.#programs));
    this.#tape = this.#newTape(0);
    this.#orders = new OrderFacts(this.#programs, this.#tape.present.live);
    this.#watch = this.#newWatch();
    this.load(state);
  }

  /** What happened since the state was taken in. */
  get tape(): QuietTape {
    return this.#tape;
  }

  /** The time of what was told last. */
  get at(): TimeMs {
    return this.#tape.present.at;
  }

  marketOf(coin: string): number {
    return this.#markets.get(coin) ?? -1;
  }

  /** Takes in what the engine has come to. */
  load(state: EngineState): void {
    this.#state = state;
    // Much like the last: what comes between two words of the engine keeps its pace.
    this.#tape = this.#newTape(this.#tape.length);
    const key = venueLeverageOf(this.#policy, state).join(' ');
    if (key !== this.#leverageKey) {
      this.#programs = this.#write();
      this.#limitJudge = new LimitJudge(this.#programs.store);
    }
    this.#orders = new OrderFacts(this.#programs, this.#tape.present.live);
    this.#watch = this.#newWatch();
    this.#isReady = isQuiet(state, this.#policy) && this.#watch.isEarly(state.at, state.streamAt);
    if (!this.#isReady) return;
    const { inspector } = this.#desk;
    this.#isHeld = this.#policy.markets.map(
      ({ coin }) => inspector.standing(state, coin).length > 0,
    );
    this.#writtenAt = Number.NaN;
    for (const sent of this.#sent) sent.writeTo(this.#programs.store);
    const isExact = loadFacts(this.#programs, state, inspector);
    this.#isReady = this.#orders.areExact() && isExact;
  }

  /** What the engine's state is now; the one taken in, where nothing has happened since. */
  now(): EngineState {
    return this.#tape.recall(this.#tape.length);
  }

  /** Whether nothing but the price changed; else nothing has changed at all. */
  absorbPrice(market: number, mark: Figure, oracle: Figure, at: TimeMs): boolean {
    if (!this.#hasRoom()) return false;
    const slots = this.#programs.markets[market]?.slots;
    if (slots === undefined) return false;
    const whole = wholeOf(mark, slots.priceScale);
    const oracleWhole = oracle === mark ? whole : wholeOf(oracle, slots.priceScale);
    if (!(whole > 0) || !(oracleWhole > 0)) return false;
    const now = Math.max(at, this.#tape.present.at);
    const { feeds } = this.#watch;
    const before = feeds.hearMark(market, now);
    const { store } = this.#programs;
    store.write(slots.mark.slot, whole);
    store.write(slots.oracle.slot, oracleWhole);
    const isNear = this.#watch.isNear(market, whole, oracleWhole);
    if (!this.#passes(now, this.#tape.present.streamAt, isNear)) {
      feeds.hearMark(market, before);
      this.#isReady = false;
      return false;
    }
    if (!this.#watch.isBelowPeaks) return this.#settlePrice(market, mark, oracle, now);
    this.#tape.mark(market, whole, oracleWhole, now);
    return true;
  }

  /** Equity may be higher than ever: the engine says what of it, and that may change a rule. */
  #settlePrice(market: number, mark: Figure, oracle: Figure, at: TimeMs): boolean {
    const coin = this.#programs.markets[market]?.slots.coin ?? '';
    const state = hearQuietPrice(this.#desk, this.#tape.passed(), coin, { mark, oracle }, at);
    return this.#settle(state, NO_ORDER, 0);
  }

  /** Whether the report leaves everything as it stands but the account's own figures. */
  absorbReport(update: AccountUpdate | AccountReport, at: TimeMs): boolean {
    if (!this.#hasRoom() || at < this.at) return false;
    const isSame = isSameAccount(this.#state, update, at);
    const heard = isSame
      ? null
      : hearQuietReport(this.#desk, this.#policy, this.#tape.passed(), update, at);
    if (!isSame && heard === null) return false;
    const { feeds } = this.#watch;
    const before = feeds.hearAccount(at);
    const isAbsorbed =
      heard === null ? this.#passes(at, at, true) : this.#settle(heard.state, NO_ORDER, 0);
    if (!isAbsorbed) {
      feeds.hearAccount(before);
      this.#isReady = false;
      return false;
    }
    if (heard === null) this.#tape.reportSame(at);
    return true;
  }

  /** What a fill tells where it leaves every rule as it stands; null: the engine has to hear it. */
  absorbFill(fill: Fill, at: TimeMs): readonly Decision[] | null {
    const market = this.marketOf(fill.coin);
    const sizeScale = this.#programs.markets[market]?.slots.sizeScale;
    if (sizeScale === undefined || !this.#hasRoom() || at < this.at) return null;
    const { live } = this.#tape.present;
    const index = live.indexOf(fill.orderId);
    const size = wholeOf(fill.size, sizeScale);
    if (!(size > 0)) return null;
    if (index >= 0 && (live.marketAt(index) !== market || this.#isLost(index))) return null;
    const heard = hearQuietFill(this.#desk, this.#tape.passed(), fill, index >= 0, at);
    if (heard === null || !this.#settle(heard.state, index, size)) return null;
    this.#noteOrders(market);
    return heard.decisions;
  }

  /** Whether the time that passes changes nothing but the time. */
  absorbTick(at: TimeMs): boolean {
    if (!this.#hasRoom()) return false;
    const { present } = this.#tape;
    // At the same instant only orders may be new: they are sent without a judgement of the rules.
    if (at <= present.at && !this.#programs.triggers.readOrders) return true;
    const now = Math.max(at, present.at);
    if (this.#passes(now, present.streamAt, true)) {
      this.#tape.pass(now);
      return true;
    }
    this.#isReady = false;
    return false;
  }

  /**
   * `reducing`: all of it only shrinks the position. Where a figure is not on its lattice, or the
   * market is not the policy's, nothing is decided.
   */
  judge(coin: string, side: Side, price: Figure, size: Figure): FastJudgement {
    const market = this.marketOf(coin);
    const limit = this.#programs.limits[market];
    if (!this.#hasRoom() || limit === undefined) return 'undecided';
    const { market: at } = limit;
    const priceWhole = wholeOf(price, at.priceScale);
    const sizeWhole = wholeOf(size, at.sizeScale);
    if (!(priceWhole > 0) || !(sizeWhole > 0)) return 'undecided';
    const position = this.#programs.store.values[at.position.slot] ?? 0;
    const totals = this.#orders.totalsOf(market, position);
    const sent = this.#sent[market];
    if (totals === undefined || sent === undefined) return 'undecided';
    const live = side === 'buy' ? totals.buys : totals.sells;
    const open = -signOf(side) * position - live;
    const adding = sizeWhole - Math.max(0, Math.min(open, sizeWhole));
    const order = this.#order;
    this.#market = market;
    order.side = side;
    order.price = priceWhole;
    order.size = sizeWhole;
    order.adding = adding;
    if (adding === 0) return 'reducing';
    this.#orders.write();
    if (this.#writtenAt !== this.at) this.#writeLimitTimes(this.at);
    const judgement = this.#limitJudge.judge(limit, order, totals, position, sent, this.at);
    return judgement === 'allowed' && this.#isHeld[market] === true ? 'denied' : judgement;
  }

  /** Takes the order judged last as sent. */
  send(orderId: number, reduceOnly: boolean): void {
    const market = this.#market;
    const { side, price, size } = this.#order;
    this.#tape.send(orderId, market, side, price, size, reduceOnly);
    const { store } = this.#programs;
    if (!reduceOnly) this.#sent[market]?.add(side, price, size, this.at, store);
    this.#noteOrders(market);
    // Where orders are withdrawn, the engine has a word on this one.
    if (this.#isHeld[market] === true) this.#isReady = false;
  }

  /** The engine let an order through by itself: rates have to know of it. */
  note({ coin, side, price, size }: ReadOrder, at: TimeMs): void {
    const market = this.marketOf(coin);
    const { store, markets } = this.#programs;
    const { priceScale = 0, sizeScale = 0 } = markets[market]?.slots ?? {};
    const [priceWhole, sizeWhole] = [wholeOf(price, priceScale), wholeOf(size, sizeScale)];
    this.#sent[market]?.add(side, priceWhole, sizeWhole, at, store);
  }

  absorbSuccess(orderId: number): boolean {
    const { live } = this.#tape.present;
    const index = live.indexOf(orderId);
    if (!this.#isReady || index < 0 || !live.isOnItsWay(index)) return false;
    if (this.#state.consecutiveErrors !== 0 || !this.#passesOrders()) return false;
    this.#tape.rest(index);
    return true;
  }

  absorbCancel(orderId: number): boolean {
    const { live } = this.#tape.present;
    const index = live.indexOf(orderId);
    if (!this.#isReady || index < 0 || this.#isLost(index)) return false;
    const market = live.marketAt(index);
    if (this.#programs.triggers.readOrders) {
      if (!this.#passesWithout(index, () => this.#passesOrders())) return false;
    }
    this.#tape.cancel(index);
    this.#noteOrders(market);
    this.#writtenAt = Number.NaN;
    return true;
  }

  /** Whether a fill or a report has come to `state` and left all rules as they stand. */
  #settle(state: EngineState, index: number, size: number): boolean {
    const { at } = state;
    const { live } = this.#tape.present;
    const passes = (): boolean => this.#passes(at, state.streamAt, false);
    const isGone = index >= 0 && live.at(index).sizeWhole <= size;
    this.#watch.leaveBox();
    const isAbsorbed =
      loadMoved(this.#programs, state, this.#desk.inspector) &&
      (isGone ? this.#passesWithout(index, passes) : passes());
    if (!isAbsorbed) {
      this.#isReady = false;
      return false;
    }
    this.#tape.settle(state, index, size);
    this.#state = state;
    return true;
  }

  /** Whether the reply to the order was lost: rules count such orders. */
  #isLost(index: number): boolean {
    const { known } = this.#tape.present.live.at(index);
    return this.#state.orders.orders[known]?.status === 'unknown';
  }

  /** Asks with an order out of the way. */
  #passesWithout(index: number, passes: () => boolean): boolean {
    const { live } = this.#tape.present;
    return live.without(index, (market) => {
      this.#noteOrders(market);
      return passes();
    });
  }

  /** With nothing but orders changed, rules that look at none stand as they did. */
  #passesOrders(): boolean {
    if (
      this.#programs.triggers.readOrders &&
      !this.#passes(this.at, this.#tape.present.streamAt, false)
    ) {
      this.#isReady = false;
      return false;
    }
    this.#writtenAt = Number.NaN;
    return true;
  }

  /** Whether anything may be absorbed; a tape that is full is begun anew. */
  #hasRoom(): boolean {
    if (this.#isReady && this.#tape.isFull) this.load(this.now());
    return this.#isReady;
  }

  /** Whether at this instant every rule stands as the engine knows it, by what prices there are. */
  #passes(at: TimeMs, streamAt: TimeMs | null, areNear: boolean): boolean {
    const watch = this.#watch;
    if (!watch.isEarly(at, streamAt)) return false;
    this.#writtenAt = Number.NaN;
    if (areNear && watch.isSoon(at, streamAt)) return true;
    if (this.#programs.triggers.readOrders) this.#orders.write();
    this.#writeTimes(at, streamAt);
    if (!watch.standsAsKnown()) return false;
    watch.drawBox();
    return true;
  }

  #writeTimes(at: TimeMs, streamAt: TimeMs | null): void {
    const { store, ages } = this.#programs;
    this.#watch.feeds.writeAges(ages, store, at, streamAt);
    this.#passSent(at);
  }

  /** What an order's limits read of them. */
  #writeLimitTimes(at: TimeMs): void {
    const { store, limitAges } = this.#programs;
    this.#watch.feeds.writeAges(limitAges, store, at, this.#tape.present.streamAt);
    this.#passSent(at);
    this.#writtenAt = at;
  }

  #passSent(at: TimeMs): void {
    const { store } = this.#programs;
    for (let market = 0; market < this.#sent.length; market += 1) {
      this.#sent[market]?.pass(at, store);
    }
  }

  /** The orders of a market, or its position, have changed: its facts do before they are read. */
  #noteOrders(market: number): void {
    if (!this.#orders.note(market)) this.#isReady = false;
  }

  #newWatch(): TriggerWatch {
    return new TriggerWatch(this.#policy, this.#programs, this.#state, this.#desk.inspector);
  }

  #newTape(capacity: number): QuietTape {
    const slots = this.#programs.markets.map((market) => market.slots);
    return new QuietTape(this.#state, { slots, lookback: this.#lookback }, capacity);
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
