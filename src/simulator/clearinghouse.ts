/** Equity and margins of an account, cross and isolated, at the marks of the venue. */
import { Decimal, decimal, type Money, type Price, type Size, ZERO } from '../base/index.js';
import type { TimeMs } from '../base/index.js';
import {
  initialMargin,
  liquidationPrice,
  maintenanceMargin,
  tierLeverage,
} from '../margin/index.js';
import type { AccountReport, PositionReport, Side } from '../market/index.js';
import { oppositeOf, signOf } from '../market/index.js';
import { positionAfterFill } from './position.js';
import { closableBy, reservedBySide } from './reservation.js';
import { priorityIndex } from './resting-orders.js';
import type { SimulatedAccount } from './simulated-account.js';
import { knownMark, marketOf, type SimulatedMarket, type VenueState } from './simulated-market.js';
import { isCrossing } from './visible-book.js';
import type { WorkingOrder } from './working-order.js';

/** Decimals of prices and amounts that are quotients, as the venue writes them. */
const REPORTED_DECIMALS = 8;

/** USD: cash leg + Σ size × mark, exactly. */
export function equityOf(state: VenueState, account: SimulatedAccount): Money {
  let equity = account.cashLeg;
  for (const [coin, position] of account.positions) {
    equity = equity.plus(position.size.times(knownMark(marketOf(state, coin))));
  }
  return equity;
}

/** USD of an isolated position's own margin, unrealised PnL included. */
export function isolatedMarginOf(
  state: VenueState,
  account: SimulatedAccount,
  coin: string,
): Money {
  const value = account.position(coin).size.times(knownMark(marketOf(state, coin)));
  return account.isolatedCash(coin).plus(value);
}

/** USD that cross positions and orders can count on. */
export function crossEquityOf(state: VenueState, account: SimulatedAccount): Money {
  let equity = equityOf(state, account);
  for (const coin of account.positions.keys()) {
    if (account.mode(coin) === 'cross') continue;
    equity = equity.minus(isolatedMarginOf(state, account, coin));
  }
  return equity;
}

/** USD of initial margin of the cross positions, at mark / leverage. */
function crossMarginUsedOf(state: VenueState, account: SimulatedAccount): Money {
  let used: Money = ZERO;
  for (const [coin, position] of account.positions) {
    if (account.mode(coin) === 'isolated') continue;
    const market = marketOf(state, coin);
    const leverage = account.leverage(market.instrument);
    used = used.plus(initialMargin(position.size, knownMark(market), leverage));
  }
  return used;
}

/** USD below which what these positions share may not fall; by default all of them. */
export function maintenanceOf(
  state: VenueState,
  account: SimulatedAccount,
  coins: Iterable<string> = account.positions.keys(),
): Money {
  let kept: Money = ZERO;
  for (const coin of coins) {
    const position = account.position(coin);
    const market = marketOf(state, coin);
    const notional = position.size.times(knownMark(market));
    kept = kept.plus(maintenanceMargin(market.instrument, notional));
  }
  return kept;
}

/** USD that resting orders of the account reserve, over all markets. */
function reservedOf(state: VenueState, account: SimulatedAccount): Money {
  let reserved: Money = ZERO;
  for (const coin of new Set([...account.orders.values()].map((order) => order.coin))) {
    const market = marketOf(state, coin);
    for (const side of ['buy', 'sell'] as const) {
      reserved = reserved.plus(reservedInMarket(account, market, side, null));
    }
  }
  return reserved;
}

/** USD free for orders: cross equity − margin of positions − reservations; may be below 0. */
export function freeMarginOf(state: VenueState, account: SimulatedAccount): Money {
  return crossEquityOf(state, account)
    .minus(crossMarginUsedOf(state, account))
    .minus(reservedOf(state, account));
}

/**
 * Whether the margin carries `order` beside everything that rests. A sell that trades at once is
 * reckoned at the mark where its limit lies below it. An order that reserves nothing always passes.
 */
export function isAffordable(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
): boolean {
  const { account, side } = order;
  const before = reservedInMarket(account, market, side, null);
  const priced = { ...order, price: reckonedPrice(market, order) };
  const added = reservedInMarket(account, market, side, priced).minus(before);
  return added.lte(0) || added.lte(freeMarginOf(state, account));
}

/**
 * Whether the tier lets the position have the account's leverage after all orders of this side
 * filled. Orders that only close are not asked.
 */
export function isWithinTier(market: SimulatedMarket, order: WorkingOrder): boolean {
  const { account, side, coin } = order;
  const { instrument } = market;
  let exposure = account.position(coin).size.times(signOf(side)).plus(order.size);
  for (const resting of ownOrders(account, market, side)) {
    if (!resting.reduceOnly) exposure = exposure.plus(resting.size);
  }
  if (order.reduceOnly || exposure.lte(0)) return true;
  const price = Decimal.max(order.price, knownMark(market));
  return account.leverage(instrument) <= tierLeverage(instrument, exposure.times(price));
}

/**
 * Contracts of a fill that the margin carries at match time: all of it, or, where equity after it
 * would not cover the margin of all positions, only what closes. Reservations do not count here.
 */
