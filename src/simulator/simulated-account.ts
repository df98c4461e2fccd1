/** One account of the venue: its cash leg, positions, resting orders and what it remembers. */
import { assertInvariant, type Money, type Price, type Size, type TimeMs } from '../base/index.js';
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
  readonly #leverages = new Map<string, number>();
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
    return this.#leverages.get(instrument.coin) ?? usual;
  }

  setLeverage(coin: string, leverage: number): void {
    this.#leverages.set(coin, leverage);
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
