/** One market's position as its fills make it, by average entry. */
import { type Money, type Price, type Size, type TimeMs, ZERO } from '../base/index.js';
import { type Fill, type PositionReport, signOf } from '../market/index.js';
import {
  beginTrip,
  closeTrip,
  growTrip,
  noteExcursion,
  type OpenTrip,
  type RoundTrip,
  shrinkTrip,
} from './round-trip.js';

export interface TrackedPosition {
  readonly coin: string;
  /** Signed contracts; 0 when flat. */
  readonly size: Size;
  /** Average price of what is open; null when flat. */
  readonly entryPrice: Price | null;
  /** USD since the first fill, gross of fees and funding. */
  readonly realizedPnl: Money;
  /** USD since the first fill; positive is a cost. */
  readonly fees: Money;
  /** USD since the first fill; positive was paid. */
  readonly funding: Money;
  /** The round trip under way; null when flat. */
  readonly trip: OpenTrip | null;
  /** Round trips that have ended. */
  readonly trips: number;
  /** Lowest and highest mark since the last fill; null before one was heard. */
  readonly lowMark: Price | null;
  readonly highMark: Price | null;
  /** The venue's time of the last fill; null before the first. */
  readonly lastFillAt: TimeMs | null;
  /** The venue's time of the report that size and entry were taken from; null: from none. */
  readonly adoptedAt: TimeMs | null;
}

export interface FilledPosition {
  readonly position: TrackedPosition;
  /** USD that this fill realised, gross of its fee. */
  readonly realizedPnl: Money;
  /** The round trip that this fill ended; null where it ended none. */
  readonly closed: RoundTrip | null;
  /** Whether this fill opened a position: from flat, or beyond it. */
  readonly isOpened: boolean;
}

export function flatPosition(coin: string): TrackedPosition {
  return {
    coin,
    size: ZERO,
    entryPrice: null,
    realizedPnl: ZERO,
    fees: ZERO,
    funding: ZERO,
    trip: null,
    trips: 0,
    lowMark: null,
    highMark: null,
    lastFillAt: null,
    adoptedAt: null,
  };
}

/**
 * Opens, increases, decreases, closes or flips. What closes realises against the average entry,
 * what is left keeps that entry, and what goes beyond flat enters at the fill's price: there one
 * round trip ends and another begins, and each bears its part of the fee.
 */
export function applyFill(before: TrackedPosition, fill: Fill): FilledPosition {
  const change = fill.size.times(signOf(fill.side));
  const size = before.size.plus(change);
  const position: TrackedPosition = {
    ...before,
    size,
    fees: before.fees.plus(fill.fee),
    lowMark: null,
    highMark: null,
    lastFillAt: Math.max(fill.time, before.lastFillAt ?? fill.time),
  };
  const trip = tripUpTo(before, fill.price);
  const { entryPrice } = before;
  if (trip === null || entryPrice === null) {
    const opened = beginTrip(fill.size, fill.price, fill.fee, fill.time);
    const opening = { ...position, entryPrice: fill.price, trip: opened };
    return { position: opening, realizedPnl: ZERO, closed: null, isOpened: true };
  }
  if (before.size.isPos() === change.isPos()) {
    const cost = before.size.times(entryPrice).plus(change.times(fill.price));
    const grown = growTrip(trip, fill.size, fill.price, fill.fee);
    const larger = { ...position, entryPrice: cost.div(size), trip: grown };
    return { position: larger, realizedPnl: ZERO, closed: null, isOpened: false };
  }
  return shrink(before, position, trip, entryPrice, fill);
}

