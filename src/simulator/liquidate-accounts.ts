/**
 * What the venue does once an account no longer covers its maintenance margin. Source: facts of the
 * venue, §7.4 and Hyperliquid's page "Liquidations"; where they are silent it is said below.
 */
import { Decimal, decimal, type Money, type Notional, type TimeMs, ZERO } from '../base/index.js';
import type { Side } from '../market/index.js';
import { oppositeOf, signOf } from '../market/index.js';
import { crossCoinsOf, crossEquityOf, isolatedMarginOf, maintenanceOf } from './clearinghouse.js';
import { bookFill, endOrder } from './execution.js';
import { matchArriving } from './match-arriving.js';
import type { SimulatedAccount } from './simulated-account.js';
import { knownMark, marketOf, type SimulatedMarket, type VenueState } from './simulated-market.js';
import type { LiquidationMark } from './simulated-venue.js';
import { endStop } from './stop-orders.js';
import { takeoverPrices } from './takeover-prices.js';
import { arrivingOrder, type WorkingOrder } from './working-order.js';

/** Of a large position this much goes to the book first. */
const PARTIAL_SHARE = decimal('0.2');
/** After a partial step whole positions go to the book for so long. */
const WHOLE_FOR_MS = 30_000;
/** Fraction of the mark that the venue lets any order's price be away from it. */
const WORST_DISTANCE = decimal('0.8');

type Method = LiquidationMark['method'];

/**
 * Looks at the accounts whose margin may have changed, one step a moment of time, as a real venue
 * takes one a block. Equity is taken at the marks. Below the maintenance margin the open orders go
 * and the positions are sent to the book, that of the largest maintenance margin first, until the
 * rest is covered; below two thirds of it the venue's vault takes over positions and what is left
 * of the margin, also where the mark fell there at once. An isolated position stands by itself,
 * with the orders of its market; what a book takes beyond its margin is the account's loss.
 */
export function liquidateAccounts(state: VenueState, now: TimeMs): void {
  for (const account of state.accounts.values()) {
    if (!account.isMarginUnchecked || account.liquidation?.at === now) continue;
    account.isMarginUnchecked = false;
    const short = marginPools(state, account).filter((pool) => isShort(pool));
    for (const pool of short) {
      const isBackstop = pool.equity().times(3).lt(pool.maintenance().times(2));
      liquidate(state, account, pool, { method: isBackstop ? 'backstop' : 'market', now });
      account.isMarginUnchecked = true;
    }
  }
}

/** Positions that share their margin. */
interface MarginPool {
  readonly isCross: boolean;
  /** Coins whose positions are open at this moment. */
  readonly coins: () => readonly string[];
  /** USD, at this moment. */
  readonly equity: () => Money;
  readonly maintenance: () => Money;
}

function marginPools(state: VenueState, account: SimulatedAccount): readonly MarginPool[] {
  if (account.positions.size === 0) return [];
  const coins = (): readonly string[] => crossCoinsOf(account);
  const cross: MarginPool = {
    isCross: true,
    coins,
    equity: () => crossEquityOf(state, account),
    maintenance: () => maintenanceOf(state, account, coins()),
  };
  const isolated = [...account.positions.keys()].filter((coin) => account.mode(coin) !== 'cross');
  return [cross, ...isolated.map((coin) => isolatedPool(state, account, coin))];
}

function isolatedPool(state: VenueState, account: SimulatedAccount, coin: string): MarginPool {
  return {
    isCross: false,
    coins: () => (account.positions.has(coin) ? [coin] : []),
    equity: () => isolatedMarginOf(state, account, coin),
    maintenance: () => maintenanceOf(state, account, [coin]),
  };
}

function isShort(pool: MarginPool): boolean {
  return pool.coins().length > 0 && pool.equity().lt(pool.maintenance());
}

function liquidate(
  state: VenueState,
  account: SimulatedAccount,
  pool: MarginPool,
  { method, now }: { readonly method: Method; readonly now: TimeMs },
): void {
  endOrders(state, account, pool, now);
  const accountValue = pool.equity();
  const notional = notionalOf(state, account, pool);
  const firstTrade = state.nextTradeId;
  account.liquidation = {
    at: now,
    wholeUntil:
      method === 'market' && sendToBook(state, account, pool, now)
        ? now + WHOLE_FOR_MS
        : (account.liquidation?.wholeUntil ?? now),
  };
  if (method === 'backstop') takeOver(state, account, pool, now);
  // A book without takers: the next step tries again.
  if (state.nextTradeId === firstTrade) return;
  const id = state.nextLiquidationId++;
  const liquidation = { id, time: now, method, notional, accountValue };
  state.emit({ kind: 'liquidated', user: account.user, liquidation });
}

