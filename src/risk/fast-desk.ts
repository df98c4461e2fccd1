/**
 * Tells by doubles, under the kernel's proven bound, which events change no rule, and what comes of
 * an order. Whatever it cannot tell is the engine's to say.
 */
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { Decision, EngineState } from '../engine/index.js';
import { type AccountReport, type Side, signOf } from '../market/index.js';
import { DeskCore } from './desk-core.js';
import type { ExactDesk } from './exact-desk.js';
import { wholeOf } from './figure.js';
import { HearingDesk } from './hearing-desk.js';
import type { LimitJudgement, WholeOrder } from './limit-judge.js';
import type { QuietTape } from './quiet-tape.js';
import type { AccountUpdate, Figure, FillReport } from './risk-verbs.js';
import type { ReadOrder } from './verdict.js';

/** What the doubles say of an order; `undecided` leaves it to the engine. */
export type FastJudgement = LimitJudgement | 'reducing';

export class FastDesk {
  readonly #core: DeskCore;
  readonly #hearing: HearingDesk;
  /** The order judged last, on the lattices of its market. */
  #market = -1;
  readonly #order: WholeOrder = { side: 'buy', price: Number.NaN, size: Number.NaN, adding: 0 };

  /** `isPatient`: the engine may hear of fills and reports later. */
  constructor(policy: CompiledPolicy, desk: ExactDesk, state: EngineState, isPatient = false) {
    this.#core = new DeskCore(policy, desk, state, isPatient);
    this.#hearing = new HearingDesk(this.#core);
  }

  /** What happened since the state was taken in. */
  get tape(): QuietTape {
    return this.#core.tape;
  }

  /** The time of what was told last. */
  get at(): TimeMs {
    return this.#core.at;
  }

  marketOf(coin: string): number {
    return this.#core.marketOf(coin);
  }

  /** Takes in what the engine has come to. */
  load(state: EngineState): void {
    this.#core.load(state);
  }

  /** What the engine's state is now; the one taken in, where nothing has happened since. */
  now(): EngineState {
    return this.#core.now();
  }

  /** Whether the report leaves everything as it stands but the account's own figures. */
  absorbReport(update: AccountUpdate | AccountReport, at: TimeMs): boolean {
    return this.#hearing.absorbReport(update, at);
  }

  /** What a fill tells where it leaves every rule as it stands; null: the engine has to hear it. */
  absorbFill(fill: FillReport, at: TimeMs): readonly Decision[] | null {
    return this.#hearing.absorbFill(fill, at);
  }

  /** Trades were told that are not known here: none is surely new any more. */
  forgetTrades(): void {
    this.#hearing.forgetTrades();
  }

  /** Whether the price changes no rule; else nothing has changed at all. */
  absorbPrice(market: number, mark: Figure, oracle: Figure, at: TimeMs): boolean {
    const core = this.#core;
    if (!core.hasRoom()) return false;
    const { watch, tape, programs } = core;
    const slots = programs.markets[market]?.slots;
    if (slots === undefined) return false;
    const whole = wholeOf(mark, slots.priceScale);
    const oracleWhole = oracle === mark ? whole : wholeOf(oracle, slots.priceScale);
    if (!(whole > 0) || !(oracleWhole > 0)) return false;
    const { present } = tape;
    const now = Math.max(at, present.at);
    const before = watch.feeds.hearMark(market, now);
    const { store } = programs;
    store.write(slots.mark.slot, whole);
    store.write(slots.oracle.slot, oracleWhole);
    const isNear = watch.isNear(market, whole, oracleWhole);
    if (!core.passes(now, present.streamAt, isNear)) {
      watch.feeds.hearMark(market, before);
      return core.giveUp();
    }
    if (!watch.isBelowPeaks) return this.#hearing.settlePrice(market, mark, oracle, now);
    tape.mark(market, whole, oracleWhole, now);
    return true;
  }

  /** Whether the time that passes changes nothing but the time. */
  absorbTick(at: TimeMs): boolean {
    if (!this.#core.hasRoom()) return false;
    const { present } = this.#core.tape;
    // At the same instant only orders may be new: they are sent without a judgement of the rules.
    if (at <= present.at && !this.#core.programs.triggers.readOrders) return true;
    const now = Math.max(at, present.at);
    if (this.#core.passes(now, present.streamAt, true)) {
      this.#core.tape.pass(now);
      return true;
    }
    return this.#core.giveUp();
  }

  /**
   * `reducing`: all of it only shrinks the position. Where a figure is not on its lattice, or the
   * market is not the policy's, nothing is decided.
   */
  judge(coin: string, side: Side, price: Figure, size: Figure): FastJudgement {
    const core = this.#core;
    const market = core.marketOf(coin);
    const limit = core.programs.limits[market];
    if (!core.hasRoom() || limit === undefined) return 'undecided';
    const { market: at } = limit;
    const priceWhole = wholeOf(price, at.priceScale);
    const sizeWhole = wholeOf(size, at.sizeScale);
    if (!(priceWhole > 0) || !(sizeWhole > 0)) return 'undecided';
    const position = core.programs.store.values[at.position.slot] ?? 0;
    const totals = core.orders.totalsOf(market, position);
    const sent = core.sent[market];
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
    core.orders.write();
    core.writeLimitTimes();
    const judgement = core.limitJudge.judge(limit, order, totals, position, sent, core.at);
    return judgement === 'allowed' && core.isHeld(market) ? 'denied' : judgement;
  }

  /** Takes the order judged last as sent. */
  send(orderId: number, reduceOnly: boolean): void {
    const core = this.#core;
    const market = this.#market;
    const { side, price, size } = this.#order;
    core.tape.send(orderId, market, side, price, size, reduceOnly);
    if (!reduceOnly) core.sent[market]?.add(side, price, size, core.at, core.programs.store);
    core.noteOrders(market);
    // Where orders are withdrawn, the engine has a word on this one.
    if (core.isHeld(market)) core.giveUp();
  }

  /** The engine let an order through by itself: rates have to know of it. */
  note({ coin, side, price, size }: ReadOrder, at: TimeMs): void {
    const market = this.#core.marketOf(coin);
    const { store, markets } = this.#core.programs;
    const { priceScale = 0, sizeScale = 0 } = markets[market]?.slots ?? {};
    const [priceWhole, sizeWhole] = [wholeOf(price, priceScale), wholeOf(size, sizeScale)];
    this.#core.sent[market]?.add(side, priceWhole, sizeWhole, at, store);
  }

  absorbSuccess(orderId: number): boolean {
    const core = this.#core;
    const { tape } = core;
    const { live } = tape.present;
    const index = live.indexOf(orderId);
    if (!core.isReady || index < 0 || !live.isOnItsWay(index)) return false;
    if (core.state.consecutiveErrors !== 0 || !core.passesOrders()) return false;
    tape.rest(index);
    return true;
  }

  absorbCancel(orderId: number): boolean {
    const core = this.#core;
    const { tape } = core;
    const { live } = tape.present;
    const index = live.indexOf(orderId);
    if (!core.isReady || index < 0 || core.isLost(index)) return false;
    const market = live.marketAt(index);
    if (core.programs.triggers.readOrders && !core.passesOrdersWithout(index)) return false;
    tape.cancel(index);
    core.noteOrders(market);
    core.forgetTimes();
    return true;
  }
}
