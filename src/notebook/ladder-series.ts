/** Our resting orders over time, from what the engine heard and decided; stops rest nowhere. */
import type { DurationMs, TimeMs } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';
import type { Fill, Side } from '../market/index.js';

export interface RestingOrder {
  readonly coin: string;
  readonly side: Side;
  /** USD. */
  readonly price: number;
  /** Contracts that are not filled yet. */
  readonly size: number;
}

export interface LadderSample {
  readonly at: TimeMs;
  readonly orders: readonly RestingOrder[];
}

/** More columns than a heat map has pixels. */
const SAMPLES_MOST = 1_200;

/** Samples at even times; where there are too many, every other one is let go. */
export class LadderSeries {
  #sampleMs: DurationMs;
  #nextAt: TimeMs = Number.NEGATIVE_INFINITY;
  #samples: LadderSample[] = [];
  readonly #sent = new Map<string, RestingOrder>();
  readonly #resting = new Map<number, RestingOrder>();

  constructor(sampleMs: DurationMs) {
    this.#sampleMs = sampleMs;
  }

  get samples(): readonly LadderSample[] {
    return this.#samples;
  }

  hear(event: EngineEvent, decisions: readonly Decision[]): void {
    this.#take(event);
    for (const decision of decisions) {
      if (decision.kind !== 'submitOrder') continue;
      const { clientOrderId, coin, side, price, size, triggerPrice } = decision.order;
      if (triggerPrice !== undefined) continue;
      this.#sent.set(clientOrderId, {
        coin,
        side,
        price: price.toNumber(),
        size: size.toNumber(),
      });
    }
    if (event.at >= this.#nextAt) this.#sample(event.at);
  }

  #take(event: EngineEvent): void {
    switch (event.kind) {
      case 'orderAccepted': {
        const order = this.#sent.get(event.clientOrderId);
        this.#sent.delete(event.clientOrderId);
        if (order !== undefined) this.#resting.set(event.orderId, order);
        return;
      }
      case 'orderRejected':
        this.#sent.delete(event.clientOrderId);
        return;
      case 'orderClosed':
        this.#resting.delete(event.orderId);
        return;
      case 'orderFilled':
        return this.#fill(event.fill);
      case 'reconciled':
        this.#resting.clear();
        for (const { orderId, coin, side, price, size, triggerPrice } of event.openOrders) {
          if (triggerPrice !== undefined) continue;
          const [priceUsd, contracts] = [price.toNumber(), size.toNumber()];
          this.#resting.set(orderId, { coin, side, price: priceUsd, size: contracts });
        }
        return;
      default:
    }
  }

  #fill({ orderId, size }: Fill): void {
    const order = this.#resting.get(orderId);
    if (order === undefined) return;
    const left = order.size - size.toNumber();
    if (left > 0) this.#resting.set(orderId, { ...order, size: left });
    else this.#resting.delete(orderId);
  }

  #sample(at: TimeMs): void {
    this.#samples.push({ at, orders: [...this.#resting.values()] });
    this.#nextAt = (Math.floor(at / this.#sampleMs) + 1) * this.#sampleMs;
    if (this.#samples.length <= SAMPLES_MOST) return;
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
    this.#sampleMs *= 2;
  }
}
