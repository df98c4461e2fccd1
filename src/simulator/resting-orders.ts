/** The accounts' resting orders in one market, in price-time priority. */
import { assertInvariant } from '../base/index.js';
import type { Side } from '../market/index.js';
import { isBetterPrice } from './visible-book.js';
import type { WorkingOrder } from './working-order.js';

export class RestingOrders {
  readonly #buys: WorkingOrder[] = [];
  readonly #sells: WorkingOrder[] = [];

  /** Best price first, then oldest first. */
  of(side: Side): readonly WorkingOrder[] {
    return side === 'buy' ? this.#buys : this.#sells;
  }

  best(side: Side): WorkingOrder | null {
    return this.of(side)[0] ?? null;
  }

  add(order: WorkingOrder): void {
    const orders = this.#list(order.side);
    orders.splice(priorityIndex(orders, order), 0, order);
    order.isResting = true;
  }

  remove(order: WorkingOrder): void {
    const orders = this.#list(order.side);
    const index = orders.indexOf(order);
    assertInvariant(index >= 0, `order ${order.orderId} rests on the book`);
    orders.splice(index, 1);
    order.isResting = false;
  }

  #list(side: Side): WorkingOrder[] {
    return side === 'buy' ? this.#buys : this.#sells;
  }
}

/** Where a new order goes among those of its side: behind all at its price. */
export function priorityIndex(orders: readonly WorkingOrder[], order: WorkingOrder): number {
  const behind = orders.findIndex((other) => isBetterPrice(order.price, other.price, order.side));
  return behind < 0 ? orders.length : behind;
}
