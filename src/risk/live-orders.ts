/** All orders that may still fill, with what those of each market come to. */
import type { TimeMs } from '../base/index.js';
import { type FastOrder, sentOrder } from './fast-order.js';
import { LiveTotals } from './live-totals.js';

export class LiveOrders {
  /** Replaced before it changes while somebody holds it. */
  #list: FastOrder[] = [];
  #isHeld = false;
  readonly #totals: readonly LiveTotals[];

  constructor(markets: number) {
    this.#totals = Array.from({ length: markets }, () => new LiveTotals());
  }

  /** The orders as they are now, for good: what happens later does not change this list. */
  hold(): readonly FastOrder[] {
    this.#isHeld = true;
    return this.#list;
  }

  totalsOf(market: number): LiveTotals | undefined {
    return this.#totals[market];
  }

  at(index: number): FastOrder | undefined {
    return this.#list[index];
  }

  /** −1 where no such order lives. */
  indexOf(orderId: number): number {
    const list = this.#list;
    for (let index = list.length - 1; index >= 0; index -= 1) {
      if (list[index]?.orderId === orderId) return index;
    }
    return -1;
  }

  replace(list: FastOrder[]): void {
    this.#list = list;
    this.#isHeld = false;
    for (const [market, totals] of this.#totals.entries()) totals.recount(list, market);
  }

  add(order: FastOrder): void {
    this.#own().push(order);
    this.#totals[order.market]?.add(order.side, order.priceWhole, order.sizeWhole);
  }

  /** The venue took an order that we sent: it counts as it did before. */
  rest(index: number, heardAt: TimeMs): void {
    const order = this.#list[index];
    if (order === undefined) return;
    const { orderId, reduceOnly } = order;
    this.#own()[index] = sentOrder(order, orderId, reduceOnly, heardAt, true);
  }

  remove(index: number): void {
    const [order] = this.#own().splice(index, 1);
    if (order !== undefined) this.#recount(order.market);
  }

  /** Undoes `remove`. */
  restore(index: number, order: FastOrder): void {
    this.#own().splice(index, 0, order);
    this.#recount(order.market);
  }

  #recount(market: number): void {
    this.#totals[market]?.recount(this.#list, market);
  }

  #own(): FastOrder[] {
    if (this.#isHeld) this.#list = this.#list.slice();
    this.#isHeld = false;
    return this.#list;
  }
}
