/** What has happened since the engine's state was taken in, in the engine's words when wanted. */
import { decimal, type TimeMs } from '../base/index.js';
import type { QuietNews } from '../engine/index.js';
import { type FastOrder, type Lookback, sentOf, trackedOf } from './fast-order.js';
import type { Figure } from './risk-verbs.js';

/** The last mark of a market, and how far it went. */
export interface RecentMark {
  readonly mark: Figure;
  readonly oracle: Figure;
  readonly at: TimeMs;
  readonly low: Figure;
  readonly high: Figure;
  readonly lowWhole: number;
  readonly highWhole: number;
}

/** Nothing of it changes any more: lists only grow, or are replaced. */
export interface RecentPast {
  readonly at: TimeMs;
  readonly streamAt: TimeMs | null;
  readonly ordersSent: number;
  readonly live: readonly FastOrder[];
  /** By market, as all below; null where no mark was heard. */
  readonly marks: readonly (RecentMark | null)[];
  readonly sent: readonly { readonly list: readonly FastOrder[]; readonly length: number }[];
  readonly coins: readonly string[];
  readonly lookback: Lookback;
}

export function nextMark(
  known: RecentMark | null,
  mark: Figure,
  oracle: Figure,
  whole: number,
  at: TimeMs,
): RecentMark {
  const isLower = known === null || whole < known.lowWhole;
  const isHigher = known === null || whole > known.highWhole;
  return {
    mark,
    oracle,
    at,
    low: isLower ? mark : known.low,
    high: isHigher ? mark : known.high,
    lowWhole: isLower ? whole : known.lowWhole,
    highWhole: isHigher ? whole : known.highWhole,
  };
}

export function newsOf(past: RecentPast): QuietNews {
  const { at, streamAt, ordersSent, coins, lookback } = past;
  const coinOf = (index: number): string => coins[index] ?? '';
  return {
    at,
    streamAt,
    ordersSent,
    orders: past.live.map(trackedOf),
    marks: past.marks.flatMap((recent, index) => {
      if (recent === null) return [];
      const [mark, oracle] = [decimal(recent.mark), decimal(recent.oracle)];
      const [low, high] = [decimal(recent.low), decimal(recent.high)];
      return [{ coin: coinOf(index), mark, oracle, at: recent.at, low, high }];
    }),
    sent: Object.fromEntries(
      past.sent.map(({ list, length }, index) => [
        coinOf(index),
        sentOf(list, length, lookback, at),
      ]),
    ),
  };
}
