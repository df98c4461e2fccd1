/** One market's position as its fills make it, by average entry. */
import { type Money, type Price, type Size, type TimeMs, ZERO } from '../base/index.js';
import { type Fill, type PositionReport, signOf } from '../market/index.js';

export interface TrackedPosition {
  readonly coin: string;
  /** Signed contracts; 0 when flat. */
  readonly size: Size;
  /** Average price of what is open; null when flat. */
  readonly entryPrice: Price | null;
  /** USD since the first fill, gross of fees. */
  readonly realizedPnl: Money;
  /** USD since the first fill; positive is a cost. */
  readonly fees: Money;
  /** USD since the position was last flat, net of fees: what a round trip comes to. */
  readonly tripPnl: Money;
  /** The venue's time of the last fill; null before the first. */
  readonly lastFillAt: TimeMs | null;
}

export interface FilledPosition {
  readonly position: TrackedPosition;
  /** USD that this fill realised, gross of its fee. */
  readonly realizedPnl: Money;
  /** USD of the round trip that this fill ended, net of fees; null where it ended none. */
  readonly closedTrip: Money | null;
  /** Whether this fill opened a position: from flat, or beyond it. */
  readonly isOpened: boolean;
}

export function flatPosition(coin: string): TrackedPosition {
  const nothing = { realizedPnl: ZERO, fees: ZERO, tripPnl: ZERO };
  return { coin, size: ZERO, entryPrice: null, ...nothing, lastFillAt: null };
}

/**
 * Opens, increases, decreases, closes or flips. What closes realises against the average entry,
 * what is left keeps that entry, and what goes beyond flat enters at the fill's price.
 */
export function applyFill(position: TrackedPosition, fill: Fill): FilledPosition {
  const change = fill.size.times(signOf(fill.side));
  const size = position.size.plus(change);
  const before = position.entryPrice;
  const isSameSide = position.size.isZero() || position.size.isPos() === change.isPos();
  let entryPrice: Price | null = null;
  let realizedPnl: Money = ZERO;
  if (before === null || isSameSide) {
    const cost = before === null ? ZERO : position.size.times(before);
    entryPrice = cost.plus(change.times(fill.price)).div(size);
  } else {
    const closed = position.size.abs().lt(fill.size) ? position.size : change.neg();
    realizedPnl = closed.times(fill.price.minus(before));
    const isFlipped = !size.isZero() && size.isPos() === change.isPos();
    if (!size.isZero()) entryPrice = isFlipped ? fill.price : before;
  }
  const { closedTrip, tripPnl } = tripAfter(position, fill, size, realizedPnl);
  return {
    closedTrip,
    isOpened: !size.isZero() && (position.size.isZero() || closedTrip !== null),
    position: {
      coin: position.coin,
      size,
      entryPrice,
      realizedPnl: position.realizedPnl.plus(realizedPnl),
      fees: position.fees.plus(fill.fee),
      tripPnl,
      lastFillAt: Math.max(fill.time, position.lastFillAt ?? fill.time),
    },
    realizedPnl,
  };
}

/** A fill beyond flat ends one trip and begins another: each bears its part of the fee. */
function tripAfter(
  { size: before, tripPnl }: TrackedPosition,
  { fee, size: filled }: Fill,
  size: Size,
  realizedPnl: Money,
): { readonly closedTrip: Money | null; readonly tripPnl: Money } {
  const isEnded = !before.isZero() && (size.isZero() || size.isPos() !== before.isPos());
  if (!isEnded) return { closedTrip: null, tripPnl: tripPnl.plus(realizedPnl).minus(fee) };
  const opening = fee.times(size.abs()).div(filled);
  const closedTrip = tripPnl.plus(realizedPnl).minus(fee.minus(opening));
  return { closedTrip, tripPnl: opening.neg() };
}

/** Takes the venue's word for size and entry; what was realised stays. */
export function adoptPosition(
  position: TrackedPosition,
  report: PositionReport | undefined,
): TrackedPosition {
  return {
    ...position,
    size: report?.size ?? ZERO,
    entryPrice: report?.entryPrice ?? null,
    // What a trip came to that ended unseen is not known: it is neither a win nor a loss.
    tripPnl: report === undefined || report.size.isZero() ? ZERO : position.tripPnl,
  };
}
