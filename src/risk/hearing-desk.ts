/**
 * Fills, reports and new highs of a fast desk: heard at once by the engine's own books, or told by
 * doubles until the engine is asked.
 */
import type { TimeMs } from '../base/index.js';
import type { Decision } from '../engine/index.js';
import type { AccountReport } from '../market/index.js';
import type { DeskCore } from './desk-core.js';
import { wholeOf } from './figure.js';
import type { FilledBooks } from './filled-books.js';
import { MONEY_DECIMALS } from './market-slots.js';
import { hearQuietFill, hearQuietPrice, hearQuietReport } from './quiet-hearing.js';
import { readFill } from './read-input.js';
import type { AccountUpdate, Figure, FillReport } from './risk-verbs.js';
import { isSameAccount } from './same-account.js';

/** Of those that live, none. */
const NO_ORDER = -1;
const NO_NEWS: readonly Decision[] = [];

export class HearingDesk {
  readonly #core: DeskCore;
  /** No trade with a higher number was ever told. */
  #lastTrade = Number.NEGATIVE_INFINITY;

  constructor(core: DeskCore) {
    this.#core = core;
  }

  /** Equity may be higher than ever: the engine says what of it, and that may change a rule. */
  settlePrice(market: number, mark: Figure, oracle: Figure, at: TimeMs): boolean {
    const coin = this.#core.programs.markets[market]?.slots.coin ?? '';
    const state = hearQuietPrice(
      this.#core.desk,
      this.#core.tape.passed(),
      coin,
      { mark, oracle },
      at,
    );
    return this.#core.settle(state, NO_ORDER, 0);
  }

  /** Whether the report leaves everything as it stands but the account's own figures. */
  absorbReport(update: AccountUpdate | AccountReport, at: TimeMs): boolean {
    if (!this.#core.hasRoom() || at < this.#core.at) return false;
    if (this.#deferReport(update, at)) return true;
    if (this.#core.tape.isBehind) this.#core.catchUp();
    if (!this.#core.isReady) return false;
    const isSame = isSameAccount(this.#core.state, update, at);
    const heard = isSame
      ? null
      : hearQuietReport(this.#core.desk, this.#core.policy, this.#core.tape.passed(), update, at);
    if (!isSame && heard === null) return false;
    const { feeds } = this.#core.watch;
    const before = feeds.hearAccount(at);
    const isAbsorbed =
      heard === null
        ? this.#core.passes(at, at, true)
        : this.#core.settle(heard.state, NO_ORDER, 0);
    if (!isAbsorbed) {
      feeds.hearAccount(before);
      return this.#core.giveUp();
    }
    if (heard === null) this.#core.tape.reportSame(at);
    return true;
  }

  /** What a fill tells where it leaves every rule as it stands; null: the engine has to hear it. */
  absorbFill(fill: FillReport, at: TimeMs): readonly Decision[] | null {
    const { coin, orderId = Number.NaN } = fill;
    const isNew = fill.tradeId > this.#lastTrade;
    if (isNew) this.#lastTrade = fill.tradeId;
    const market = this.#core.marketOf(coin);
    const slots = this.#core.programs.markets[market]?.slots;
    if (slots === undefined || !this.#core.hasRoom() || at < this.#core.at) return null;
    const size = wholeOf(fill.size, slots.sizeScale);
    if (!(size > 0)) return null;
    const { live } = this.#core.tape.present;
    const index = live.indexOf(orderId);
    if (index >= 0 && (live.marketAt(index) !== market || this.#core.isLost(index))) return null;
    if (isNew && this.#deferFill(fill, market, index, size, at)) return NO_NEWS;
    if (!this.#core.isReady) return null;
    const read = readFill(fill, at);
    const heard = hearQuietFill(this.#core.desk, this.#core.tape.passed(), read, index >= 0, at);
    if (heard === null || !this.#core.settle(heard.state, index, size)) return null;
    this.#core.noteOrders(market);
    return heard.decisions;
  }

  /** Trades were told that are not known here: none is surely new any more. */
  forgetTrades(): void {
    this.#lastTrade = Number.POSITIVE_INFINITY;
  }

  /** Whether the engine may hear of it later. */
  #deferFill(fill: FillReport, market: number, index: number, size: number, at: TimeMs): boolean {
    const slots = this.#core.programs.markets[market]?.slots;
    if (slots === undefined || this.#core.books?.isReady(at) !== true) return false;
    const { side, tradeId, orderId = null } = fill;
    const price = wholeOf(fill.price, slots.priceScale);
    const fee = wholeOf(fill.fee ?? 0, MONEY_DECIMALS);
    if (!(price > 0) || Number.isNaN(fee)) return false;
    const isHeard = this.#core.books.hearFill(market, side, price, size, fee);
    if (!isHeard || !this.#standsBy(this.#core.books, index, size, at)) return this.#core.catchUp();
    const isOrderKnown = index >= 0;
    const told = { market, side, price, size, fee, tradeId, orderId, isOrderKnown };
    this.#core.tape.trade(told, index, at);
    this.#core.noteOrders(market);
    return true;
  }

  /** Whether the engine may hear of it later; ours are the positions that it does not state. */
  #deferReport(update: AccountUpdate | AccountReport, at: TimeMs): boolean {
    if ('time' in update || update.positions !== undefined) return false;
    if (this.#core.books?.isReady(at) !== true) return false;
    const equity = wholeOf(update.equity, MONEY_DECIMALS);
    if (Number.isNaN(equity)) return false;
    this.#core.watch.feeds.hearAccount(at);
    const isHeard = this.#core.books.hearReport(equity);
    if (!isHeard || !this.#standsBy(this.#core.books, NO_ORDER, 0, at)) return this.#core.catchUp();
    this.#core.tape.report(equity, at);
    return true;
  }

  /** Whether all rules stand as they did by what the books have come to, and equity at no peak. */
  #standsBy(books: FilledBooks, index: number, size: number, at: TimeMs): boolean {
    const passes = (): boolean => books.write() && this.#core.passes(at, at, false);
    return this.#core.passesFilled(index, size, passes) && this.#core.watch.isBelowPeaks;
  }
}
