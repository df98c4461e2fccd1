/** What the live orders of each market come to, as facts that are written before they are read. */
import type { FastPrograms } from './fast-programs.js';
import type { LiveOrders } from './live-orders.js';
import type { LiveTotals } from './live-totals.js';

export class OrderFacts {
  readonly #programs: Pick<FastPrograms, 'store' | 'markets'>;
  readonly #live: LiveOrders;
  /** By market, whether its facts have yet to be written. */
  readonly #isStale: boolean[];

  constructor(programs: Pick<FastPrograms, 'store' | 'markets'>, live: LiveOrders) {
    this.#programs = programs;
    this.#live = live;
    this.#isStale = programs.markets.map(() => true);
  }

  /** Whether every order is on its lattices, and all sums of them are exact. */
  areExact(): boolean {
    for (let index = 0; index < this.#live.count; index += 1) {
      const { priceWhole, sizeWhole } = this.#live.at(index);
      if (Number.isNaN(priceWhole + sizeWhole)) return false;
    }
    return this.#isStale.every((_, market) => this.note(market));
  }

  /** Its orders or its position have changed; whether what they come to is exact. */
  note(market: number): boolean {
    this.#isStale[market] = true;
    return this.#live.totalsOf(market)?.isExactly() === true;
  }

  write(): void {
    const { store, markets } = this.#programs;
    for (let market = 0; market < markets.length; market += 1) {
      if (this.#isStale[market] !== true) continue;
      this.#isStale[market] = false;
      const slots = markets[market]?.slots;
      if (slots === undefined) continue;
      const position = store.values[slots.position.slot] ?? 0;
      this.totalsOf(market, position)?.writeTo(store, slots);
    }
  }

  /** Where nothing is held, no price of an order counts by itself. */
  totalsOf(market: number, position: number): LiveTotals | undefined {
    return position === 0 ? this.#live.totalsOf(market) : this.#live.tightTotalsOf(market);
  }
}
