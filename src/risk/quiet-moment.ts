/** Where events that change nothing but prices, orders and time have come to. */
import type { TimeMs } from '../base/index.js';
import type { EngineState } from '../engine/index.js';
import type { Side } from '../market/index.js';
import { LiveOrders, NOT_KNOWN } from './live-orders.js';

export class QuietMoment {
  /** What it stands on: the engine's state as of the last fill or report, but for the orders. */
  base: EngineState;
  at: TimeMs;
  streamAt: TimeMs | null;
  /** When the account was reported as it was before; null: not since `base`. */
  accountAt: TimeMs | null = null;
  ordersSent: number;
  readonly live: LiveOrders;
  /** By market, on the lattice of its prices; NaN where no mark was heard since `base`. */
  readonly marks: Float64Array;
  readonly oracles: Float64Array;
  readonly markAts: Float64Array;
  /** The lowest and the highest of these marks. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;

  constructor(base: EngineState, markets: number) {
    const { at, streamAt, ordersSent } = base;
    const none = (): Float64Array => new Float64Array(markets).fill(Number.NaN);
    this.base = base;
    this.at = at;
    this.streamAt = streamAt;
    this.ordersSent = ordersSent;
    this.live = new LiveOrders(markets);
    this.marks = none();
    this.oracles = none();
    this.markAts = none();
    this.lows = none();
    this.highs = none();
  }

  pass(at: TimeMs): void {
    this.at = at;
  }

  reportSame(at: TimeMs): void {
    this.at = at;
    this.streamAt = at;
    this.accountAt = at;
  }

  /**
   * A fill or a report has come to `base`, with all that was heard before in it but the orders; the
   * one at `index` filled by `size`, none where that is below 0.
   */
  settle(base: EngineState, index: number, size: number): void {
    this.base = base;
    this.at = base.at;
    this.streamAt = base.streamAt;
    this.accountAt = null;
    for (const prices of [this.marks, this.oracles, this.markAts, this.lows, this.highs]) {
      prices.fill(Number.NaN);
    }
    if (index >= 0) this.live.fill(index, size);
  }

  /** A fill or a report that is not in `base`: what it comes to is for a look back to tell. */
  hearLater(at: TimeMs): void {
    this.at = at;
    this.streamAt = at;
  }

  mark(market: number, mark: number, oracle: number, at: TimeMs): void {
    this.at = at;
    this.marks[market] = mark;
    this.oracles[market] = oracle;
    this.markAts[market] = at;
    if (!(mark >= (this.lows[market] ?? 0))) this.lows[market] = mark;
    if (!(mark <= (this.highs[market] ?? 0))) this.highs[market] = mark;
  }

  send(
    orderId: number,
    market: number,
    side: Side,
    price: number,
    size: number,
    reduceOnly: boolean,
  ): void {
    this.ordersSent += 1;
    this.live.add(orderId, market, side, price, size, reduceOnly, this.at, NOT_KNOWN);
  }

  /** The venue took the order at `index` of those that live. */
  rest(index: number): void {
    this.streamAt = this.at;
    this.live.rest(index, this.at);
  }

  cancel(index: number): void {
    this.streamAt = this.at;
    this.live.remove(index);
  }
}
