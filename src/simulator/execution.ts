/** Carries out fills and the ends of orders, and tells of both. */
import {
  assertInvariant,
  Decimal,
  type Money,
  type Price,
  type Size,
  ZERO,
} from '../base/index.js';
import type { TimeMs } from '../base/index.js';
import type { Fill } from '../market/index.js';
import { fillableSize } from './clearinghouse.js';
import { closableBy } from './reservation.js';
import type { SimulatedAccount } from './simulated-account.js';
import type { SimulatedMarket, VenueState } from './simulated-market.js';
import type { LiquidationMark, SimulatedFill } from './simulated-venue.js';
import { asOpenOrder, type WorkingOrder } from './working-order.js';

/** USDC's decimals: the venue cuts fees (towards zero) and rounds PnL to them. */
const MONEY_DECIMALS = 6;

type Liquidity = Fill['liquidity'];

/** One trade of an order, yet to be booked. */
export interface FillTerms {
  /** Contracts, > 0, at most what the order has left. */
  readonly size: Size;
  readonly price: Price;
  readonly liquidity: Liquidity;
  readonly time: TimeMs;
  /** Of a trade by which the venue liquidates somebody; else null. */
  readonly liquidation: LiquidationMark | null;
}

/**
 * Contracts of `fill` that the order may trade: a reduce-only order no further than it closes, an
 * order whose margin is short only the part that closes.
 */
export function permittedSize(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
  fill: FillTerms,
): Size {
  const { side, account, coin } = order;
  const size = order.reduceOnly
    ? Decimal.min(fill.size, closableBy(side, account.position(coin).size))
    : fill.size;
  const fee = feeOf(state, account, { ...fill, size });
  return fillableSize(state, market, order, { size, price: fill.price, fee });
}

/** Books a permitted fill; a resting order is recorded, and taken off the book when it is done. */
export function executeFill(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
  fill: FillTerms,
): void {
  assertInvariant(fill.size.gt(0) && fill.size.lte(order.size), 'a fill fits its order');
  order.size = order.size.minus(fill.size);
  bookFill(state, order, fill);
  if (order.isResting) {
    if (order.size.isZero()) endOrder(state, market, order, 'filled', fill.time);
    else recordOrder(state, order, 'open', fill.time);
  }
  shrinkReduceOnly(state, market, order, fill.time);
  state.emit({ kind: 'accountChanged', user: order.account.user });
}

/**
 * Fills a resting order by up to the trade's size at its own price, as maker; where the margin is
 * short for it, the remainder is cancelled. Gives the contracts traded.
 */
export function fillResting(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
  trade: Pick<FillTerms, 'size' | 'time' | 'liquidation'>,
): Size {
  const { size, time } = trade;
  const wanted: FillTerms = { ...trade, price: order.price, liquidity: 'maker' };
  const permitted = permittedSize(state, market, order, wanted);
  if (permitted.gt(0)) executeFill(state, market, order, { ...wanted, size: permitted });
  if (permitted.lt(size) && order.isResting) {
    endOrder(state, market, order, 'marginCanceled', time);
  }
  return permitted;
}

/** Takes a resting order off the book; the record keeps what was left of it. */
export function endOrder(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
  status: string,
  time: TimeMs,
): void {
  market.orders.remove(order);
  order.account.orders.delete(order.orderId);
  recordOrder(state, order, status, time);
}

/** Remembers the order as it is now and tells of it. */
export function recordOrder(
  state: VenueState,
  order: WorkingOrder,
  status: string,
  time: TimeMs,
): void {
  const { account, timeInForce } = order;
  const record = { order: asOpenOrder(order), timeInForce, status, statusTime: time };
  account.history.put(record);
  state.emit({ kind: 'orderUpdated', user: account.user, record });
}

/** Moves the account and tells of the fill; of the order nothing is looked at or changed. */
export function bookFill(state: VenueState, order: WorkingOrder, fill: FillTerms): void {
  const { account, coin, side } = order;
  const { size, price, liquidity, time, liquidation } = fill;
  const fee = feeOf(state, account, fill);
  const { startPosition, closedPnl } = account.trade(coin, side, size, price, fee);
  const booked: SimulatedFill = {
    tradeId: state.nextTradeId++,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    coin,
    side,
    price,
    size,
    fee,
    closedPnl: closedPnl.toDecimalPlaces(MONEY_DECIMALS),
    liquidity,
    startPosition,
    isLiquidation: liquidation?.user === account.user,
    ...(liquidation === null ? {} : { liquidation }),
    time,
  };
  state.fees.traded(account.user, size.times(price), time);
  account.remember(booked);
  state.emit({ kind: 'filled', user: account.user, fill: booked });
}

/**
 * After a fill of `traded`: the account's other resting reduce-only orders in this market shrink to
 * the position, and end where there is nothing left for them to close.
 */
function shrinkReduceOnly(
  state: VenueState,
  market: SimulatedMarket,
  traded: WorkingOrder,
  time: TimeMs,
): void {
  const { account, coin } = traded;
  for (const order of account.orders.values()) {
    if (!order.reduceOnly || order.coin !== coin) continue;
    const closable = closableBy(order.side, account.position(coin).size);
    if (order.size.lte(closable)) continue;
    if (closable.isZero()) {
      endOrder(state, market, order, 'reduceOnlyCanceled', time);
    } else {
      order.size = closable;
      recordOrder(state, order, 'open', time);
    }
  }
}

/** The vault takes a position over without a fee; all else pays by its liquidity. */
function feeOf(state: VenueState, { user }: SimulatedAccount, fill: FillTerms): Money {
  if (fill.liquidation?.method === 'backstop') return ZERO;
  const rates = state.fees.ratesOf(user, fill.time);
  const fee = fill.size.times(fill.price).times(rates[fill.liquidity]);
  return fee.toDecimalPlaces(MONEY_DECIMALS, Decimal.ROUND_DOWN);
}
