/** Orders of the manager that may still fill, and a memory of those it sent. */
import type { Price, Size, TimeMs } from '../base/index.js';
import type { Side } from '../market/index.js';
import type { SentOrder, TrackedOrder } from '../engine/index.js';
import { readPositive, wholeOf } from './figure.js';
import type { MarketSlots } from './market-slots.js';
import type { Figure } from './risk-verbs.js';

/** Figures as they were given, and on their lattice: decimals are made when they are wanted. */
export interface FastOrder {
  readonly orderId: number;
  readonly market: number;
  readonly coin: string;
  readonly side: Side;
  readonly price: Figure;
  readonly size: Figure;
  readonly priceWhole: number;
  readonly sizeWhole: number;
  readonly reduceOnly: boolean;
  readonly isResting: boolean;
  readonly heardAt: TimeMs;
  /** An order that the engine knows more of than we do. */
  readonly known: TrackedOrder | null;
}

export function clientOrderIdOf(orderId: number): string {
  return `risk-${orderId}`;
}

/** An order that is on its way. Field by field: on the path of every order a spread is slow. */
export function sentOrder(
  order: Omit<FastOrder, 'orderId' | 'reduceOnly' | 'isResting' | 'heardAt' | 'known'>,
  orderId: number,
  reduceOnly: boolean,
  heardAt: TimeMs,
  isResting = false,
): FastOrder {
  return {
    orderId,
    market: order.market,
    coin: order.coin,
    side: order.side,
    price: order.price,
    size: order.size,
    priceWhole: order.priceWhole,
    sizeWhole: order.sizeWhole,
    reduceOnly,
    isResting,
    heardAt,
    known: null,
  };
}

export function trackedOf(order: FastOrder): TrackedOrder {
  if (order.known !== null) return order.known;
  const { orderId, coin, side, reduceOnly, isResting, heardAt } = order;
  const [price, size] = figuresOf(order);
  return {
    clientOrderId: clientOrderIdOf(orderId),
    orderId,
    coin,
    side,
    price,
    size,
    originalSize: size,
    reduceOnly,
    purpose: 'quote',
    status: isResting ? 'resting' : 'inFlight',
    heardAt,
    cancelAt: null,
  };
}

/** An order of the engine's ledger; off its lattice the whole numbers are none. */
export function liveOf(
  known: TrackedOrder,
  market: number,
  slots: Pick<MarketSlots, 'priceScale' | 'sizeScale'> | undefined,
): FastOrder {
  const { coin, side, price, size, reduceOnly, heardAt } = known;
  const priceWhole = wholeOf(price, slots?.priceScale ?? 0);
  const sizeWhole = wholeOf(size, slots?.sizeScale ?? 0);
  const isResting = known.status === 'resting';
  const orderId = known.orderId ?? -1;
  const order = { orderId, market, coin, side, price, size, priceWhole, sizeWhole };
  return { ...order, reduceOnly, isResting, heardAt, known };
}

function figuresOf(order: Pick<FastOrder, 'price' | 'size'>): readonly [Price, Size] {
  return [readPositive(order.price, 'a price'), readPositive(order.size, 'a size')];
}

/**
 * Orders sent in one market that added risk, as far back as the policy's rates look. Growing at the
 * end and cut by replacing the list, so that whoever holds a list and a length has what it was.
 */
export class SentOrders {
  list: readonly FastOrder[] = [];
  #growing: FastOrder[] = [];
  /** When each was heard of: what a window scans. */
  #times: TimeMs[] = [];
  #trimAt = TRIM_AT;
  readonly #windows: { readonly windowMs: number; first: number }[];
  readonly #longestMs: number;

  constructor(windows: readonly number[]) {
    this.#windows = windows.map((windowMs) => ({ windowMs, first: 0 }));
    this.#longestMs = Math.max(0, ...windows);
    this.list = this.#growing;
  }

  add(order: FastOrder): void {
    if (this.#windows.length === 0) return;
    this.#growing.push(order);
    this.#times.push(order.heardAt);
    if (this.#growing.length >= this.#trimAt) this.#trim(order.heardAt);
  }

  /** How many of the window's time; one that is exactly so old counts no more. */
  count(window: number, at: TimeMs): number {
    const counter = this.#windows[window];
    if (counter === undefined) return 0;
    const times = this.#times;
    const { windowMs } = counter;
    let { first } = counter;
    while (first < times.length && at - (times[first] ?? 0) >= windowMs) first += 1;
    counter.first = first;
    return times.length - first;
  }

  /** How many of them are like this one. */
  countLike(
    order: Pick<FastOrder, 'side' | 'priceWhole' | 'sizeWhole'>,
    windowMs: number,
    at: TimeMs,
  ): number {
    let count = 0;
    for (let index = this.#growing.length - 1; index >= 0; index -= 1) {
      const sent = this.#growing[index];
      if (sent === undefined || isOld(sent, at, windowMs)) break;
      const { side, priceWhole, sizeWhole } = sent;
      // Off the lattice nothing is told to be the same.
      if (Number.isNaN(priceWhole + sizeWhole)) return Number.NaN;
      const isLike = side === order.side && priceWhole === order.priceWhole;
      if (isLike && sizeWhole === order.sizeWhole) count += 1;
    }
    return count;
  }

  #trim(at: TimeMs): void {
    const old = this.#growing.findIndex((order) => !isOld(order, at, this.#longestMs));
    this.#growing = this.#growing.slice(Math.max(0, old));
    this.#times = this.#growing.map(({ heardAt }) => heardAt);
    this.list = this.#growing;
    for (const counter of this.#windows) counter.first = Math.max(0, counter.first - old);
    this.#trimAt = Math.max(TRIM_AT, 2 * this.#growing.length);
  }
}

const TRIM_AT = 4096;

/** How far rates look back, and how far repeats of an order count. */
export interface Lookback {
  readonly longestMs: number;
  readonly likeMs: number;
}

/** The engine's memory of the first `length` of them. */
export function sentOf(
  list: readonly FastOrder[],
  length: number,
  { longestMs, likeMs }: Lookback,
  at: TimeMs,
): readonly SentOrder[] {
  const events: SentOrder[] = [];
  for (let index = length - 1; index >= 0; index -= 1) {
    const sent = list[index];
    if (sent === undefined || isOld(sent, at, longestMs)) break;
    const isLikeable = !isOld(sent, at, likeMs);
    const [price, size] = isLikeable ? figuresOf(sent) : [];
    const like = price === undefined || size === undefined ? null : { price, size };
    events.push({ at: sent.heardAt, side: sent.side, like });
  }
  return events.reverse();
}

function isOld(order: FastOrder | undefined, at: TimeMs, windowMs: number): boolean {
  return order !== undefined && at - order.heardAt >= windowMs;
}
