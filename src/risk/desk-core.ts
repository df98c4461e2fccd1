/**
 * What the verbs of a fast desk share: the facts of the engine's state as it was taken in and of
 * what has happened since, and whether every rule still stands as the engine knows it.
 */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { EngineState } from '../engine/index.js';
import type { ExactDesk } from './exact-desk.js';
import { type FastPrograms, writePrograms } from './fast-programs.js';
import { FilledBooks } from './filled-books.js';
import { LimitJudge } from './limit-judge.js';
import { NOT_KNOWN } from './live-orders.js';
import { loadFacts, loadMoved, venueLeverageOf } from './load-facts.js';
import { OrderFacts } from './order-facts.js';
import { lateHearing } from './quiet-hearing.js';
import { type Lookback, QuietTape } from './quiet-tape.js';
import { isQuiet } from './quiet-until.js';
import { SentOrders } from './sent-orders.js';
import { TriggerWatch } from './trigger-watch.js';

export class DeskCore {
  readonly policy: CompiledPolicy;
  readonly desk: ExactDesk;
  readonly sent: readonly SentOrders[];
  readonly #lookback: Lookback;
  readonly #markets: ReadonlyMap<string, number>;
  /** What follows is the verbs' to read, and only to be changed here. */
  programs: FastPrograms;
  #leverageKey = '';
  /** As of the last fill or report that the engine heard; its orders are as they were before. */
  state: EngineState;
  /** What happened since the state was taken in. */
  tape: QuietTape;
  orders: OrderFacts;
  /** Null where the engine hears of every fill at once. */
  books: FilledBooks | null;
  limitJudge: LimitJudge;
  watch: TriggerWatch;
  /** Whether anything may be absorbed, were there room. */
  isReady = false;
  /** When the facts that move with time were written last. */
  #writtenAt = Number.NaN;
  #isHeld: readonly boolean[] = [];

  /** `isPatient`: the engine may hear of fills and reports later. */
  constructor(policy: CompiledPolicy, desk: ExactDesk, state: EngineState, isPatient: boolean) {
    this.policy = policy;
    this.#markets = new Map(policy.markets.map(({ coin }, index) => [coin, index]));
    this.desk = desk;
    this.state = state;
    this.programs = this.#write();
    this.limitJudge = new LimitJudge(this.programs.store);
    const { windows, likeMs } = this.programs;
    this.#lookback = { longestMs: Math.max(0, ...windows), likeMs };
    this.sent = policy.markets.map((_, market) => SentOrders.of(market, this.programs));
    this.books = isPatient ? new FilledBooks(policy, this.programs) : null;
    this.tape = this.#newTape(0);
    this.orders = new OrderFacts(this.programs, this.tape.present.live);
    this.watch = this.#newWatch();
    this.load(state);
  }

  /** The time of what was told last. */
  get at(): TimeMs {
    return this.tape.present.at;
  }

  marketOf(coin: string): number {
    return this.#markets.get(coin) ?? -1;
  }

  /** Whether what stands denies all that adds risk in the market. */
  isHeld(market: number): boolean {
    return this.#isHeld[market] === true;
  }

  /** From here on the engine has to say. Always false. */
  giveUp(): false {
    this.isReady = false;
    return false;
  }

