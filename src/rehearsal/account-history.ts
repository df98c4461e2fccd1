/** What an account lived through before its test, so that the anchors stand as given. */
import { type Decimal, type DurationMs, type Money, type TimeMs, ZERO } from '../base/index.js';
import type { CheckedFact } from '../check/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { AccountPast, EngineEvent } from '../engine/index.js';
import { VenueAccount } from './venue-account.js';

interface Levels {
  readonly balance: Money;
  readonly equity: Money;
}

/** The account at its best, and as the day of the test began. */
export interface AccountHistory {
  readonly peak: Levels;
  /** The highest at the end of any day. */
  readonly dayEnd: Levels;
  readonly dayStart: Levels;
  /** The highest equity of the day so far; null where nothing is said of it. */
  readonly dayPeak: Money | null;
}

/** Longer than any day, so that a reset lies between. */
const EARLIER_MS: DurationMs = 2 * 24 * 60 * 60 * 1000;

/**
 * Where a test gives no anchor, it stands at `initial` (a day's start at the other one that is
 * given); a peak is never below what the account has been at.
 */
export function historyOf(
  givens: readonly CheckedFact[],
  initial: Money,
  now: Levels,
): AccountHistory {
  const levelOf = (name: CheckedFact['name']): Money | null => {
    const value = givens.find((fact) => fact.name === name)?.value ?? null;
    return value === 'stale' || value === 'missing' ? null : value;
  };
  const dayStartBalance = levelOf('day_start_balance');
  const dayStartEquity = levelOf('day_start_equity');
  const dayStart = {
    balance: dayStartBalance ?? dayStartEquity ?? initial,
    equity: dayStartEquity ?? dayStartBalance ?? initial,
  };
  const dayEnd = {
    balance: levelOf('peak_day_end_balance') ?? highest(initial, dayStart.balance),
    equity: levelOf('peak_day_end_equity') ?? highest(initial, dayStart.equity),
  };
  const dayPeak = levelOf('day_peak_equity');
  return {
    dayStart,
    dayEnd,
    dayPeak,
    peak: {
      balance: levelOf('peak_balance') ?? highest(dayEnd.balance, now.balance),
      equity: levelOf('peak_equity') ?? highest(dayEnd.equity, now.equity, dayPeak ?? initial),
    },
  };
}

/** The news by which an engine without rules comes to that history, up to `startAt`. */
export function historyEvents(
  policy: CompiledPolicy,
  history: AccountHistory,
  startAt: TimeMs,
): readonly EngineEvent[] {
  const { peak, dayEnd, dayStart, dayPeak } = history;
  const best = dayPeak === null ? null : { balance: dayStart.balance, equity: dayPeak };
  return [
    ...dayAt(policy, peak, startAt - 2 * EARLIER_MS, 'aaaaaaaaaaaaaaaa'),
    ...dayAt(policy, dayEnd, startAt - EARLIER_MS, 'cccccccccccccccc'),
    ...dayAt(policy, dayStart, startAt, 'bbbbbbbbbbbbbbbb'),
    ...(best === null ? [] : dayAt(policy, best, startAt, 'dddddddddddddddd')),
  ];
}

/** What the test says of days and trades before it; null where it says nothing. */
export function pastOf(facts: readonly CheckedFact[]): AccountPast | null {
  const known = (name: CheckedFact['name']): Decimal | undefined => {
    const value = facts.find((fact) => fact.name === name)?.value;
    return value === 'stale' || value === 'missing' ? undefined : value;
  };
  const [tradingDays, profitableDays] = [known('trading_days'), known('profitable_days')];
  const [bestDayProfit, consecutiveLosses] = [
    known('best_day_profit'),
    known('consecutive_losses'),
  ];
  const all = { tradingDays, profitableDays, bestDayProfit, consecutiveLosses };
  const said = Object.entries(all).filter(([, value]) => value !== undefined);
  return said.length === 0 ? null : Object.fromEntries(said);
}

function dayAt(
  policy: CompiledPolicy,
  { balance, equity }: Levels,
  at: TimeMs,
  runId: string,
): readonly EngineEvent[] {
  const account = new VenueAccount(
    { markets: policy.markets, instruments: [] },
    balance,
    () => ZERO,
  );
  account.setEquity(equity, true);
  const feeRates = { maker: ZERO, taker: ZERO };
  return [
    { kind: 'sessionStarted', at, runId, instruments: [], feeRates },
    { kind: 'reconciled', at, account: account.report(at), openOrders: [], fills: [] },
  ];
}

function highest(first: Money, ...others: readonly Money[]): Money {
  return others.reduce((best, level) => (level.gt(best) ? level : best), first);
}
