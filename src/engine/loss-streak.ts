/** Round trips in a row that lost money, so kept that one told again can be counted again. */
import type { RoundTrip } from './round-trip.js';

interface CountedTrip {
  readonly coin: string;
  readonly number: number;
  readonly closedAt: number;
  /** Null for one that came to nothing: neither a win nor a loss. */
  readonly isLoss: boolean | null;
}

export interface LossStreak {
  /** Losses in a row up to the oldest of `latest`. */
  readonly before: number;
  /** In the order of closing; bounded. */
  readonly latest: readonly CountedTrip[];
}

export const NO_LOSSES: LossStreak = { before: 0, latest: [] };

/** More than can be told again at once. */
const LATEST_MAX = 256;

/** Counts a coin's round trips; of those told before, only the ones up to `tripsKept` stand. */
export function countTrips(
  streak: LossStreak,
  coin: string,
  tripsKept: number,
  trips: readonly RoundTrip[],
): LossStreak {
  const { before, latest } = streak;
  const standing = latest.filter((trip) => trip.coin !== coin || trip.number <= tripsKept);
  if (trips.length === 0 && standing.length === latest.length) return streak;
  const counted = [...standing, ...trips.map(countedTrip)].sort((a, b) => a.closedAt - b.closedAt);
  const surplus = Math.max(0, counted.length - LATEST_MAX);
  return {
    before: lossesInRow(before, counted.slice(0, surplus)),
    latest: counted.slice(surplus),
  };
}

/** The same streak where nothing is told again: another clock begins. */
export function settledLosses(streak: LossStreak): LossStreak {
  return { before: lossesOf(streak), latest: [] };
}

export function lossesOf({ before, latest }: LossStreak): number {
  return lossesInRow(before, latest);
}

function lossesInRow(before: number, trips: readonly CountedTrip[]): number {
  return trips.reduce((losses, { isLoss }) => {
    if (isLoss === null) return losses;
    return isLoss ? losses + 1 : 0;
  }, before);
}

function countedTrip({ coin, number, closedAt, netPnl }: RoundTrip): CountedTrip {
  return { coin, number, closedAt, isLoss: netPnl.isZero() ? null : netPnl.isNeg() };
}
