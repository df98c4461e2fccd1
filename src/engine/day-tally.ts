/** What firms count by days: on how many something was opened or gained, and the best gain. */
import { Decimal, type Money, type TimeMs } from '../base/index.js';
import type { AccountSettings } from '../compile/index.js';
import type { ClosedDay } from './day-anchors.js';

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

export const NO_DAYS: DayTally = {
  tradingDays: 0,
  countedDay: null,
  bestDayProfit: null,
  profitableDays: 0,
  lastBalance: null,
};

export interface TallyNews {
  readonly closed: readonly ClosedDay[];
  /** When positions were opened since the last news, oldest first. */
  readonly openings: readonly TimeMs[];
  /** Where days begin that an opening may lie in; before any reset, the day is as old as time. */
  readonly resets: readonly TimeMs[];
  /** USD; null is unknown. */
  readonly balance: Money | null;
  /** USD: of a profitable day; null where no file says. */
  readonly leastProfit: Money | null;
}

export function updateTally(tally: DayTally, news: TallyNews): DayTally {
  const { closed, openings, resets, balance, leastProfit } = news;
  const counted = openings.reduce(
    (days, openedAt) => countOpening(days, dayOf(openedAt, resets)),
    closed.reduce((days, day) => closeDay(days, day, leastProfit), tally),
  );
  const isKnown = balance !== null && counted.lastBalance?.eq(balance) !== true;
  return isKnown ? { ...counted, lastBalance: balance } : counted;
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
  { began, ended }: ClosedDay,
  leastProfit: Money | null,
): DayTally {
  const last = ended ?? tally.lastBalance;
  if (began === null || last === null) return tally;
  const gain = last.minus(began);
  const { profitableDays } = tally;
  return {
    ...tally,
    bestDayProfit: bestDayOf(tally, gain),
    profitableDays:
      leastProfit === null ? profitableDays : profitableDaysOf(tally, gain, leastProfit),
  };
}

function dayOf(time: TimeMs, resets: readonly TimeMs[]): TimeMs {
  return Math.max(0, ...resets.filter((reset) => reset <= time));
}

function countOpening(tally: DayTally, dayBegan: TimeMs): DayTally {
  const { countedDay, tradingDays } = tally;
  if (countedDay !== null && countedDay >= dayBegan) return tally;
  return { ...tally, tradingDays: tradingDays + 1, countedDay: dayBegan };
}
