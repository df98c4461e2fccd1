/** What closed round trips came to, market by market: the history that Kelly sizes by. */
import { type Money, ZERO } from '../base/index.js';
import type { TradeStatistics } from '../sizing/index.js';
import type { RoundTrip } from './round-trip.js';

interface RecordedTrade {
  /** The coin's how-many-eth round trip. */
  readonly number: number;
  /** USD, net of fees and funding. */
  readonly netPnl: Money;
}

/** The latest trades of each coin, oldest first. */
export type TradeRecords = Readonly<Record<string, readonly RecordedTrade[]>>;

/** As many as any policy can ask for. */
const KEPT_MOST = 1_000;
/** Statistics reach back over so many histories: old enough to tell, young enough to be true. */
const HISTORIES = 10;

/**
 * Those of a coin's trips numbered above `tripsKept` are told again and stand no more. A trip that
 * begins with the venue's word is left out: what it came to is not known to the end.
 */
export function recordTrades(
  records: TradeRecords,
  coin: string,
  tripsKept: number,
  trips: readonly RoundTrip[],
): TradeRecords {
  const before = records[coin] ?? [];
  // Numbers ascend: mostly nothing ended, and nothing is told again.
  if (trips.length === 0 && (before.at(-1)?.number ?? 0) <= tripsKept) return records;
  const standing = before.filter(({ number }) => number <= tripsKept);
  const ours = trips.filter(({ isAdopted }) => !isAdopted);
  if (ours.length === 0 && standing.length === before.length) return records;
  const added = ours.map(({ number, netPnl }) => ({ number, netPnl }));
  return { ...records, [coin]: [...standing, ...added].slice(-KEPT_MOST) };
}

/** Of the latest 10 × `history` trades, 1,000 at most. One that came to nothing does not count. */
export function statisticsOf(
  records: TradeRecords,
  coin: string,
  history: number,
): TradeStatistics {
  const trades = records[coin] ?? NO_TRADES;
  const known = STATISTICS.get(trades);
  if (known?.history === history) return known.statistics;
  const statistics = reckon(trades.slice(-Math.min(KEPT_MOST, HISTORIES * history)));
  STATISTICS.set(trades, { history, statistics });
  return statistics;
}

const NO_TRADES: readonly RecordedTrade[] = [];

/** A pure memo: lists of trades never change. */
const STATISTICS = new WeakMap<
  readonly RecordedTrade[],
  { readonly history: number; readonly statistics: TradeStatistics }
>();

function reckon(trades: readonly RecordedTrade[]): TradeStatistics {
  const won = trades.filter(({ netPnl }) => netPnl.gt(0));
  const lost = trades.filter(({ netPnl }) => netPnl.lt(0));
  return {
    wins: won.length,
    losses: lost.length,
    averageWin: averageOf(won),
    averageLoss: averageOf(lost).neg(),
  };
}

function averageOf(trades: readonly RecordedTrade[]): Money {
  if (trades.length === 0) return ZERO;
  return trades.reduce((sum, { netPnl }) => sum.plus(netPnl), ZERO).div(trades.length);
}
