/**
 * Reckons the venue's books again from what it broadcasts and from plain signed sums, apart from
 * the venue's own code: no average entries, no margin rooms, no queues.
 */
import { type Decimal, decimal, ZERO } from '../../src/base/index.js';
import type { Fill, OrderRequest } from '../../src/market/index.js';
import type {
  PlaceResult,
  SimulatedVenue,
  SimulatedVenueEvent,
} from '../../src/simulator/index.js';

interface Placed {
  readonly user: string;
  readonly request: OrderRequest;
  filled: Decimal;
}

export class VenueAuditor {
  readonly problems: string[] = [];
  readonly #deposits = new Map<string, Decimal>();
  readonly #cash = new Map<string, Decimal>();
  readonly #closedPnl = new Map<string, Decimal>();
  readonly #fees = new Map<string, Decimal>();
  readonly #positions = new Map<string, Decimal>();
  readonly #placed = new Map<number, Placed>();
  /** The order that is being placed: its fills come before its id is answered. */
  #arriving: { readonly user: string; readonly request: OrderRequest } | null = null;
  #lastTradeId = 0;

  deposited(user: string, cash: Decimal): void {
    this.#deposits.set(user, cash);
    this.#cash.set(user, cash);
  }

  placing(user: string, request: OrderRequest): void {
    this.#arriving = { user, request };
  }

  placed(result: PlaceResult): void {
    if (this.#arriving !== null) this.#know(result.orderId);
    this.#arriving = null;
  }

  hear(event: SimulatedVenueEvent): void {
    if (event.kind === 'filled') this.#hearFill(event.user, event.fill);
  }

  /** Compares the venue's words with our sums; exact but for PnL, which the venue rounds. */
  compare(venue: SimulatedVenue, coins: readonly string[]): void {
    for (const [user, deposit] of this.#deposits) {
      const report = venue.account(user, 0);
      let equity = this.#cash.get(user) ?? ZERO;
      let unrealized = ZERO;
      for (const coin of coins) {
        const size = this.#positions.get(`${user} ${coin}`) ?? ZERO;
        const position = report.positions.find((each) => each.coin === coin);
        this.#expect((position?.size ?? ZERO).eq(size), `${coin} is ${position?.size} not ${size}`);
        equity = equity.plus(size.times(venue.market(coin).mark ?? ZERO));
        unrealized = unrealized.plus(position?.unrealizedPnl ?? ZERO);
      }
      this.#expect(report.equity.eq(equity), `equity ${report.equity} is not ${equity}`);
      const balance = deposit
        .plus(this.#closedPnl.get(user) ?? ZERO)
        .minus(this.#fees.get(user) ?? ZERO);
      const gap = balance.plus(unrealized).minus(equity).abs();
      this.#expect(gap.lt('0.001'), `PnL and equity are ${gap} apart`);
    }
    for (const [orderId, placed] of this.#placed) this.#compareOrder(venue, orderId, placed);
  }

  #hearFill(user: string, fill: Fill): void {
    const sign = fill.side === 'buy' ? 1 : -1;
    const key = `${user} ${fill.coin}`;
    const before = this.#positions.get(key) ?? ZERO;
    const after = before.plus(fill.size.times(sign));
    this.#positions.set(key, after);
    const cost = fill.size.times(fill.price).times(sign).plus(fill.fee);
    this.#add(this.#cash, user, cost.neg());
    this.#add(this.#fees, user, fill.fee);
    this.#add(this.#closedPnl, user, fill.closedPnl);
    this.#expect(fill.tradeId > this.#lastTradeId, 'trade ids increase');
    this.#lastTradeId = fill.tradeId;
    this.#expect(fill.startPosition.eq(before), `start position ${fill.startPosition}`);
    this.#expect(fill.size.gt(0), 'a fill has a size');
    if (fill.isLiquidation) return this.#hearLiquidation(before, after);
    const { request } = this.#know(fill.orderId, fill.size);
    const isWithinLimit = sign > 0 ? fill.price.lte(request.price) : fill.price.gte(request.price);
    this.#expect(isWithinLimit, `fill at ${fill.price} is worse than ${request.price}`);
    if (fill.liquidity === 'maker') {
      this.#expect(fill.price.eq(request.price), 'a maker fills at its limit');
    }
    if (request.reduceOnly) {
      const hasReduced = after.abs().lt(before.abs()) && after.times(before).gte(0);
      this.#expect(hasReduced, `reduce-only took ${before} to ${after}`);
    }
  }

  /** Nobody placed it, so there is no limit to keep; it only takes away. */
  #hearLiquidation(before: Decimal, after: Decimal): void {
    const hasReduced = after.abs().lt(before.abs()) && after.times(before).gte(0);
    this.#expect(hasReduced, `a liquidation took ${before} to ${after}`);
  }

  #know(orderId: number, filled: Decimal = ZERO): Placed {
    const known = this.#placed.get(orderId);
    const placed = known ?? { ...this.#takeArriving(), filled: ZERO };
    placed.filled = placed.filled.plus(filled);
    this.#placed.set(orderId, placed);
    return placed;
  }

  #takeArriving(): { readonly user: string; readonly request: OrderRequest } {
    if (this.#arriving === null) throw new Error('a fill of an order that nobody placed');
    return this.#arriving;
  }

  /** Placed = filled + open + cancelled, where what is cut off a reduce-only order is cancelled. */
  #compareOrder(venue: SimulatedVenue, orderId: number, placed: Placed): void {
    const { user, request, filled } = placed;
    const record = venue.orderRecord(user, orderId);
    if (record === null) return;
    const open = venue.openOrders(user).find((order) => order.orderId === orderId);
    const cut = record.order.originalSize.minus(filled).minus(record.order.size);
    const isBalanced = request.reduceOnly ? cut.gte(0) : cut.isZero();
    this.#expect(isBalanced, `order ${orderId} is ${cut} off, ${record.status}`);
    this.#expect(record.order.originalSize.eq(request.size), `order ${orderId} kept its size`);
    this.#expect((open !== undefined) === (record.status === 'open'), `${orderId} open or not`);
    if (record.status === 'filled') {
      this.#expect(record.order.size.isZero(), `${orderId} is filled in full`);
    }
    if (open !== undefined) this.#expect(open.size.gt(0), `order ${orderId} is not empty`);
  }

  #add(sums: Map<string, Decimal>, user: string, amount: Decimal): void {
    sums.set(user, (sums.get(user) ?? decimal(0)).plus(amount));
  }

  #expect(holds: boolean, problem: string): void {
    if (!holds && this.problems.length < 5) this.problems.push(problem);
  }
}