function shrink(
  before: TrackedPosition,
  position: TrackedPosition,
  trip: OpenTrip,
  entryPrice: Price,
  fill: Fill,
): FilledPosition {
  const { size } = position;
  const isFlipped = !size.isZero() && size.isPos() !== before.size.isPos();
  const closedSize = isFlipped ? before.size.abs() : fill.size;
  const openingFee = isFlipped ? fill.fee.times(size.abs()).div(fill.size) : ZERO;
  const closingFee = fill.fee.minus(openingFee);
  const isLong = before.size.isPos();
  const realizedPnl = closedSize.times(isLong ? 1 : -1).times(fill.price.minus(entryPrice));
  const shrunk = shrinkTrip(trip, closedSize, fill.price, closingFee, realizedPnl);
  const next = { ...position, realizedPnl: before.realizedPnl.plus(realizedPnl) };
  if (!isFlipped && !size.isZero()) {
    return { position: { ...next, trip: shrunk }, realizedPnl, closed: null, isOpened: false };
  }
  const trips = before.trips + 1;
  const side = isLong ? 'long' : 'short';
  const closed = closeTrip(shrunk, before.coin, trips, side, fill.time);
  const after: TrackedPosition = isFlipped
    ? {
        ...next,
        trips,
        entryPrice: fill.price,
        trip: beginTrip(size.abs(), fill.price, openingFee, fill.time),
      }
    : { ...next, trips, entryPrice: null, trip: null };
  return { position: after, realizedPnl, closed, isOpened: isFlipped };
}

/** A mark was heard: it counts towards the excursions of what is open. */
export function applyMark(position: TrackedPosition, mark: Price): TrackedPosition {
  const { lowMark, highMark } = position;
  const isLower = lowMark === null || mark.lt(lowMark);
  const isHigher = highMark === null || mark.gt(highMark);
  if (!isLower && !isHigher) return position;
  return {
    ...position,
    lowMark: isLower ? mark : lowMark,
    highMark: isHigher ? mark : highMark,
  };
}

/** Funding was paid (positive) or received; with a flat position it belongs to no round trip. */
export function applyFunding(position: TrackedPosition, amount: Money): TrackedPosition {
  const { trip } = position;
  return {
    ...position,
    funding: position.funding.plus(amount),
    trip: trip === null ? null : { ...trip, funding: trip.funding.plus(amount) },
  };
}

/** USD: the lowest and highest that the round trip under way has been; null when flat. */
export function excursionsOf(
  position: TrackedPosition,
): { readonly maxAdverse: Money; readonly maxFavorable: Money } | null {
  const trip = tripUpTo(position, null);
  return trip === null ? null : { maxAdverse: trip.worst, maxFavorable: trip.best };
}

/** Takes the venue's word for size and entry; what was realised stays. */
export function adoptPosition(
  position: TrackedPosition,
  report: PositionReport | undefined,
  reportedAt: TimeMs,
): TrackedPosition {
  const adopted = { ...position, lowMark: null, highMark: null, adoptedAt: reportedAt };
  // What a trip came to that ended unseen is not known: it is neither a win nor a loss.
  if (report === undefined || report.size.isZero()) {
    return { ...adopted, size: ZERO, entryPrice: null, trip: null };
  }
  const { size, entryPrice } = report;
  const begun = beginTrip(size.abs(), entryPrice, ZERO, reportedAt, true);
  const before = tripUpTo(position, null);
  const isSameSide = before !== null && size.isPos() === position.size.isPos();
  const { entered, enteredValue } = begun;
  const trip: OpenTrip = isSameSide
    ? { ...before, isAdopted: true, entered, enteredValue, exited: ZERO, exitedValue: ZERO }
    : begun;
  return { ...adopted, size, entryPrice, trip };
}

/** The trip with the excursions of the marks since its last fill, and of `price`. */
function tripUpTo(
  { trip, size, entryPrice, lowMark, highMark }: TrackedPosition,
  price: Price | null,
): OpenTrip | null {
  if (trip === null || entryPrice === null) return null;
  return [lowMark, highMark, price].reduce(
    (noted, at) => noteExcursion(noted, size, entryPrice, at),
    trip,
  );
}
