/** The checks an order passes before it may trade or rest. */
import { decimal, type Price, type Size } from '../base/index.js';
import { isOnPriceGrid, isOnSizeGrid, oppositeOf } from '../market/index.js';
import { isAffordable, isWithinTier } from './clearinghouse.js';
import { closableBy } from './reservation.js';
import type { SimulatedMarket, VenueState } from './simulated-market.js';
import type { RejectReason } from './simulated-venue.js';
import { isCrossing } from './visible-book.js';
import type { WorkingOrder } from './working-order.js';

/** USD; an order that closes the whole position is exempt, unless the venue is set otherwise. */
const NOTIONAL_LEAST = decimal(10);
/** Fraction of the mark that a price may be away from it. */
const REFERENCE_DISTANCE_MOST = decimal('0.8');

/**
 * Why the order is refused, or null. The first reason in this order is given: price grid, size
 * grid, distance from the mark (an unknown mark refuses too), number of open orders, reduce-only,
 * least notional, post-only, tier, margin. A reduce-only order larger than the position is shrunk
 * to it here, unless the venue is set to reject it.
 */
export function checkOrderEntry(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
): RejectReason | null {
  const { sizeDecimals } = market.instrument;
  if (!order.price.isFinite() || !isOnPriceGrid(order.price, sizeDecimals)) return 'tickRejected';
  if (!order.size.gt(0) || !isOnSizeGrid(order.size, sizeDecimals)) return 'sizeRejected';
  if (market.mark === null || isFarFrom(market.mark, order.price)) return 'oracleRejected';
  if (order.account.orders.size >= state.openOrdersMost) return 'tooManyOpenOrdersRejected';
  const position = order.account.position(order.coin).size;
  if (order.reduceOnly && !fitsReduceOnly(state, order, position)) return 'reduceOnlyRejected';
  if (isTooSmall(state, order, position)) return 'minTradeNtlRejected';
  if (order.timeInForce === 'post-only' && wouldTrade(market, order)) return 'badAloPxRejected';
  if (!isWithinTier(market, order)) return 'perpMaxPositionRejected';
  if (!isAffordable(state, market, order)) return 'perpMarginRejected';
  return null;
}

function isFarFrom(mark: Price, price: Price): boolean {
  return price.minus(mark).abs().gt(mark.times(REFERENCE_DISTANCE_MOST));
}

function fitsReduceOnly(state: VenueState, order: WorkingOrder, position: Size): boolean {
  const closable = closableBy(order.side, position);
  if (closable.isZero()) return false;
  if (order.size.lte(closable)) return true;
  if (state.reduceOnlyOversize === 'reject') return false;
  order.size = closable;
  return true;
}

function isTooSmall(state: VenueState, order: WorkingOrder, position: Size): boolean {
  const isFullClose = order.reduceOnly && order.size.gte(position.abs());
  const isExempt = isFullClose && state.smallClose === 'exempt';
  return !isExempt && order.size.times(order.price).lt(NOTIONAL_LEAST);
}

/** Against the visible book or anybody's resting order, the account's own included. */
function wouldTrade(market: SimulatedMarket, order: WorkingOrder): boolean {
  const side = oppositeOf(order.side);
  const opposites = [market.book.best(side), market.orders.best(side)];
  return opposites.some(
    (opposite) => opposite !== null && isCrossing(order.price, opposite.price, order.side),
  );
}
