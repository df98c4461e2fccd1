/** When a trading day ends, by a clock on some wall. */
import { assertInvariant, type DurationMs, type TimeMs } from '../base/index.js';
import type { DayReset } from '../compile/index.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The first reset after `at` (never at it). A local time that is skipped means the next instant,
 * one that comes twice the first. Zones come from the runtime's tables.
 */
export function nextDayReset(at: TimeMs, reset: DayReset): TimeMs {
  const wallMs = reset.hour * HOUR_MS + reset.minute * 60_000;
  const localNow = at + zoneOffset(at, reset.zone);
  const today = Math.floor(localNow / DAY_MS) * DAY_MS;
  for (const day of [today - DAY_MS, today, today + DAY_MS, today + 2 * DAY_MS]) {
    const instant = instantOf(day + wallMs, reset.zone);
    if (instant > at) return instant;
  }
  throw new RangeError(`no day reset found after ${at} in ${reset.zone}`);
}

/** The instant at which clocks in `zone` show `localMs` (written as if it were UTC). */
function instantOf(localMs: number, zone: string): TimeMs {
  const before = zoneOffset(localMs - DAY_MS, zone);
  const after = zoneOffset(localMs + DAY_MS, zone);
  // By the offset in force a day before: right unless the clocks were moved in between, and the
  // first of the two where the hour comes twice.
  const early = localMs - before;
  if (before === after || early + zoneOffset(early, zone) === localMs) return early;
  const late = localMs - after;
  if (late + zoneOffset(late, zone) === localMs) return late;
  return firstInstantAfterGap(late, early, zone);
}

/** Where clocks skip the time, the change lies between both readings of it: bisect. */
function firstInstantAfterGap(low: TimeMs, high: TimeMs, zone: string): TimeMs {
  assertInvariant(low <= high, 'clocks skip a time only by going forward');
  const offset = zoneOffset(high, zone);
  let [before, after] = [low, high];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zoneOffset(middle, zone) === offset) after = middle;
    else before = middle;
  }
  return after;
}

/** Milliseconds by which clocks in `zone` are ahead of UTC at an instant. */
function zoneOffset(at: TimeMs, zone: string): DurationMs {
  if (zone === 'UTC') return 0;
  const seconds = Math.floor(at / 1000) * 1000;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(seconds)) {
    parts[type] = Number(value);
  }
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  const local = daysFromEpoch(year, month, day) * DAY_MS;
  return local + hour * HOUR_MS + minute * 60_000 + second * 1000 - seconds;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Kept, because making one costs a hundred times what using it does. */
function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, formatter);
  return formatter;
}

/** Days since 1970-01-01 of a Gregorian date; years counted from March make leap days come last. */
function daysFromEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}
