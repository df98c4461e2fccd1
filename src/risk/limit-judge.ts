/** Judges an order by the limits of its market, over a store that holds all else that they read. */
import type { TimeMs } from '../base/index.js';
import { FALSE, type FactStore, TRUE } from '../kernel/index.js';
import type { Side } from '../market/index.js';
import {
  ALL_RULES,
  CAPACITY,
  type LimitPrograms,
  RESERVED_LEAST,
  RESERVED_MOST,
} from './fast-programs.js';
import { LiveTotals } from './live-totals.js';
import type { OrderSlots } from './market-slots.js';
import type { SentOrders } from './sent-orders.js';

/** What the limits say of an order; `undecided` leaves it to decimals. */
export type LimitJudgement = 'undecided' | 'allowed' | 'denied';

/** An order on the lattices of its market, beside what lives there. */
export interface WholeOrder {
  side: Side;
  price: number;
  size: number;
  /** The part that does not merely shrink the position. */
  adding: number;
}

export class LimitJudge {
  readonly #store: FactStore;
  /** The totals with the order under check among them. */
  readonly #after = new LiveTotals();
  #isUndecided = false;

  constructor(store: FactStore) {
    this.#store = store;
  }

  /** `totals` and `position` as of the order's market, which `sent` remembers the orders of. */
  judge(
    limit: LimitPrograms,
    order: WholeOrder,
    totals: LiveTotals,
    position: number,
    sent: SentOrders,
    at: TimeMs,
  ): LimitJudgement {
    const { slots } = limit;
    const store = this.#store;
    store.write(slots.price.slot, order.price);
    store.write(slots.size.slot, order.size);
    store.write(slots.adding.slot, order.adding);
    if (!this.#writeReserved(slots, order, totals, position)) return 'undecided';
    if (!this.#writeRepeats(slots, order, sent, at)) return 'undecided';
    return this.#judge(limit, order.side);
  }

  /** With the order under check; false where its sums are not exact. */
  #writeReserved(
    slots: OrderSlots,
    { side, price, size }: WholeOrder,
    totals: LiveTotals,
    position: number,
  ): boolean {
    const store = this.#store;
    if (position === 0) {
      const notional = totals.notional + price * size;
      store.write(slots.reservedMost.slot, notional);
      store.write(slots.reservedLeast.slot, notional);
      return notional < 2 ** 53;
    }
    const after = this.#after;
    after.copy(totals);
    after.add(side, price, size);
    store.write(slots.reservedMost.slot, after.reservedMost(position));
    store.write(slots.reservedLeast.slot, after.reservedLeast(position));
    return after.isExactly();
  }

  /** False where an order that was sent is off its lattice. */
  #writeRepeats(
    { duplicates }: OrderSlots,
    { side, price, size }: WholeOrder,
    sent: SentOrders,
    at: TimeMs,
  ): boolean {
    for (let index = 0; index < duplicates.length; index += 1) {
      const repeats = duplicates[index];
      if (repeats === undefined) return false;
      const count = sent.countLike(side, price, size, repeats.windowMs, at);
      if (Number.isNaN(count)) return false;
      this.#store.write(repeats.slot.slot, count);
    }
    return true;
  }

  #judge({ buy, sell }: LimitPrograms, side: Side): LimitJudgement {
    const { program, truths, conditional } = side === 'buy' ? buy : sell;
    this.#isUndecided = false;
    program.judge(truths, this.#ask);
    const most = truths[RESERVED_MOST];
    if (this.#isUndecided || (most !== TRUE && truths[RESERVED_LEAST] !== FALSE)) {
      return 'undecided';
    }
    if (most !== TRUE || truths[CAPACITY] !== TRUE || truths[ALL_RULES] !== TRUE) return 'denied';
    for (let index = 0; index < conditional.length; index += 1) {
      const { rule = 0, applies = 0 } = conditional[index] ?? {};
      if (truths[rule] !== TRUE && truths[applies] !== FALSE) return 'denied';
    }
    return 'allowed';
  }

  readonly #ask = (): number => {
    this.#isUndecided = true;
    return FALSE;
  };
}
