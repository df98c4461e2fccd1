/** What firms count by days: on how many something was opened or gained, and the best gain. */
import { Decimal, type Money, type TimeMs } from '../base/index.js';
import type { AccountSettings } from '../compile/index.js';
import type { Anchors } from './day-anchors.js';

export interface DayTally {
  /** Days on which a position was opened. */
  readonly tradingDays: number;
  /** The beginning of the last day that `tradingDays` has in it; null before one was counted. */
  readonly countedDay: TimeMs | null;
  /** USD: the largest gain of balance in one whole day; null before a day has ended. */
  readonly bestDayProfit: Money | null;
  /** Days that have ended with a gain of `profitable-day` or more. */
  readonly profitableDays: number;
  /** The last balance that was known: where a day ends whose end is not seen. */
  readonly lastBalance: Money | null;
}

/** What a step knows of the account, for its days. */
export interface TallyNews {
  /** Null where unknown. */
  readonly balance: Money | null;
  readonly openedAt: TimeMs | null;
  readonly leastProfit: Money | null;
}

export const NO_DAYS: DayTally = {
  tradingDays: 0,
  countedDay: null,
  bestDayProfit: null,
  profitableDays: 0,
  lastBalance: null,
};

/** Before any reset the day has begun when the account did. */
const FIRST_DAY: TimeMs = 0;

/**
 * Takes in what the step from `before` to `after` moved. `openedAt`: when a position was last
 * opened, null before the first. `leastProfit`: of a profitable day, null where no file says.
 */
export function updateTally(
  tally: DayTally,
  before: Anchors,
  after: Anchors,
  { balance, openedAt, leastProfit }: TallyNews,
): DayTally {
  const isNewDay = before.lastResetAt !== after.lastResetAt;
  const closed = isNewDay ? closeDay(tally, before.dayStartBalance, balance, leastProfit) : tally;
  const opened = countOpening(closed, openedAt, after.lastResetAt ?? FIRST_DAY);
  const isKnown = balance !== null && opened.lastBalance?.eq(balance) !== true;
  return isKnown ? { ...opened, lastBalance: balance } : opened;
}

/** USD: the best of all days, the one under way included; never below nought. */
export function bestDayOf(tally: DayTally, gainToday: Money): Money {
  return Decimal.max(0, gainToday, tally.bestDayProfit ?? 0);
}

/** The days that gained enough, the one under way included while it does. */
export function profitableDaysOf(tally: DayTally, gainToday: Money, profitable: Money): number {
  return tally.profitableDays + (gainToday.gte(profitable) ? 1 : 0);
}

/** USD: the least gain of a profitable day; null where the policy does not say. */
export function leastProfitOf(account: AccountSettings): Money | null {
  const { profitableDay, initialBalance } = account;
  if (profitableDay?.kind === 'money') return profitableDay.amount;
  if (profitableDay === null || initialBalance === null) return null;
  return initialBalance.times(profitableDay.ofInitialBalance);
}

function closeDay(
  tally: DayTally,
  began: Money | null,
  balance: Money | null,
  profitable: Money | null,
): DayTally {
  const ended = balance ?? tally.lastBalance;
  if (began === null || ended === null) return tally;
  const gain = ended.minus(began);
  const { profitableDays } = tally;
  return {
    ...tally,
    bestDayProfit: bestDayOf(tally, gain),
    profitableDays:
      profitable === null ? profitableDays : profitableDaysOf(tally, gain, profitable),
  };
}

function countOpening(tally: DayTally, openedAt: TimeMs | null, dayBegan: TimeMs): DayTally {
  const { countedDay, tradingDays } = tally;
  if (openedAt === null || openedAt < dayBegan || countedDay === dayBegan) return tally;
  return { ...tally, tradingDays: tradingDays + 1, countedDay: dayBegan };
}
