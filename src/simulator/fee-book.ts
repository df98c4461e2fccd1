/** Each account's fee rates: the same for all, or by the tier that its own trading reached. */
import { DAY_MS, type Notional, type TimeMs, ZERO } from '../base/index.js';
import type { FeeRates } from '../market/index.js';
import { feeRatesOf, type FeeStanding } from './fee-schedule.js';

export interface FeeBook {
  /** As they are for what `user` trades at `time`. */
  ratesOf(user: string, time: TimeMs): FeeRates;
  /** As they were when last asked for a trade. */
  currentRatesOf(user: string): FeeRates;
  /** A trade of `notional` USD, making or taking. */
  traded(user: string, notional: Notional, time: TimeMs): void;
}

const WINDOW_DAYS = 14;

export function fixedFees(rates: FeeRates): FeeBook {
  return { ratesOf: () => rates, currentRatesOf: () => rates, traded: () => undefined };
}

/** What is known of one account. */
interface Traded {
  /** The day of the first trade; null before. */
  firstDay: number | null;
  /** USD by day since the epoch, UTC. */
  readonly byDay: Map<number, Notional>;
  ratedDay: number;
  rates: FeeRates;
}

/**
 * Tiers move at the turn of the day in UTC, by the 14 days before it. `standing.volume` is what an
 * account traded in the 14 days before its first trade here, spread evenly over them: it fades as
 * the days pass. The shares and discounts of the standing stay as they are.
 */
export function tieredFees(standing: FeeStanding): FeeBook {
  const accounts = new Map<string, Traded>();
  const opening = feeRatesOf(standing);
  const accountOf = (user: string): Traded => {
    const known = accounts.get(user) ?? {
      firstDay: null,
      byDay: new Map(),
      ratedDay: Number.NEGATIVE_INFINITY,
      rates: opening,
    };
    accounts.set(user, known);
    return known;
  };
  return {
    ratesOf(user, time) {
      const account = accountOf(user);
      const day = dayOf(time);
      if (day > account.ratedDay) {
        account.ratedDay = day;
        account.rates = feeRatesOf({ ...standing, volume: volumeBefore(day, account, standing) });
      }
      return account.rates;
    },
    currentRatesOf: (user) => accountOf(user).rates,
    traded(user, notional, time) {
      const account = accountOf(user);
      const day = dayOf(time);
      account.firstDay ??= day;
      account.byDay.set(day, (account.byDay.get(day) ?? ZERO).plus(notional));
    },
  };
}

function dayOf(time: TimeMs): number {
  return Math.floor(time / DAY_MS);
}

/** USD of the 14 days before `day`; days that no window reaches any more are forgotten. */
function volumeBefore(day: number, account: Traded, { volume }: FeeStanding): Notional {
  const passed = account.firstDay === null ? 0 : day - account.firstDay;
  const left = Math.max(0, WINDOW_DAYS - passed) / WINDOW_DAYS;
  let sum: Notional = volume.times(left);
  for (const [traded, notional] of account.byDay) {
    if (traded < day - WINDOW_DAYS) account.byDay.delete(traded);
    else if (traded < day) sum = sum.plus(notional);
  }
  return sum;
}
