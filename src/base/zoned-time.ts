/** Clocks on walls: between instants and the local times of IANA zones, by the runtime's tables. */
import { assertInvariant } from './assert.js';
import type { DurationMs, TimeMs } from './units.js';

const HOUR_MS = 3_600_000;
export const DAY_MS: DurationMs = 24 * HOUR_MS;

/**
 * The instant at which clocks in `zone` (IANA) show `localMs`, which is written as if it were UTC.
 * A local time that is skipped means the next instant, one that comes twice the first.
 */
export function instantOfLocal(localMs: number, zone: string): TimeMs {
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

/** What clocks in `zone` show at an instant, written as if it were UTC. */
export function localTimeAt(at: TimeMs, zone: string): number {
  return at + zoneOffset(at, zone);
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
export function daysFromEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}
