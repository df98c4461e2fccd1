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

class RunningTotals {
  readonly coins: string[] = [];
  readonly #sides = new Map<string, SideTotals>();
  #counted = 0;

  of(coin: string, side: Side): SideTotals | undefined {
    return this.#sides.get(`${side} ${coin}`);
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
    totals = new RunningTotals();
    KNOWN.set(orders, totals);
  }
  totals.catchUp(orders);
  return totals;
}
