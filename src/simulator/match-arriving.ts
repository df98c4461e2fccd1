/** Matches what arrives against the market's book and the accounts' orders, in price-time. */
import { Decimal, type Notional, type Price, type Size, type TimeMs, ZERO } from '../base/index.js';
import { oppositeOf } from '../market/index.js';
import { endOrder, executeFill, fillResting, type FillTerms, permittedSize } from './execution.js';
import type { SimulatedMarket, VenueState } from './simulated-market.js';
import { isBetterPrice, isCrossing } from './visible-book.js';
import type { WorkingOrder } from './working-order.js';

/** What an arriving order traded. */
interface Matched {
  readonly size: Size;
  readonly notional: Notional;
  /** Whether it stopped because the margin ran short. */
  readonly isMarginShort: boolean;
}

/** Trades what crosses within the order's limit; what is left stays in the order's size. */
export function matchArriving(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
  now: TimeMs,
): Matched {
  let size: Size = ZERO;
  let notional: Notional = ZERO;
  while (order.size.gt(0)) {
    const opposite = bestOpposite(market, order);
    if (opposite === null) break;
    const maker = opposite.order;
    if (maker !== null && maker.account === order.account) {
      // Self-trade prevention: the resting order goes, the arriving one continues.
      endOrder(state, market, maker, 'selfTradeCanceled', now);
      continue;
    }
    const { price } = opposite;
    const wanted = Decimal.min(order.size, opposite.size);
    const { liquidation } = order;
    const terms: FillTerms = { size: wanted, price, liquidity: 'taker', time: now, liquidation };
    const permitted = permittedSize(state, market, order, terms);
    if (permitted.gt(0)) {
      // A maker short of margin trades less; what is left of its order is gone then.
      const trade = { size: permitted, time: now, liquidation };
      const traded = maker === null ? permitted : fillResting(state, market, maker, trade);
      if (maker === null) market.book.takeBest(oppositeOf(order.side), traded);
      if (traded.gt(0)) executeFill(state, market, order, { ...terms, size: traded });
      size = size.plus(traded);
      notional = notional.plus(traded.times(price));
    }
    if (permitted.lt(wanted)) return { size, notional, isMarginShort: true };
  }
  return { size, notional, isMarginShort: false };
}

/** Where an arriving order would trade next. */
interface Opposite {
  readonly price: Price;
  readonly size: Size;
  /** The resting order that stands there; null for the market's own liquidity. */
  readonly order: WorkingOrder | null;
}

/** The best price within the limit; at the same price the market's liquidity comes first. */
function bestOpposite(market: SimulatedMarket, order: WorkingOrder): Opposite | null {
  const side = oppositeOf(order.side);
  const level = market.book.best(side);
  const resting = market.orders.best(side);
  const isOrderBetter =
    resting !== null && (level === null || isBetterPrice(resting.price, level.price, side));
  const opposite: Opposite | null = isOrderBetter
    ? { price: resting.price, size: resting.size, order: resting }
    : level && { ...level, order: null };
  if (opposite === null || !isCrossing(order.price, opposite.price, order.side)) return null;
  return opposite;
}
