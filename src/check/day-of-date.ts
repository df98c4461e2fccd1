/** Dates as days since 1970-01-01, by the proleptic Gregorian calendar. */
import type { DateNode } from '../syntax/index.js';

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Null where there is no such date. */
export function dayOfDate({
  year,
  month,
  day,
}: Pick<DateNode, 'year' | 'month' | 'day'>): number | null {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = (DAYS[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0);
  if (year < 1970 || day < 1 || day > length) return null;
  // Years begin in March, so that the leap day is the last of its year.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leaps = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leaps + dayOfYear - 719_468;
}
