/** Positions of any number of markets from fills alone: an immutable value and pure functions. */
import { type Money, type Notional, type Price, type TimeMs, ZERO } from '../base/index.js';
import type { Fill } from '../market/index.js';
import {
  EMPTY_WINDOW,
  type FillWindow,
  moveInOrder,
  type PositionMove,
  type Restatement,
} from './fill-window.js';
import { isKnownTrade, type KnownTrades, NO_TRADES, rememberTrade } from './known-trades.js';
import type { RoundTrip } from './round-trip.js';
import { applyMark, flatPosition, type TrackedPosition } from './tracked-position.js';

/** Start with `NO_POSITIONS`; every function here returns a new one. */
export interface PositionTracker {
  /** By coin; a market that never had a fill has none. */
  readonly positions: Readonly<Record<string, TrackedPosition>>;
  /** The latest moves of each coin, for those that come late. */
  readonly fillWindows: Readonly<Record<string, FillWindow>>;
  /** Trades that were counted already: the 16,384 latest. */
  readonly trades: KnownTrades;
}

export const NO_POSITIONS: PositionTracker = { positions: {}, fillWindows: {}, trades: NO_TRADES };

export interface TrackedFill {
  readonly tracker: PositionTracker;
  /** The trade was counted before, or is in a position that was adopted: nothing has moved. */
  readonly isKnown: boolean;
  /** USD that it realised, gross of its fee; where it came late, what it changed of that. */
  readonly realizedPnl: Money;
  /** Round trips that it ended, or that are told again, oldest first. */
  readonly closed: readonly RoundTrip[];
  readonly isOpened: boolean;
  /** Null where it came in order. */
  readonly restated: Restatement | null;
}

/**
 * Counts a fill once, by its trade id, in the venue's order: one that comes late (within five
 * minutes and 256 moves of its market) is put in its place and the position restated, so that any
 * order of arrival comes to the same size, entry and realised PnL. A later one still counts, before
 * the oldest that is kept, and says so (`restated.isExact`).
 *
 * Throws `RangeError` for a fill without a price and size above 0.
 *
 * ```ts
 * let tracker = NO_POSITIONS;
 * for (const fill of fills) ({ tracker } = trackFill(tracker, fill));
 * tracker.positions.HYPE?.size; // signed contracts, from fills alone
 * ```
 */
export function trackFill(tracker: PositionTracker, fill: Fill): TrackedFill {
  if (!isReadableFill(fill)) throw new RangeError(`trade ${fill.tradeId} has no price or size`);
  const nothing = { realizedPnl: ZERO, closed: [], isOpened: false, restated: null };
  if (isKnownTrade(tracker.trades, fill.tradeId)) return { tracker, isKnown: true, ...nothing };
  const trades = rememberTrade(tracker.trades, fill.tradeId);
  const before = tracker.positions[fill.coin] ?? flatPosition(fill.coin);
  if (isInReport(before, fill)) {
    return { tracker: { ...tracker, trades }, isKnown: true, ...nothing };
  }
  const move: PositionMove = { kind: 'fill', time: fill.time, fill };
  const moved = trackMove({ ...tracker, trades }, before, move);
  const { closed, isOpened, restated, position } = moved;
  const realizedPnl = position.realizedPnl.minus(before.realizedPnl);
  return { tracker: moved.tracker, isKnown: false, realizedPnl, closed, isOpened, restated };
}

/** Funding of one market, USD, positive was paid; counted each time it is told. */
export function trackFunding(
  tracker: PositionTracker,
  funding: { readonly coin: string; readonly amount: Money; readonly time: TimeMs },
): {
  readonly tracker: PositionTracker;
  readonly closed: readonly RoundTrip[];
  readonly restated: Restatement | null;
} {
  const { coin, amount, time } = funding;
  const before = tracker.positions[coin] ?? flatPosition(coin);
  return trackMove(tracker, before, { kind: 'funding', time, amount });
}

/** A mark of one market, USD per contract: it counts towards MAE and MFE of what is open. */
export function trackMark(tracker: PositionTracker, coin: string, mark: Price): PositionTracker {
  const before = tracker.positions[coin];
  if (before === undefined) return tracker;
  const position = applyMark(before, mark);
  if (position === before) return tracker;
  return { ...tracker, positions: { ...tracker.positions, [coin]: position } };
}

export interface PositionTotals {
  /** USD: the sum of |size| × mark. */
  readonly exposure: Notional;
  /** USD: the sum of size × (mark − entry). */
  readonly unrealizedPnl: Money;
  /** USD since the first fill, gross. */
  readonly realizedPnl: Money;
  readonly fees: Money;
  readonly funding: Money;
}

/** Null where a market that is not flat has no mark: what is not known is not guessed. */
export function totalsOf(
  tracker: Pick<PositionTracker, 'positions'>,
  marks: Readonly<Record<string, Price>>,
): PositionTotals | null {
  let totals: PositionTotals = {
    exposure: ZERO,
    unrealizedPnl: ZERO,
    realizedPnl: ZERO,
    fees: ZERO,
    funding: ZERO,
  };
  for (const { coin, size, entryPrice, ...position } of Object.values(tracker.positions)) {
    const mark = marks[coin];
    if (entryPrice !== null && mark?.isFinite() !== true) return null;
    const value = mark === undefined || entryPrice === null ? ZERO : size.abs().times(mark);
    const gain =
      mark === undefined || entryPrice === null ? ZERO : size.times(mark.minus(entryPrice));
    totals = {
      exposure: totals.exposure.plus(value),
      unrealizedPnl: totals.unrealizedPnl.plus(gain),
      realizedPnl: totals.realizedPnl.plus(position.realizedPnl),
      fees: totals.fees.plus(position.fees),
      funding: totals.funding.plus(position.funding),
    };
  }
  return totals;
}

/** Whether its figures are numbers: one that is not would spoil all that follows. */
export function isReadableFill({ price, size, fee }: Fill): boolean {
  return [price, size, fee].every((figure) => figure.isFinite()) && price.gt(0) && size.gt(0);
}

/** A fill of before the report that a position was taken from is in that position. */
function isInReport({ adoptedAt, size }: TrackedPosition, fill: Fill): boolean {
  if (adoptedAt === null || fill.time > adoptedAt) return false;
  // In the report's own millisecond it is not, if it starts from what the report says.
  return fill.time < adoptedAt || !fill.startPosition.eq(size);
}

function trackMove(tracker: PositionTracker, before: TrackedPosition, move: PositionMove) {
  const { coin } = before;
  const { window, ...moved } = moveInOrder(before, tracker.fillWindows[coin] ?? EMPTY_WINDOW, move);
  const positions = { ...tracker.positions, [coin]: moved.position };
  const fillWindows = { ...tracker.fillWindows, [coin]: window };
  return { ...moved, tracker: { ...tracker, positions, fillWindows } };
}