export function fillableSize(
  state: VenueState,
  market: SimulatedMarket,
  order: WorkingOrder,
  fill: { readonly size: Size; readonly price: Price; readonly fee: Money },
): Size {
  const { account, side, coin } = order;
  const position = account.position(coin);
  const closing = Decimal.min(closableBy(side, position.size), fill.size);
  if (closing.eq(fill.size)) return fill.size;
  if (account.mode(coin) === 'isolated') {
    return carriesIsolated(state, market, order, fill) ? fill.size : closing;
  }
  const mark = knownMark(market);
  const leverage = account.leverage(market.instrument);
  const signedSize = fill.size.times(signOf(side));
  const after = positionAfterFill(position, signedSize, fill.price).position;
  const gain = signedSize.times(mark.minus(fill.price)).minus(fill.fee);
  const equity = crossEquityOf(state, account).plus(gain);
  const marginUsed = crossMarginUsedOf(state, account)
    .minus(initialMargin(position.size, mark, leverage))
    .plus(initialMargin(after.size, mark, leverage));
  return equity.gte(marginUsed) ? fill.size : closing;
}

/** Whether the account can give an isolated position the margin that the fill opens with. */
function carriesIsolated(
  state: VenueState,
  market: SimulatedMarket,
  { account, coin, side }: WorkingOrder,
  fill: { readonly size: Size; readonly price: Price; readonly fee: Money },
): boolean {
  const { size } = account.position(coin);
  const closing = Decimal.min(closableBy(side, size), fill.size);
  const freed = closing.isZero()
    ? ZERO
    : account
        .isolatedCash(coin)
        .times(closing)
        .div(size.abs())
        .minus(closing.times(signOf(side)).times(fill.price));
  const opening = fill.size.minus(closing);
  const margin = initialMargin(opening, fill.price, account.leverage(market.instrument));
  const free = crossEquityOf(state, account).minus(crossMarginUsedOf(state, account)).plus(freed);
  return free.gte(margin.plus(fill.fee));
}

/**
 * USD that may still be committed on each side: the free margin, and on the side against a position
 * also the margin worth of what resting orders do not close yet, since closing needs none.
 */
export function availableToTrade(
  state: VenueState,
  account: SimulatedAccount,
  market: SimulatedMarket,
): { readonly buy: Money; readonly sell: Money } {
  const free = Decimal.max(ZERO, freeMarginOf(state, account));
  return { buy: availableOn('buy'), sell: availableOn('sell') };

  function availableOn(side: Side): Money {
    const { mark, instrument } = market;
    if (mark === null) return ZERO;
    let closable = closableBy(side, account.position(instrument.coin).size);
    for (const order of ownOrders(account, market, side)) closable = closable.minus(order.size);
    const leverage = account.leverage(instrument);
    return free.plus(initialMargin(Decimal.max(ZERO, closable), mark, leverage));
  }
}

/** The account as the venue reports it at `now`. */
export function accountReport(
  state: VenueState,
  account: SimulatedAccount,
  now: TimeMs,
): AccountReport {
  const equity = equityOf(state, account);
  const crossEquity = crossEquityOf(state, account);
  const crossMaintenance = maintenanceOf(state, account, crossCoinsOf(account));
  const positions = [...account.positions].map(([coin, { size, entryPrice }]): PositionReport => {
    const market = marketOf(state, coin);
    const { instrument } = market;
    const mark = knownMark(market);
    const leverage = account.leverage(instrument);
    const isCross = account.mode(coin) === 'cross';
    const own = isCross ? crossEquity : isolatedMarginOf(state, account, coin);
    const kept = isCross ? crossMaintenance : maintenanceOf(state, account, [coin]);
    const inputs = { size, mark, equity: own, maintenanceMargin: kept, instrument };
    const liquidation = liquidationPrice(inputs);
    return {
      coin,
      size,
      entryPrice: rounded(entryPrice),
      leverage,
      marginMode: account.mode(coin),
      liquidationPrice: liquidation === null ? null : rounded(liquidation),
      marginUsed: rounded(isCross ? initialMargin(size, mark, leverage) : own),
      unrealizedPnl: rounded(size.times(mark.minus(entryPrice))),
    };
  });
  return {
    time: now,
    equity,
    marginUsed: rounded(crossMarginUsedOf(state, account).plus(equity).minus(crossEquity)),
    maintenanceMargin: rounded(maintenanceOf(state, account)),
    positions,
  };
}

/** Coins of the positions that share their margin. */
export function crossCoinsOf(account: SimulatedAccount): readonly string[] {
  return [...account.positions.keys()].filter((coin) => account.mode(coin) === 'cross');
}

/** The account's resting orders of a side in priority. */
function ownOrders(
  account: SimulatedAccount,
  market: SimulatedMarket,
  side: Side,
): readonly WorkingOrder[] {
  return market.orders.of(side).filter((order) => order.account === account);
}

function reservedInMarket(
  account: SimulatedAccount,
  market: SimulatedMarket,
  side: Side,
  arriving: WorkingOrder | null,
): Money {
  const orders = [...ownOrders(account, market, side)];
  if (arriving !== null) orders.splice(priorityIndex(orders, arriving), 0, arriving);
  const { instrument } = market;
  const position = account.position(instrument.coin).size;
  return reservedBySide(side, position, orders, account.leverage(instrument));
}

function reckonedPrice(market: SimulatedMarket, order: WorkingOrder): Price {
  const opposite = market.book.best(oppositeOf(order.side));
  const isMarketable = opposite !== null && isCrossing(order.price, opposite.price, order.side);
  const isSell = order.side === 'sell';
  return isSell && isMarketable ? Decimal.max(order.price, knownMark(market)) : order.price;
}

function rounded(value: Decimal): Decimal {
  return decimal(value).toDecimalPlaces(REPORTED_DECIMALS);
}
