/**
 * What the venue does once an account no longer covers its maintenance margin. Source: facts of the
 * venue, §7.4 and Hyperliquid's page "Liquidations"; where they are silent it is said below.
 */
import { Decimal, decimal, type Money, type TimeMs } from '../base/index.js';
import type { Side } from '../market/index.js';
import { oppositeOf, signOf } from '../market/index.js';
import { equityOf, maintenanceOf, notionalOf } from './clearinghouse.js';
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
 * of the margin, also where the mark fell there at once.
 */
export function liquidateAccounts(state: VenueState, now: TimeMs): void {
  for (const account of state.accounts.values()) {
    if (!account.isMarginUnchecked || account.liquidation?.at === now) continue;
    account.isMarginUnchecked = false;
    if (account.positions.size === 0) continue;
    const equity = equityOf(state, account);
    const maintenance = maintenanceOf(state, account);
    if (equity.gte(maintenance)) continue;
    const isBackstop = equity.times(3).lt(maintenance.times(2));
    liquidate(state, account, isBackstop ? 'backstop' : 'market', now);
    account.isMarginUnchecked = true;
  }
}

function liquidate(
  state: VenueState,
  account: SimulatedAccount,
  method: Method,
  now: TimeMs,
): void {
  for (const order of account.orders.values()) {
    endOrder(state, marketOf(state, order.coin), order, 'liquidatedCanceled', now);
  }
  for (const stop of account.stops.values()) endStop(state, stop, 'liquidatedCanceled', now);
  const accountValue = equityOf(state, account);
  const notional = notionalOf(state, account);
  const firstTrade = state.nextTradeId;
  account.liquidation = {
    at: now,
    wholeUntil:
      method === 'market' && sendToBook(state, account, now)
        ? now + WHOLE_FOR_MS
        : (account.liquidation?.wholeUntil ?? now),
  };
  if (method === 'backstop') takeOver(state, account, now);
  // A book without takers: the next step tries again.
  if (state.nextTradeId === firstTrade) return;
  const id = state.nextLiquidationId++;
  const liquidation = { id, time: now, method, notional, accountValue };
  state.emit({ kind: 'liquidated', user: account.user, liquidation });
}

/** Whether of some position only a part was sent. */
function sendToBook(state: VenueState, account: SimulatedAccount, now: TimeMs): boolean {
  const mayBePartial = now >= (account.liquidation?.wholeUntil ?? now);
  let isPartial = false;
  for (const coin of byMaintenance(state, account)) {
    if (equityOf(state, account).gte(maintenanceOf(state, account))) break;
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

function takeOver(state: VenueState, account: SimulatedAccount, now: TimeMs): void {
  const prices = takeoverPrices(
    [...account.positions].map(([coin, { size }]) => {
      return { coin, size, mark: knownMark(marketOf(state, coin)) };
    }),
    equityOf(state, account),
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
function byMaintenance(state: VenueState, account: SimulatedAccount): readonly string[] {
  const kept = (coin: string): Money => maintenanceOf(state, account, coin);
  return [...account.positions.keys()].sort((one, two) => kept(two).cmp(kept(one)));
}
