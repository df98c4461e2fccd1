/** What firms count by days: on how many something was opened, and the best day's gain. */
import { Decimal, type Money, type TimeMs } from '../base/index.js';
import type { Anchors } from './day-anchors.js';

export interface DayTally {
  /** Days on which a position was opened. */
  readonly tradingDays: number;
  /** The beginning of the last day that `tradingDays` has in it; null before one was counted. */
  readonly countedDay: TimeMs | null;
  /** USD: the largest gain of balance in one whole day; null before a day has ended. */
  readonly bestDayProfit: Money | null;
  /** The last balance that was known: where a day ends whose end is not seen. */
  readonly lastBalance: Money | null;
}

export const NO_DAYS: DayTally = {
  tradingDays: 0,
  countedDay: null,
  bestDayProfit: null,
  lastBalance: null,
};

/** Before any reset the day has begun when the account did. */
const FIRST_DAY: TimeMs = 0;

/**
 * Takes in what the step from `before` to `after` moved; null `balance` is unknown. `openedAt`:
 * when a position was last opened; null before the first.
 */
export function updateTally(
  tally: DayTally,
  before: Anchors,
  after: Anchors,
  balance: Money | null,
  openedAt: TimeMs | null,
): DayTally {
  const isNewDay = before.lastResetAt !== after.lastResetAt;
  const closed = isNewDay ? closeDay(tally, before.dayStartBalance, balance) : tally;
  const opened = countOpening(closed, openedAt, after.lastResetAt ?? FIRST_DAY);
  const isKnown = balance !== null && opened.lastBalance?.eq(balance) !== true;
  return isKnown ? { ...opened, lastBalance: balance } : opened;
}

/** USD: the best of all days, the one under way included; never below nought. */
export function bestDayOf(tally: DayTally, gainToday: Money): Money {
  return Decimal.max(0, gainToday, tally.bestDayProfit ?? 0);
}

function closeDay(tally: DayTally, began: Money | null, balance: Money | null): DayTally {
  const ended = balance ?? tally.lastBalance;
  if (began === null || ended === null) return tally;
  return { ...tally, bestDayProfit: bestDayOf(tally, ended.minus(began)) };
}

function countOpening(tally: DayTally, openedAt: TimeMs | null, dayBegan: TimeMs): DayTally {
  const { countedDay, tradingDays } = tally;
  if (openedAt === null || openedAt < dayBegan || countedDay === dayBegan) return tally;
  return { ...tally, tradingDays: tradingDays + 1, countedDay: dayBegan };
}