  /** Takes in what the engine has come to. */
  load(state: EngineState): void {
    this.state = state;
    // Much like the last: what comes between two words of the engine keeps its pace.
    this.tape = this.#newTape(this.tape.length);
    const key = venueLeverageOf(this.policy, state).join(' ');
    if (key !== this.#leverageKey) {
      this.programs = this.#write();
      this.limitJudge = new LimitJudge(this.programs.store);
      if (this.books !== null) this.books = new FilledBooks(this.policy, this.programs);
    }
    this.orders = new OrderFacts(this.programs, this.tape.present.live);
    this.watch = this.#newWatch();
    this.isReady = isQuiet(state, this.policy) && this.watch.isEarly(state.at, state.streamAt);
    if (!this.isReady) return;
    const { inspector } = this.desk;
    this.#isHeld = this.policy.markets.map(
      ({ coin }) => inspector.standing(state, coin).length > 0,
    );
    this.#writtenAt = Number.NaN;
    for (const sent of this.sent) sent.writeTo(this.programs.store);
    const isExact = loadFacts(this.programs, state, inspector);
    this.isReady = this.orders.areExact() && isExact;
    this.books?.load(state);
  }

  /** What the engine's state is now; the one taken in, where nothing has happened since. */
  now(): EngineState {
    return this.tape.recall(this.tape.length);
  }

  /** The engine hears of all that waits, and the facts are as it has them. Always false. */
  catchUp(): false {
    this.load(this.now());
    return false;
  }

  /** Whether a fill or a report has come to `state` and left all rules as they stand. */
  settle(state: EngineState, index: number, size: number): boolean {
    const passes = (): boolean =>
      loadMoved(this.programs, state, this.desk.inspector) &&
      this.passes(state.at, state.streamAt, false);
    if (!this.passesFilled(index, size, passes)) return this.giveUp();
    this.tape.settle(state, index, size);
    this.state = state;
    this.books?.load(state);
    return true;
  }

  /** Asks as if an order had filled by so much: only whether it lives on counts for a trigger. */
  passesFilled(index: number, size: number, passes: () => boolean): boolean {
    this.watch.leaveBox();
    const isGone = index >= 0 && this.tape.present.live.sizeAt(index) <= size;
    return isGone ? this.#passesWithout(index, passes) : passes();
  }

  /** Whether the reply to the order was lost: rules count such orders. */
  isLost(index: number): boolean {
    const known = this.tape.present.live.knownAt(index);
    return known !== NOT_KNOWN && this.state.orders.orders[known]?.status === 'unknown';
  }

  /** With nothing changed but that an order is out of the way. */
  passesOrdersWithout(index: number): boolean {
    return this.#passesWithout(index, () => this.passesOrders());
  }

  #passesWithout(index: number, passes: () => boolean): boolean {
    const { live } = this.tape.present;
    return live.without(index, (market) => {
      this.noteOrders(market);
      return passes();
    });
  }

  /** With nothing but orders changed, rules that look at none stand as they did. */
  passesOrders(): boolean {
    if (
      this.programs.triggers.readOrders &&
      !this.passes(this.at, this.tape.present.streamAt, false)
    ) {
      return this.giveUp();
    }
    this.#writtenAt = Number.NaN;
    return true;
  }

  /** Whether anything may be absorbed; a tape that is full is begun anew. */
  hasRoom(): boolean {
    if (this.isReady && this.tape.isFull) this.load(this.now());
    return this.isReady;
  }

  /** Whether at this instant every rule stands as the engine knows it, by what prices there are. */
  passes(at: TimeMs, streamAt: TimeMs | null, areNear: boolean): boolean {
    const watch = this.watch;
    if (!watch.isEarly(at, streamAt)) return false;
    this.#writtenAt = Number.NaN;
    if (areNear && watch.isSoon(at, streamAt)) return true;
    if (this.programs.triggers.readOrders) this.orders.write();
    this.#writeTimes(at, streamAt);
    if (!watch.standsAsKnown()) return false;
    watch.drawBox();
    return true;
  }

  #writeTimes(at: TimeMs, streamAt: TimeMs | null): void {
    const { store, ages } = this.programs;
    this.watch.feeds.writeAges(ages, store, at, streamAt);
    this.#passSent(at);
  }

  /** What an order's limits read of time, as of now. */
  writeLimitTimes(): void {
    const { at } = this;
    if (this.#writtenAt === at) return;
    const { store, limitAges } = this.programs;
    this.watch.feeds.writeAges(limitAges, store, at, this.tape.present.streamAt);
    this.#passSent(at);
    this.#writtenAt = at;
  }

  #passSent(at: TimeMs): void {
    const { store } = this.programs;
    for (let market = 0; market < this.sent.length; market += 1) {
      this.sent[market]?.pass(at, store);
    }
  }

  /** What is read of time has to be written anew. */
  forgetTimes(): void {
    this.#writtenAt = Number.NaN;
  }

  /** The orders of a market, or its position, have changed: its facts do before they are read. */
  noteOrders(market: number): void {
    if (!this.orders.note(market)) this.isReady = false;
  }

  #newWatch(): TriggerWatch {
    return new TriggerWatch(this.policy, this.programs, this.state, this.desk.inspector);
  }

  #newTape(capacity: number): QuietTape {
    const slots = this.programs.markets.map((market) => market.slots);
    const late = this.books === null ? null : lateHearing(this.desk, this.policy, slots);
    return new QuietTape(this.state, { slots, lookback: this.#lookback, late }, capacity);
  }

  #write(): FastPrograms {
    const { inspector, instruments } = this.desk;
    const venueLeverage = venueLeverageOf(this.policy, this.state);
    this.#leverageKey = venueLeverage.join(' ');
    const { triggers } = inspector;
    const limitsOf = (coin: string) => inspector.limitsOf(coin);
    return writePrograms({ policy: this.policy, instruments, venueLeverage, triggers, limitsOf });
  }
}
