/** What a run comes to: counted from what the loop was told and what the engine decided. */
import { type Decimal, type Money, ZERO } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';
import type { Fill, OrderRequest } from '../market/index.js';

/** What is told of an order that is rejected: its answer comes within seconds. */
const ORDERS_REMEMBERED = 1_000;
/** Fills that may be told again; more than a venue lets orders rest. */
const FILLS_REMEMBERED = 10_000;

export class RunTally {
  readonly #orders = new Map<string, OrderRequest>();
  readonly #tradeIds = new Set<number>();
  ordersSent = 0;
  cancelsSent = 0;
  denied = 0;
  rejected = 0;
  unknown = 0;
  fills = 0;
  lastFill: Fill | null = null;
  /** USD traded. */
  volume: Decimal = ZERO;
  /** USD paid, net of rebates. */
  fees: Money = ZERO;

  take(event: EngineEvent, decisions: readonly Decision[]): void {
    if (event.kind === 'orderFilled') this.#takeFill(event.fill);
    if (event.kind === 'reconciled') event.fills.forEach((fill) => this.#takeFill(fill));
    if (event.kind === 'orderRejected') this.rejected++;
    if (event.kind === 'orderOutcomeUnknown' || event.kind === 'cancelOutcomeUnknown') {
      this.unknown++;
    }
    for (const decision of decisions) {
      if (decision.kind === 'submitOrder') this.#takeOrder(decision.order);
      if (decision.kind === 'cancelOrder') this.cancelsSent++;
      if (decision.kind === 'orderDenied') this.denied++;
    }
  }

  /** An order of this run by its id; null where it is too long ago. */
  orderOf(clientOrderId: string): OrderRequest | null {
    return this.#orders.get(clientOrderId) ?? null;
  }

  #takeOrder(order: OrderRequest): void {
    this.ordersSent++;
    this.#orders.set(order.clientOrderId, order);
    forgetOldest(this.#orders, ORDERS_REMEMBERED);
  }

  /** A fill may come by the stream and again with a reconciliation. */
  #takeFill(fill: Fill): void {
    if (this.#tradeIds.has(fill.tradeId)) return;
    this.#tradeIds.add(fill.tradeId);
    forgetOldest(this.#tradeIds, FILLS_REMEMBERED);
    this.fills++;
    this.lastFill = fill;
    this.volume = this.volume.plus(fill.size.times(fill.price));
    this.fees = this.fees.plus(fill.fee);
  }
}

function forgetOldest<Key>(remembered: Map<Key, unknown> | Set<Key>, most: number): void {
  if (remembered.size <= most) return;
  const { value } = remembered.keys().next();
  if (value !== undefined) remembered.delete(value);
}
