/** What a venue saw of one account, noted where it happens: plain data for the auditor. */
import type { TimeMs } from '../../src/base/index.js';
import type { SimulatedVenue } from '../../src/simulator/index.js';

/** An order as it rests; decimals as text. */
export interface SeenOrder {
  readonly coin: string;
  readonly side: 'buy' | 'sell';
  readonly price: string;
  readonly size: string;
  readonly reduceOnly: boolean;
  readonly isStop: boolean;
  readonly clientOrderId: string | null;
}

export interface SeenPlacement {
  readonly at: TimeMs;
  /** As it arrived. */
  readonly order: SeenOrder & { readonly timeInForce: string };
  readonly outcome: 'resting' | 'filled' | 'rejected';
  /** Signed contracts by coin, once it was dealt with. */
  readonly positions: Readonly<Record<string, string>>;
  readonly open: readonly SeenOrder[];
}

export interface SeenFill {
  readonly tradeId: number;
  readonly coin: string;
  readonly side: 'buy' | 'sell';
  readonly size: string;
  readonly time: TimeMs;
}

/** How the venue's own books stand at a moment. */
export interface SeenBooks {
  readonly positions: Readonly<Record<string, string>>;
  readonly open: readonly SeenOrder[];
  readonly fills: readonly SeenFill[];
}

export interface VenueTap {
  readonly placements: readonly SeenPlacement[];
  /** Cancels that arrived, whether there was anything to cancel or not. */
  readonly cancels: () => number;
  books(): SeenBooks;
}

/** Listens at the venue's own doors: whoever places or cancels comes by here. */
export function tapVenue(exchange: SimulatedVenue, user: string, now: () => TimeMs): VenueTap {
  const placements: SeenPlacement[] = [];
  let cancels = 0;
  const { place, cancel, cancelByClientOrderId } = exchange;
  exchange.place = (by, order, at) => {
    const result = place(by, order, at);
    if (by === user) {
      const seen = { ...seenOrder({ ...order }), timeInForce: order.timeInForce };
      const { positions, open } = standingOf(exchange, user, at);
      placements.push({ at, order: seen, outcome: result.kind, positions, open });
    }
    return result;
  };
  exchange.cancel = (by, ...rest) => {
    if (by === user) cancels += 1;
    return cancel(by, ...rest);
  };
  exchange.cancelByClientOrderId = (by, ...rest) => {
    if (by === user) cancels += 1;
    return cancelByClientOrderId(by, ...rest);
  };
  return {
    placements,
    cancels: () => cancels,
    books: () => ({
      ...standingOf(exchange, user, now()),
      fills: exchange.fills(user, 0, Number.MAX_SAFE_INTEGER).map((fill) => ({
        tradeId: fill.tradeId,
        coin: fill.coin,
        side: fill.side,
        size: fill.size.toFixed(),
        time: fill.time,
      })),
    }),
  };
}

function standingOf(exchange: SimulatedVenue, user: string, at: TimeMs): Omit<SeenBooks, 'fills'> {
  const { positions } = exchange.account(user, at);
  return {
    positions: Object.fromEntries(positions.map(({ coin, size }) => [coin, size.toFixed()])),
    open: exchange.openOrders(user).map(seenOrder),
  };
}

function seenOrder(
  order: Pick<
    ReturnType<SimulatedVenue['openOrders']>[number],
    'coin' | 'side' | 'price' | 'size' | 'reduceOnly' | 'triggerPrice' | 'clientOrderId'
  >,
): SeenOrder {
  const { coin, side, price, size, reduceOnly, triggerPrice, clientOrderId } = order;
  return {
    coin,
    side,
    price: price.toFixed(),
    size: size.toFixed(),
    reduceOnly,
    isStop: triggerPrice !== undefined,
    clientOrderId,
  };
}
