/** What each measure of the whole account comes to, as things are. */
import { decimal, type Decimal, type Money, unreachable } from '../base/index.js';
import type { AccountMeasure } from '../check/index.js';
import type { MeasureValue } from '../compile/index.js';
import {
  balanceOf,
  dayPnlOf,
  equityOf,
  freeMarginOf,
  maintenanceMarginOf,
} from './account-facts.js';
import type { Anchors } from './day-anchors.js';
import { bookOf, type DayBook, netTransfers } from './day-book.js';
import { bestDayOf, leastProfitOf, profitableDaysOf } from './day-tally.js';
import { type Facts, known, mapBoth, MISSING } from './facts.js';
import { unknownBy } from './freshness.js';
import { lossesOf } from './loss-streak.js';

/** The others hang on an order under check, or on rules. */
type StandingMeasure = Exclude<
  AccountMeasure,
  | 'exposure'
  | 'net_exposure'
  | 'open_positions'
  | 'margin_used'
  | 'margin_utilization'
  | 'objectives_left'
>;

/** Anchors and days are those of `book`, the policy's own by default. */
export function readAccountMeasure(
  facts: Facts,
  name: StandingMeasure,
  book?: string,
): MeasureValue {
  const { state, policy } = facts;
  const { anchors, days } = bookOf(state.books, policy, book);
  switch (name) {
    case 'equity':
      return equityOf(facts);
    case 'balance':
      return balanceOf(facts);
    case 'initial_balance':
      return knownOrMissing(policy.account.initialBalance);
    case 'day_start_balance':
      return knownOrMissing(anchors.dayStartBalance);
    case 'day_start_equity':
      return knownOrMissing(anchors.dayStartEquity);
    case 'day_peak_equity':
      return knownOrMissing(anchors.dayPeakEquity);
    case 'peak_balance':
      return knownOrMissing(anchors.peakBalance);
    case 'peak_equity':
      return knownOrMissing(anchors.peakEquity);
    case 'peak_day_end_balance':
      return knownOrMissing(anchors.peakDayEndBalance);
    case 'peak_day_end_equity':
      return knownOrMissing(anchors.peakDayEndEquity);
    case 'day_pnl':
      return dayPnlOf(facts, book);
    case 'total_profit':
      return totalProfitOf(facts, book);
    case 'best_day_profit':
      return balanceSince(facts, anchors.dayStartBalance, (gain) => bestDayOf(days, gain));
    case 'trading_days':
      return known(decimal(days.tradingDays));
    case 'profitable_days':
      return profitableDaysNow(facts, bookOf(state.books, policy, book));
    case 'time_to_reset':
      return timeToResetOf(facts, anchors);
    case 'maintenance_margin':
      return maintenanceMarginOf(facts);
    case 'free_margin':
      return freeMarginOf(facts);
    case 'consecutive_losses':
      return known(decimal(lossesOf(state.lossStreak)));
    case 'consecutive_errors':
      return known(decimal(state.consecutiveErrors));
    case 'action_budget':
      return actionBudgetOf(facts);
    case 'clock_skew':
      return clockSkewOf(facts);
    default:
      return unreachable(name);
  }
}

function balanceSince(
  facts: Facts,
  level: Money | null,
  reckon: (gain: Money) => Decimal,
): MeasureValue {
  const began = knownOrMissing(level);
  return mapBoth(balanceOf(facts), began, (balance, before) => reckon(balance.minus(before)));
}

function profitableDaysNow(facts: Facts, { anchors, days }: DayBook): MeasureValue {
  const least = leastProfitOf(facts.policy.account);
  if (least === null) return MISSING;
  return balanceSince(facts, anchors.dayStartBalance, (gain) =>
    decimal(profitableDaysOf(days, gain, least)),
  );
}

/** Net of transfers, as the book takes them. */
function totalProfitOf(facts: Facts, book?: string): MeasureValue {
  const { policy, state } = facts;
  const { transfers } = bookOf(state.books, policy, book);
  const settings = policy.books.find(({ key }) => key === book) ?? policy.books[0];
  const moved = netTransfers(transfers, settings);
  return balanceSince(facts, policy.account.initialBalance, (gain) => gain.minus(moved));
}

function timeToResetOf({ state }: Facts, { nextResetAt }: Anchors): MeasureValue {
  return nextResetAt === null ? MISSING : known(decimal(nextResetAt - state.at));
}

function actionBudgetOf(facts: Facts): MeasureValue {
  const unknown = unknownBy(facts, ['limits'], null);
  const left = facts.state.actionBudget?.actionsLeft ?? null;
  return unknown ?? (left === null ? MISSING : known(decimal(left)));
}

function clockSkewOf(facts: Facts): MeasureValue {
  const { clockLagMs } = facts.state;
  const unknown = unknownBy(facts, ['stream'], null);
  return unknown ?? (clockLagMs === null ? MISSING : known(decimal(Math.abs(clockLagMs))));
}

function knownOrMissing(level: Decimal | null): MeasureValue {
  return level === null ? MISSING : known(level);
}
