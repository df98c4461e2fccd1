/**
 * Sums over a list of live orders, kept with the list: a ladder is judged order by order, each
 * beside all the others, and its list only grows at the end. Sums of decimals are exact here, so
 * the order in which they are made is no matter.
 */
import { type Money, type Size, ZERO } from '../base/index.js';
import type { Side } from '../market/index.js';
import type { LiveOrder } from './live-orders.js';

interface SideTotals {
  /** Contracts. */
  readonly size: Size;
  /** USD: contracts × limit price. */
  readonly notional: Money;
}

/** What was reckoned of a market's orders beside a position, until one is added there. */
interface Reservation {
  readonly position: Size;
  readonly leverage: number;
  /** USD. */
  readonly margin: Money;
}

interface WorstCase {
  readonly position: Size;
  readonly worst: Size;
}

class RunningTotals {
  readonly coins: string[];
  readonly #sides: Map<string, SideTotals>;
  readonly #reservations: Map<string, Reservation>;
  readonly #worst: Map<string, WorstCase>;
  #counted: number;

  /** Of the same orders as `before`, from where it goes on by itself. */
  constructor(before: RunningTotals | null) {
    this.coins = [...(before?.coins ?? [])];
    this.#sides = new Map(before === null ? [] : before.#sides);
    this.#reservations = new Map(before === null ? [] : before.#reservations);
    this.#worst = new Map(before === null ? [] : before.#worst);
    this.#counted = before === null ? 0 : before.#counted;
  }

  of(coin: string, side: Side): SideTotals | undefined {
    return this.#sides.get(`${side} ${coin}`);
  }

  /** USD that the market's orders reserve; `reckon` is asked where it is not known yet. */
  reservedIn(coin: string, position: Size, leverage: number, reckon: () => Money): Money {
    const before = this.#reservations.get(coin);
    if (before?.position === position && before.leverage === leverage) return before.margin;
    const margin = reckon();
    this.#reservations.set(coin, { position, leverage, margin });
    return margin;
  }

  /** The position that the market's orders may leave; the same object until one is added there. */
  worstIn(coin: string, position: Size, reckon: () => Size): Size {
    const before = this.#worst.get(coin);
    if (before?.position === position) return before.worst;
    const worst = reckon();
    this.#worst.set(coin, { position, worst });
    return worst;
  }

  /** Counts what was added to the end. */
  catchUp(orders: readonly LiveOrder[]): void {
    for (; this.#counted < orders.length; this.#counted += 1) {
      const order = orders[this.#counted];
      if (order !== undefined) this.#count(order);
    }
  }

  #count({ coin, side, price, size }: LiveOrder): void {
    if (!this.coins.includes(coin)) this.coins.push(coin);
    this.#reservations.delete(coin);
    this.#worst.delete(coin);
    const { size: before, notional } = this.of(coin, side) ?? { size: ZERO, notional: ZERO };
    this.#sides.set(`${side} ${coin}`, {
      size: before.plus(size),
      notional: notional.plus(size.times(price)),
    });
  }
}

const KNOWN = new WeakMap<readonly LiveOrder[], RunningTotals>();

/** Of a list that is never changed but by adding to its end. */
export function runningTotals(orders: readonly LiveOrder[]): RunningTotals {
  let totals = KNOWN.get(orders);
  if (totals === undefined) {
    totals = new RunningTotals(null);
    KNOWN.set(orders, totals);
  }
  totals.catchUp(orders);
  return totals;
}

/** A list to add to, which knows the sums of the one that it begins as. */
export function growingFrom(orders: readonly LiveOrder[]): LiveOrder[] {
  const copy = [...orders];
  KNOWN.set(copy, new RunningTotals(runningTotals(orders)));
  return copy;
}
