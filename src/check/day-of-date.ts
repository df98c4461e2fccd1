/** Dates as days since 1970-01-01. */
import { daysFromEpoch } from '../base/index.js';
import type { DateNode } from '../syntax/index.js';

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Null where there is no such date. */
export function dayOfDate({
  year,
  month,
  day,
}: Pick<DateNode, 'year' | 'month' | 'day'>): number | null {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const length = (MONTH_LENGTHS[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0);
  if (year < 1970 || day < 1 || day > length) return null;
  return daysFromEpoch(year, month, day);
}
