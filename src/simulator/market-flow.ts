/** What the market's own events do to resting orders. */
import { assertInvariant, Decimal, type Price, type Size, unreachable } from '../base/index.js';
import { ZERO } from '../base/index.js';
import type { MarketEvent, Side, TradePrinted } from '../market/index.js';
import { oppositeOf, roundPriceDown } from '../market/index.js';
import { fillResting } from './execution.js';
import { liquidateAccounts } from './liquidate-accounts.js';
import { payFunding } from './move-cash.js';
import { queueToTrade, showQueue } from './queue-position.js';
import type { SimulatedMarket, VenueState } from './simulated-market.js';
import { fireStops } from './stop-orders.js';
import { isBetterPrice, isCrossing } from './visible-book.js';

/** Moves one market on: the event is told first, then what it fills, then who is liquidated. */
export function applyMarketEvent(
  state: VenueState,
  market: SimulatedMarket,
  event: MarketEvent,
): void {
  payFunding(state, market, event.at);
  market.time = Math.max(market.time, event.at);
  switch (event.kind) {
    case 'bookChanged':
      market.book.applyBook(event);
      state.emit({ kind: 'market', event });
      followBook(state, market);
      break;
    case 'topChanged':
      market.book.applyTop(event);
      state.emit({ kind: 'market', event });
      followBook(state, market);
      break;
    case 'tradePrinted':
      assertPositive(event.price, 'a traded price');
      assertPositive(event.size, 'a traded size');
      state.emit({ kind: 'market', event });
      fillFromTrade(state, market, event);
      break;
    case 'contextChanged':
      assertPositive(event.mark, 'a mark');
      assertPositive(event.oracle, 'an oracle price');
      market.mark = event.mark;
      market.oracle = event.oracle;
      market.fundingRate = event.fundingRate;
      market.hasContext = true;
      state.emit({ kind: 'market', event });
      revalueHolders(state, market);
      tellHolders(state, market);
      fireStops(state, market);
      break;
    default:
      unreachable(event);
  }
  liquidateAccounts(state, market.time);
}

function followBook(state: VenueState, market: SimulatedMarket): void {
  if (!market.hasContext) markFromMid(state, market);
  for (const side of ['buy', 'sell'] as const) {
    for (const order of market.orders.of(side)) {
      showQueue(state.queue, order, market.book);
    }
    fillCrossed(state, market, side);
  }
  if (!market.hasContext) fireStops(state, market);
}

/** Without a context of its own the market is valued at the mid, cut to the price grid. */
function markFromMid(state: VenueState, market: SimulatedMarket): void {
  const bid = market.book.best('buy');
  const ask = market.book.best('sell');
  if (bid === null || ask === null) return;
  const mid = bid.price.plus(ask.price).div(2);
  market.mark = roundPriceDown(mid, market.instrument.sizeDecimals);
  market.oracle = market.mark;
  revalueHolders(state, market);
}

/**
 * The market shows the other side at our price or through it: in truth it would have traded with
 * us first. We get what it shows there, at our limit, and take it out of the book.
 */
function fillCrossed(state: VenueState, market: SimulatedMarket, side: Side): void {
  for (;;) {
    const order = market.orders.best(side);
    const level = market.book.best(oppositeOf(side));
    if (order === null || level === null) return;
    if (!isCrossing(order.price, level.price, side)) return;
    const size = Decimal.min(order.size, level.size);
    const trade = { size, time: market.time, liquidation: null };
    const traded = fillResting(state, market, order, trade);
    if (traded.gt(0)) market.book.takeBest(oppositeOf(side), traded);
  }
}

/**
 * A print reaches our orders in price-time order with the size it printed. Orders at better prices
 * are traded through and wait behind nobody; at the printed price the market's queue before each
 * order goes first, once, however many of ours stand behind it.
 */
function fillFromTrade(state: VenueState, market: SimulatedMarket, trade: TradePrinted): void {
  const side = oppositeOf(trade.side);
  const { sizeDecimals } = market.instrument;
  let left: Size = trade.size;
  let queueTraded: Size = ZERO;
  // A copy: orders leave the book while they fill.
  for (const order of market.orders.of(side).slice()) {
    if (isBetterPrice(trade.price, order.price, side)) return;
    if (!order.isResting) continue;
    if (order.price.eq(trade.price)) {
      order.tradedSince = order.tradedSince.plus(trade.size);
      if (order.queueAhead === null) continue;
      const queue = queueToTrade(order.queueAhead.minus(queueTraded), sizeDecimals);
      const before = Decimal.min(left, queue);
      left = left.minus(before);
      queueTraded = queueTraded.plus(before);
      order.queueAhead = Decimal.max(ZERO, order.queueAhead.minus(queueTraded));
      if (order.queueAhead.gt(0)) continue;
    }
    if (left.isZero()) continue;
    const size = Decimal.min(left, order.size);
    const terms = { size, time: trade.at, liquidation: null };
    left = left.minus(fillResting(state, market, order, terms));
  }
}

/** Their margins are to be looked at again. */
function revalueHolders(state: VenueState, market: SimulatedMarket): void {
  const { coin } = market.instrument;
  for (const account of state.accounts.values()) {
    if (account.positions.has(coin)) account.isMarginUnchecked = true;
  }
}

function tellHolders(state: VenueState, market: SimulatedMarket): void {
  const { coin } = market.instrument;
  for (const account of state.accounts.values()) {
    if (account.positions.has(coin)) state.emit({ kind: 'accountChanged', user: account.user });
  }
}

function assertPositive(value: Price | Size, what: string): void {
  assertInvariant(value.isFinite() && value.gt(0), `${what} is a number above 0`);
}
