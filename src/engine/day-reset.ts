/** When a trading day ends, by a clock on some wall. */
import { DAY_MS, instantOfLocal, localTimeAt, type TimeMs } from '../base/index.js';
import type { DayReset } from '../compile/index.js';

const HOUR_MS = 3_600_000;

/**
 * The first reset after `at` (never at it). A local time that is skipped means the next instant,
 * one that comes twice the first. Zones come from the runtime's tables.
 */
export function nextDayReset(at: TimeMs, reset: DayReset): TimeMs {
  const wallMs = reset.hour * HOUR_MS + reset.minute * 60_000;
  const today = Math.floor(localTimeAt(at, reset.zone) / DAY_MS) * DAY_MS;
  for (const day of [today - DAY_MS, today, today + DAY_MS, today + 2 * DAY_MS]) {
    const instant = instantOfLocal(day + wallMs, reset.zone);
    if (instant > at) return instant;
  }
  throw new RangeError(`no day reset found after ${at} in ${reset.zone}`);
}