function endOrders(
  state: VenueState,
  account: SimulatedAccount,
  pool: MarginPool,
  now: TimeMs,
): void {
  const coins = pool.coins();
  const isMeant = ({ coin }: WorkingOrder): boolean => pool.isCross || coins.includes(coin);
  for (const order of [...account.orders.values()].filter(isMeant)) {
    endOrder(state, marketOf(state, order.coin), order, 'liquidatedCanceled', now);
  }
  for (const stop of [...account.stops.values()].filter(isMeant)) {
    endStop(state, stop, 'liquidatedCanceled', now);
  }
}

function notionalOf(state: VenueState, account: SimulatedAccount, pool: MarginPool): Notional {
  return pool.coins().reduce((sum, coin) => {
    const value = account.position(coin).size.times(knownMark(marketOf(state, coin)));
    return sum.plus(value.abs());
  }, ZERO);
}

/** Whether of some position only a part was sent. */
function sendToBook(
  state: VenueState,
  account: SimulatedAccount,
  pool: MarginPool,
  now: TimeMs,
): boolean {
  const mayBePartial = now >= (account.liquidation?.wholeUntil ?? now);
  let isPartial = false;
  for (const coin of byMaintenance(state, account, pool)) {
    if (!isShort(pool)) break;
    const market = marketOf(state, coin);
    const size = account.position(coin).size.abs();
    const isLarge = size.times(knownMark(market)).gt(state.partialLiquidationAbove);
    const isPart = mayBePartial && isLarge;
    const { sizeDecimals } = market.instrument;
    const sent = isPart
      ? size.times(PARTIAL_SHARE).toDecimalPlaces(sizeDecimals, Decimal.ROUND_UP)
      : size;
    const order = liquidationOrder(state, account, market, 'market', now);
    order.size = Decimal.min(sent, size);
    matchArriving(state, market, order, now);
    isPartial ||= isPart;
  }
  return isPartial;
}

function takeOver(
  state: VenueState,
  account: SimulatedAccount,
  pool: MarginPool,
  now: TimeMs,
): void {
  const prices = takeoverPrices(
    pool.coins().map((coin) => {
      const { size } = account.position(coin);
      return { coin, size, mark: knownMark(marketOf(state, coin)) };
    }),
    pool.equity(),
  );
  for (const [coin, price] of prices) {
    const market = marketOf(state, coin);
    const order = liquidationOrder(state, account, market, 'backstop', now);
    const { size, liquidation } = order;
    bookFill(state, order, { size, price, liquidity: 'taker', time: now, liquidation });
  }
  state.emit({ kind: 'accountChanged', user: account.user });
}

/** At market, which the venue bounds like any price; nobody placed it, so it has no record. */
function liquidationOrder(
  state: VenueState,
  account: SimulatedAccount,
  market: SimulatedMarket,
  method: Method,
  now: TimeMs,
): WorkingOrder {
  const { coin } = market.instrument;
  const { size } = account.position(coin);
  const mark = knownMark(market);
  const held: Side = size.gt(0) ? 'buy' : 'sell';
  const side = oppositeOf(held);
  const price = mark.times(WORST_DISTANCE.times(signOf(side)).plus(1));
  const request = {
    coin,
    side,
    price,
    size: size.abs(),
    timeInForce: 'ioc',
    reduceOnly: true,
  } as const;
  return {
    ...arrivingOrder(account, { ...request, clientOrderId: null }, state.nextOrderId++, now),
    liquidation: { user: account.user, mark, method },
  };
}

/** Coins of the positions, the one that needs the most maintenance margin first. */
function byMaintenance(
  state: VenueState,
  account: SimulatedAccount,
  pool: MarginPool,
): readonly string[] {
  const kept = (coin: string): Money => maintenanceOf(state, account, [coin]);
  return pool.coins().toSorted((one, two) => kept(two).cmp(kept(one)));
}
