/**
 * Sums over a list of live orders. A ladder is judged order by order, each beside all the others,
 * and its list only grows at the end; from step to step most markets have the orders that they
 * had. So what a market's orders come to is kept with the orders themselves.
 */
import { type Money, type Size, ZERO } from '../base/index.js';
import type { LiveOrder } from './live-orders.js';

interface SideTotals {
  /** Contracts. */
  readonly size: Size;
  /** USD: contracts × limit price. */
  readonly notional: Money;
}

const NOTHING: SideTotals = { size: ZERO, notional: ZERO };

/** Of one market's orders. The same orders, one after the other, have the same object. */
export class CoinTotals {
  readonly buy: SideTotals;
  readonly sell: SideTotals;
  #reserved: { readonly position: Size; readonly leverage: number; readonly margin: Money } | null =
    null;
  #worst: { readonly position: Size; readonly worst: Size } | null = null;

  constructor(buy: SideTotals, sell: SideTotals) {
    this.buy = buy;
    this.sell = sell;
  }

  /** With one order more. */
  and(order: LiveOrder): CoinTotals {
    const known = EXTENDED.get(order);
    if (known?.before === this) return known.after;
    const { side, price, size } = order;
    const { size: before, notional } = this[side];
    const sum = { size: before.plus(size), notional: notional.plus(size.times(price)) };
    const after = side === 'buy' ? new CoinTotals(sum, this.sell) : new CoinTotals(this.buy, sum);
    EXTENDED.set(order, { before: this, after });
    return after;
  }

  /** USD that the orders reserve; `reckon` is asked where it is not known yet. */
  reservedBeside(position: Size, leverage: number, reckon: () => Money): Money {
    const known = this.#reserved;
    if (known?.position === position && known.leverage === leverage) return known.margin;
    const margin = reckon();
    this.#reserved = { position, leverage, margin };
    return margin;
  }

  /** The position that the orders may leave; the same object for the same position. */
  worstOf(position: Size, reckon: () => Size): Size {
    if (this.#worst?.position === position) return this.#worst.worst;
    const worst = reckon();
    this.#worst = { position, worst };
    return worst;
  }
}

/** What an order made of the totals before it. */
const EXTENDED = new WeakMap<
  LiveOrder,
  { readonly before: CoinTotals; readonly after: CoinTotals }
>();
const NO_ORDERS = new CoinTotals(NOTHING, NOTHING);

export class RunningTotals {
  readonly #coins: Map<string, CoinTotals>;
  #counted: number;

  /** Of the same orders as `before`, from where it goes on by itself. */
  constructor(before: RunningTotals | null) {
    this.#coins = new Map(before === null ? [] : before.#coins);
    this.#counted = before === null ? 0 : before.#counted;
  }

  /** The markets of the orders. */
  get coins(): Iterable<string> {
    return this.#coins.keys();
  }

  of(coin: string): CoinTotals {
    return this.#coins.get(coin) ?? NO_ORDERS;
  }

  /** Counts what was added to the end. */
  catchUp(orders: readonly LiveOrder[]): void {
    for (; this.#counted < orders.length; this.#counted += 1) {
      const order = orders[this.#counted];
      if (order !== undefined) this.#coins.set(order.coin, this.of(order.coin).and(order));
    }
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
