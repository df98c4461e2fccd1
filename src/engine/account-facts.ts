/** What is known of the account: levels, and margin by market. */
import type { MeasureValue } from '../compile/index.js';
import { maintenanceMargin } from '../margin/index.js';
import { reportedPosition } from './account-book.js';
import { bookOf } from './day-book.js';
import {
  coinsOf,
  type Facts,
  known,
  mapBoth,
  marketOf,
  MISSING,
  NONE,
  NOTHING,
  remember,
  rememberOfSize,
  rememberStanding,
  sumOf,
} from './facts.js';
import { unknownBy } from './freshness.js';
import { liveCoins, type LiveOrder, reservedMargin } from './live-orders.js';
import { markOf, positionOf, unrealizedPnlOf, valueOfPosition } from './market-facts.js';

type KnownMeasure = Extract<MeasureValue, { status: 'known' }>;

/** Reads a position as it is, or as it would be in the worst case. */
export type PositionReader = (coin: string) => MeasureValue;

export function balanceOf(facts: Facts): MeasureValue {
  const unknown = unknownBy(facts, ['account', 'stream'], null);
  const { balance } = facts.state.account;
  return unknown ?? (balance === null ? MISSING : known(balance));
}

/** USD: balance + all unrealised PnL at our marks. */
export function equityOf(facts: Facts): MeasureValue {
  return rememberStanding(facts, 'equity', () => {
    if (!facts.state.isPositionKnown) return MISSING;
    const unrealized = coinsOf(facts).map((coin) => unrealizedPnlOf(facts, coin));
    return sumOf([balanceOf(facts), ...unrealized]);
  });
}

/** USD: the value of all positions. */
export function exposureOf(facts: Facts, read: PositionReader): MeasureValue {
  return sumOf(coinsOf(facts).map((coin) => valueOfPosition(facts, coin, read(coin))));
}

/** What the venue reckons margin by: its own setting where it has told it, else the policy's. */
export function venueLeverageOf(facts: Facts, coin: string): number {
  const reported = reportedPosition(facts.state.account.report, coin)?.leverage;
  // In a market nobody declared or reported, an order may be for the whole of its value.
  return reported ?? marketOf(facts.policy, coin)?.leverage ?? 1;
}

/** Whether the venue last reported a position with collateral of its own there. */
export function isIsolated(facts: Facts, coin: string): boolean {
  return reportedPosition(facts.state.account.report, coin)?.marginMode === 'isolated';
}

/** The lower of the policy's and the venue's leverage. */
export function leverageOf(facts: Facts, coin: string): number {
  const venues = venueLeverageOf(facts, coin);
  return Math.min(venues, marketOf(facts.policy, coin)?.leverage ?? venues);
}

/** USD of initial margin of positions, by the venue's formula at our marks. */
export function marginUsedOf(facts: Facts, read: PositionReader): MeasureValue {
  return sumOf(coinsOf(facts).map((coin) => marginUsedIn(facts, coin, read(coin))));
}

/** The same of the positions as they are. */
export function marginUsedNow(facts: Facts): MeasureValue {
  return rememberStanding(facts, 'margin_used', () =>
    marginUsedOf(facts, (coin) => positionOf(facts, coin)),
  );
}

/** USD of initial margin of the positions in all markets but `coin`. */
export function marginUsedElsewhere(facts: Facts, coin: string): MeasureValue {
  return rememberStanding(facts, `margin_used but ${coin}`, () => {
    const others = coinsOf(facts).filter((other) => other !== coin);
    return sumOf(others.map((other) => marginUsedIn(facts, other, positionOf(facts, other))));
  });
}

/** Margin in use over equity; none while there is no equity to use. */
export function marginUtilizationOf(facts: Facts, read: PositionReader): MeasureValue {
  const equity = equityOf(facts);
  if (equity.status === 'known' && equity.value.lte(0)) return NONE;
  return mapBoth(marginUsedOf(facts, read), equity, (used, level) => used.div(level));
}

/** USD that the venue's tiers ask for all positions. */
export function maintenanceMarginOf(facts: Facts): MeasureValue {
  return rememberStanding(facts, 'maintenance_margin', () => {
    const perMarket = coinsOf(facts).map((coin) => maintenanceMarginIn(facts, coin));
    return unknownBy(facts, ['account'], null) ?? sumOf(perMarket);
  });
}

export function maintenanceMarginIn(facts: Facts, coin: string): MeasureValue {
  return rememberStanding(facts, `maintenance_margin ${coin}`, () => maintenanceOf(facts, coin));
}

function maintenanceOf(facts: Facts, coin: string): MeasureValue {
  const value = valueOfPosition(facts, coin, positionOf(facts, coin));
  if (value.status !== 'known' || value.value.isZero()) return value;
  const instrument = facts.state.instruments[coin];
  // Half of the initial margin at its leverage is the most that any tier asks.
  if (instrument === undefined) return known(value.value.div(2 * venueLeverageOf(facts, coin)));
  return known(maintenanceMargin(instrument, value.value));
}

/** USD that `orders`, and `more` among them, reserve beside the positions, in all markets. */
export function reservedMarginOf(
  facts: Facts,
  orders: readonly LiveOrder[],
  more: LiveOrder | null = null,
): MeasureValue {
  const coins = new Set(liveCoins(orders));
  if (more !== null) coins.add(more.coin);
  return sumOf(
    [...coins].map((coin) => {
      const position = positionOf(facts, coin);
      if (position.status !== 'known') return position;
      const leverage = leverageOf(facts, coin);
      const here = more?.coin === coin ? more : null;
      return known(reservedMargin(orders, coin, position.value, leverage, here));
    }),
  );
}

/** USD: equity less margin in use less the reservations of resting orders. */
export function freeMarginOf(facts: Facts): MeasureValue {
  return remember(facts, 'free_margin', () => {
    const used = marginUsedNow(facts);
    const reserved = reservedMarginOf(facts, facts.state.orders.orders);
    const committed = sumOf([used, reserved]);
    return mapBoth(equityOf(facts), committed, (equity, margin) => equity.minus(margin));
  });
}

/** USD of initial margin of a position in one market. */
export function marginUsedIn(facts: Facts, coin: string, position: MeasureValue): MeasureValue {
  if (position.status !== 'known') return position;
  if (position.value.isZero()) return NOTHING;
  return rememberOfSize(facts, `margin_used ${coin}`, position.value, () =>
    marginOfPosition(facts, coin, position),
  );
}

function marginOfPosition(facts: Facts, coin: string, position: KnownMeasure): MeasureValue {
  const report = reportedPosition(facts.state.account.report, coin);
  if (report?.marginMode === 'isolated' && report.size.eq(position.value)) {
    // Collateral stays, the gain moves with the mark.
    const collateral = report.marginUsed.minus(report.unrealizedPnl);
    const stale = unknownBy(facts, ['account'], null);
    return stale ?? sumOf([known(collateral), unrealizedPnlOf(facts, coin)]);
  }
  const leverage = venueLeverageOf(facts, coin);
  return mapBoth(position, markOf(facts, coin), (size, mark) =>
    size.abs().times(mark).div(leverage),
  );
}

/** USD since the day of a book (the policy's own by default) began, or unknown. */
export function dayPnlOf(facts: Facts, book?: string): MeasureValue {
  const { dayStartEquity } = bookOf(facts.state.books, facts.policy, book).anchors;
  const start = dayStartEquity === null ? MISSING : known(dayStartEquity);
  return mapBoth(equityOf(facts), start, (equity, before) => equity.minus(before));
}
