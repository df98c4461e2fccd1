/** Answers what the engine asks of the venue: every order is taken, every cancel works at once. */
import { type Price, type Size, type TimeMs, ZERO } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';
import { type Fill, type OpenOrder, oppositeOf, type Side } from '../market/index.js';
import type { VenueAccount } from './venue-account.js';

export class VenueDesk {
  readonly #account: VenueAccount;
  readonly #markOf: (coin: string) => Price;
  #openOrders: readonly OpenOrder[] = [];
  #nextId = 1;

  constructor(account: VenueAccount, markOf: (coin: string) => Price) {
    this.#account = account;
    this.#markOf = markOf;
  }

  get openOrders(): readonly OpenOrder[] {
    return this.#openOrders;
  }

  /** What the engine hears in answer to its commands. */
  answer(decisions: readonly Decision[], at: TimeMs): readonly EngineEvent[] {
    return decisions.flatMap((decision) => {
      if (decision.kind === 'cancelOrder') return this.#cancel(decision, at);
      if (decision.kind === 'submitOrder') return this.#take(decision, at);
      return [];
    });
  }

  /** A stop that closes so much on this side, beside those that stand. */
  setStop(coin: string, side: Side, size: Size, triggerPrice: Price): void {
    const stop = { coin, side, price: triggerPrice, size, reduceOnly: true, triggerPrice };
    const named = { orderId: this.takeId(), clientOrderId: null, placedAt: 0 };
    this.#openOrders = [...this.#openOrders, { ...stop, ...named, originalSize: size }];
  }

  clearStops(coin: string): void {
    this.#openOrders = this.#openOrders.filter((open) => open.coin !== coin || !isStopOrder(open));
  }

  /** A trade of ours, of a resting order at that price where there is one. */
  trade(order: {
    readonly coin: string;
    readonly side: Side;
    readonly price: Price;
    readonly size: Size;
    readonly stop?: Price;
    readonly at: TimeMs;
  }): readonly EngineEvent[] {
    const { coin, side, price, size, at } = order;
    const rests = this.#openOrders.find(
      (open) =>
        open.coin === coin && open.side === side && open.price.eq(price) && !isStopOrder(open),
    );
    const orderId = rests?.orderId ?? this.takeId();
    const heard = [this.#print({ coin, side, price, size, orderId, at })];
    const stop = order.stop ?? rests?.stop;
    if (stop !== undefined) this.setStop(coin, oppositeOf(side), size, stop);
    if (rests === undefined) return heard;
    const left = rests.size.minus(size);
    this.#openOrders = this.#openOrders.flatMap((open) => {
      if (open !== rests) return [open];
      return left.gt(0) ? [{ ...open, size: left }] : [];
    });
    return heard;
  }

  #cancel(
    { coin, orderId, clientOrderId }: Extract<Decision, { kind: 'cancelOrder' }>,
    at: TimeMs,
  ): readonly EngineEvent[] {
    if (orderId === null) return [];
    this.#openOrders = this.#openOrders.filter((open) => open.orderId !== orderId);
    return [{ kind: 'orderClosed', at, coin, orderId, clientOrderId, status: 'canceled' }];
  }

  /** An immediate order trades at mark; what it is, the engine only sends to get flat. */
  #take({ order }: Extract<Decision, { kind: 'submitOrder' }>, at: TimeMs): readonly EngineEvent[] {
    const { coin, side, price, size, reduceOnly, clientOrderId, stop } = order;
    const orderId = this.takeId();
    const accepted: EngineEvent = { kind: 'orderAccepted', at, clientOrderId, orderId };
    if (order.timeInForce !== 'ioc') {
      const brought = stop === undefined ? {} : { stop };
      const open = { coin, side, price, size, originalSize: size, reduceOnly, ...brought };
      this.#openOrders = [...this.#openOrders, { ...open, orderId, clientOrderId, placedAt: at }];
      return [accepted];
    }
    const mark = this.#markOf(coin);
    const isReached = side === 'buy' ? price.gte(mark) : price.lte(mark);
    const status = isReached ? 'filled' : 'iocCancelRejected';
    const closed: EngineEvent = { kind: 'orderClosed', at, coin, orderId, clientOrderId, status };
    if (!isReached) return [accepted, closed];
    return [accepted, this.#print({ coin, side, price: mark, size, orderId, at }), closed];
  }

  #print(trade: {
    readonly coin: string;
    readonly side: Side;
    readonly price: Price;
    readonly size: Size;
    readonly orderId: number;
    readonly at: TimeMs;
  }): EngineEvent {
    const { at, ...rest } = trade;
    const fill: Fill = {
      ...rest,
      tradeId: this.takeId(),
      clientOrderId: null,
      fee: ZERO,
      closedPnl: ZERO,
      liquidity: 'taker',
      startPosition: this.#account.sizeOf(trade.coin),
      isLiquidation: false,
      time: at,
    };
    this.#account.takeFill(fill);
    return { kind: 'orderFilled', at, fill };
  }

  /** A number that no other order has. */
  takeId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }
}

function isStopOrder({ triggerPrice }: OpenOrder): boolean {
  return triggerPrice !== undefined;
}
