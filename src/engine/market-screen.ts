/** One market's limits over what an order moves: see `LimitScreen`. */
import type { Decimal } from '../base/index.js';
import {
  type CompiledRule,
  type Condition,
  evaluateCondition,
  evaluateExpression,
} from '../compile/index.js';
import {
  ALWAYS,
  type Asked,
  codeOf,
  createProgram,
  FALSE,
  lowerCondition,
  type Program,
  type SlotTerm,
  type TermCondition,
  TRUE,
  UNKNOWN,
} from '../kernel/index.js';
import type { Side } from '../market/index.js';
import {
  equityOf,
  isIsolated,
  leverageOf,
  marginUsedNow,
  venueLeverageOf,
} from './account-facts.js';
import { marginCapacityOf } from './capacity-facts.js';
import { type Facts, mapBoth, valueOf } from './facts.js';
import { markOf, positionOf } from './market-facts.js';
import { createMeasureReader, openOrdersOf, type OrderUnderCheck } from './measure-reader.js';
import { OrdersElsewhere } from './orders-elsewhere.js';
import { runningTotals } from './running-totals.js';
import { ScreenTerms } from './screen-terms.js';

/** Where the truths of what is built in stand; behind them two of each limit. */
const CAPACITY = 0;
const FREE_MARGIN = 1;
const BUILT_IN = 2;

export class MarketScreen {
  readonly #coin: string;
  readonly #terms: ScreenTerms;
  readonly #programs: Readonly<Record<Side, Program>>;
  readonly #asked: Asked[] = [];
  readonly #truths: number[];
  readonly #elsewhere: OrdersElsewhere;
  /** By slot, what was written last: the same object is the same figure. */
  readonly #written: (Decimal | null | undefined)[] = [];
  /** What the facts of the state were read from. */
  #read: Facts['memo'] | null = null;
  #facts: Facts | null = null;
  #order: OrderUnderCheck | null = null;

  constructor(coin: string, limits: readonly CompiledRule[]) {
    this.#coin = coin;
    this.#terms = new ScreenTerms(coin);
    this.#elsewhere = new OrdersElsewhere(coin);
    this.#programs = { buy: this.#write('buy', limits), sell: this.#write('sell', limits) };
    this.#truths = Array.from({ length: BUILT_IN + 2 * limits.length }, () => UNKNOWN);
  }

  /** Whether the order surely fits margin capacity, and free margin beside all other orders. */
  get isWithinMargin(): boolean {
    return this.#truths[CAPACITY] === TRUE && this.#truths[FREE_MARGIN] === TRUE;
  }

  /** Whether the market's limit of this place surely lets the order pass. */
  passes(limit: number): boolean {
    const place = BUILT_IN + 2 * limit;
    return this.#truths[place] === TRUE || this.#truths[place + 1] === FALSE;
  }

  screen(facts: Facts, order: OrderUnderCheck): void {
    if (this.#read !== facts.memo) this.#readState(facts);
    this.#readOrder(facts, order);
    this.#facts = facts;
    this.#order = order;
    this.#programs[order.side].judge(this.#truths, this.#ask);
  }

  readonly #ask = (number: number): number => {
    const condition = this.#asked[number];
    if (condition === undefined || this.#facts === null) return UNKNOWN;
    const reader = createMeasureReader(this.#facts, this.#coin, this.#order);
    return codeOf(evaluateCondition(condition, reader).truth);
  };

  #write(side: Side, limits: readonly CompiledRule[]): Program {
    const terms = this.#terms;
    const lower = (condition: Condition): TermCondition =>
      lowerCondition(
        condition,
        (leaf) => terms.of(leaf, side),
        (asked) => this.#asked.push(asked) - 1,
      );
    const rules = limits.flatMap(({ condition, applies }) => [
      lower(condition),
      applies === null ? ALWAYS : lower(applies),
    ]);
    return createProgram(terms.store, [
      terms.isWithinCapacity(side),
      terms.isWithinFreeMargin(),
      ...rules,
    ]);
  }

  /** What no order under check moves. */
  #readState(facts: Facts): void {
    const coin = this.#coin;
    const terms = this.#terms;
    const free = mapBoth(equityOf(facts), marginUsedNow(facts), (equity, used) =>
      equity.minus(used),
    );
    this.#put(terms.free, valueOf(free));
    this.#put(terms.mark, valueOf(markOf(facts, coin)));
    this.#put(terms.position, valueOf(positionOf(facts, coin)));
    this.#put(terms.capacity, valueOf(marginCapacityOf(facts, coin)));
    this.#count(terms.orderLeverage, leverageOf(facts, coin));
    // Collateral of its own has a formula of its own.
    const leverage = isIsolated(facts, coin) ? Number.NaN : venueLeverageOf(facts, coin);
    this.#count(terms.positionLeverage, leverage);
    const reader = createMeasureReader(facts, coin, null);
    for (const { leaf, slot } of terms.facts) {
      const value = evaluateExpression(leaf, reader);
      this.#put(slot, value.status === 'known' ? value.value : null);
    }
    this.#read = facts.memo;
  }

  #readOrder(facts: Facts, order: OrderUnderCheck): void {
    const coin = this.#coin;
    const terms = this.#terms;
    const { others } = order;
    this.#put(terms.price, order.price);
    this.#put(terms.size, order.size);
    this.#put(terms.adding, order.addingSize);
    const { buy, sell } = runningTotals(others).of(coin);
    this.#put(terms.live.buy, buy.size);
    this.#put(terms.live.sell, sell.size);
    this.#put(terms.notional.buy, buy.notional);
    this.#put(terms.notional.sell, sell.notional);
    if (terms.isCountingOrders) {
      this.#put(terms.openOrders, valueOf(openOrdersOf(facts, coin, order)));
    }
    const { exposure, marginUsed, reserved } = this.#elsewhere.of(facts, others);
    this.#put(terms.elsewhere.exposure, exposure);
    this.#put(terms.elsewhere.marginUsed, marginUsed);
    this.#put(terms.elsewhere.reserved, reserved);
  }

  #put({ slot }: SlotTerm, value: Decimal | null): void {
    if (this.#written[slot] === value) return;
    this.#written[slot] = value;
    this.#terms.store.writeDecimal(slot, value);
  }

  /** A part of one is left to the decimals. */
  #count({ slot }: SlotTerm, value: number): void {
    this.#terms.store.write(slot, Number.isInteger(value) ? value : Number.NaN);
  }
}
