/** What the venue remembers of an account's orders: not for ever. */
import type { OrderRecord } from './simulated-venue.js';

/** Like the venue's own: by count, so that a busy quoter's records go within minutes. */
const RECORDS_KEPT = 2000;

export class OrderHistory {
  /** By order id, in order of placement. */
  readonly #records = new Map<number, OrderRecord>();
  readonly #orderIds = new Map<string, number>();

  /** Adds or replaces a record; the oldest orders that are no longer open are forgotten. */
  put(record: OrderRecord): void {
    const { orderId, clientOrderId } = record.order;
    const isNew = !this.#records.has(orderId);
    this.#records.set(orderId, record);
    if (clientOrderId !== null && isNew) this.#orderIds.set(clientOrderId, orderId);
    if (this.#records.size > RECORDS_KEPT) this.#forgetOldest();
  }

  /** By order id or client order id; the newest order that bears it. */
  find(id: number | string): OrderRecord | null {
    const orderId = typeof id === 'number' ? id : this.#orderIds.get(id);
    return orderId === undefined ? null : (this.#records.get(orderId) ?? null);
  }

  /** The newest last. */
  all(): readonly OrderRecord[] {
    return [...this.#records.values()];
  }

  #forgetOldest(): void {
    for (const [orderId, record] of this.#records) {
      if (record.status === 'open') continue;
      this.#records.delete(orderId);
      const { clientOrderId } = record.order;
      if (clientOrderId !== null && this.#orderIds.get(clientOrderId) === orderId) {
        this.#orderIds.delete(clientOrderId);
      }
      return;
    }
  }
}
