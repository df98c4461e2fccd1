/** One account of the venue: its cash leg, positions, resting orders and what it remembers. */
import {
  assertInvariant,
  Decimal,
  type Money,
  type Price,
  type Size,
  type TimeMs,
  ZERO,
} from '../base/index.js';
import type { Instrument, Side } from '../market/index.js';
import { signOf } from '../market/index.js';
import { AccountLedger, type CashMovement } from './account-ledger.js';
import { OrderHistory } from './order-history.js';
import { FLAT, type Position, positionAfterFill } from './position.js';
import type { SimulatedFill } from './simulated-venue.js';
import type { WorkingOrder } from './working-order.js';

/** Unless the account sets one: the venue's habit. */
const DEFAULT_LEVERAGE_MOST = 20;
/** The newest fills that can still be asked for. */
const FILLS_KEPT = 10_000;

export type MarginMode = 'cross' | 'isolated';

export interface LeverageTerms {
  readonly value: number;
  readonly mode: MarginMode;
}

export class SimulatedAccount {
  readonly user: string;
  readonly history = new OrderHistory();
  readonly ledger = new AccountLedger();
  /** Resting orders by id, oldest first. */
  readonly orders = new Map<number, WorkingOrder>();
  /** Stops that wait for their mark, by id, oldest first: they reserve nothing. */
  readonly stops = new Map<number, WorkingOrder>();
  /** Whether marks, trades or cash moved since the margin was last looked at, or it was short. */
  isMarginUnchecked = false;
  /** When the venue last sent orders to liquidate it, and until when it sends whole positions. */
  liquidation: { readonly at: TimeMs; readonly wholeUntil: TimeMs } | null = null;
  readonly #positions = new Map<string, Position>();
  readonly #leverages = new Map<string, LeverageTerms>();
  /** Of each isolated position: what of the cash leg is its own. */
  readonly #isolatedCash = new Map<string, Money>();
  #fills: SimulatedFill[] = [];
  #cashLeg: Money;

  constructor(user: string, cash: Money) {
    assertInvariant(cash.isFinite(), `the cash of ${user} is a number`);
    this.user = user;
    this.#cashLeg = cash;
  }

  /**
   * USD: deposits − cost of what was bought + proceeds of what was sold − fees, without any
   * division, so that equity = cash leg + Σ size × mark is exact.
   */
  get cashLeg(): Money {
    return this.#cashLeg;
  }

  /** Open positions by coin. */
  get positions(): ReadonlyMap<string, Position> {
    return this.#positions;
  }

  position(coin: string): Position {
    return this.#positions.get(coin) ?? FLAT;
  }

  leverage(instrument: Instrument): number {
    const usual = Math.min(instrument.maxLeverage, DEFAULT_LEVERAGE_MOST);
    return this.#leverages.get(instrument.coin)?.value ?? usual;
  }

  mode(coin: string): MarginMode {
    return this.#leverages.get(coin)?.mode ?? 'cross';
  }

  setLeverage(coin: string, terms: LeverageTerms): void {
    this.#leverages.set(coin, terms);
  }

  /** USD, an isolated position's own part of the cash leg: its margin − size × mark. */
  isolatedCash(coin: string): Money {
    return this.#isolatedCash.get(coin) ?? ZERO;
  }

  /** Moves USD between the account and one of its isolated positions; the cash leg stays. */
  moveMargin(coin: string, amount: Money): void {
    this.#isolatedCash.set(coin, this.isolatedCash(coin).plus(amount));
    this.isMarginUnchecked = true;
  }

  /** Moves cash and position; gives what the fill closed. */
  trade(
    coin: string,
    side: Side,
    size: Size,
    price: Price,
    fee: Money,
  ): { readonly startPosition: Size; readonly closedPnl: Money } {
    const before = this.position(coin);
    const signedSize = size.times(signOf(side));
    const { position, closedPnl } = positionAfterFill(before, signedSize, price);
    this.#cashLeg = this.#cashLeg.minus(signedSize.times(price)).minus(fee);
    this.isMarginUnchecked = true;
    this.#tradeIsolated(before, coin, signedSize, price);
    if (position.size.isZero()) this.#positions.delete(coin);
    else this.#positions.set(coin, position);
    assertInvariant(this.#cashLeg.isFinite(), `the cash leg of ${this.user} is a number`);
    return { startPosition: before.size, closedPnl };
  }

  /** Money that comes or goes without a trade. */
  moveCash(movement: CashMovement): void {
    this.#cashLeg = this.#cashLeg.plus(movement.amount);
    this.isMarginUnchecked = true;
    this.ledger.add(movement);
    if (movement.kind !== 'funding' || !this.#isolatedCash.has(movement.coin)) return;
    this.moveMargin(movement.coin, movement.amount);
  }

  /**
   * What closes frees its share of the position's cash; what opens takes its initial margin out of
   * the account, at the price of the fill. Fees are the account's.
   */
  #tradeIsolated(before: Position, coin: string, signedSize: Size, price: Price): void {
    const terms = this.#leverages.get(coin);
    if (terms?.mode !== 'isolated') return;
    const isGrowing = before.size.isZero() || before.size.isPos() === signedSize.isPos();
    const closing = isGrowing ? ZERO : Decimal.min(before.size.abs(), signedSize.abs());
    const opening = signedSize.abs().minus(closing);
    let cash = this.isolatedCash(coin);
    if (closing.gt(0)) cash = cash.times(before.size.abs().minus(closing)).div(before.size.abs());
    const margin = opening.times(price).div(terms.value);
    const cost = opening.times(signedSize.isPos() ? price : price.neg());
    this.#isolatedCash.set(coin, cash.minus(cost).plus(margin));
    if (before.size.plus(signedSize).isZero()) this.#isolatedCash.delete(coin);
  }

  remember(fill: SimulatedFill): void {
    this.#fills.push(fill);
    // Dropped in halves, so that a fill costs constant time on average.
    if (this.#fills.length >= 2 * FILLS_KEPT) this.#fills = this.#fills.slice(-FILLS_KEPT);
  }

  /** Oldest first, both ends inclusive. */
  fillsBetween(from: TimeMs, to: TimeMs): readonly SimulatedFill[] {
    return this.#fills.slice(-FILLS_KEPT).filter((fill) => fill.time >= from && fill.time <= to);
  }
}
