/** `during`: two moments of one form, in a zone that there is, and some time between them. */
import { DAY_MS, type TimeWindow } from '../base/index.js';
import type { ProblemList } from '../diagnostic/index.js';
import type { DuringNode, MomentNode, WeekdayText } from '../syntax/index.js';
import { dayOfDate } from './day-of-date.js';
import { isTimeZone } from './read-setting.js';

const WEEK_MS = 7 * DAY_MS;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

const WEEKDAYS: readonly WeekdayText[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

/** The window; null where there is none such, which is reported. `text` is the condition's own. */
export function resolveWindow(
  node: DuringNode,
  text: string,
  problems: ProblemList,
): TimeWindow | null {
  const { from, to, zone, span } = node;
  if (!isTimeZone(zone)) {
    problems.report('P106', span, `\`${zone}\` is not a time zone`, {
      hint: 'write `UTC` or a name of the IANA list, such as `Europe/Prague`',
    });
    return null;
  }
  const fromMs = readMoment(from, problems);
  const toMs = readMoment(to, problems);
  if (fromMs === null || toMs === null) return null;
  const periodMs = periodOf(from);
  if (periodMs !== periodOf(to)) {
    problems.report('P105', span, `\`${text}\` has ends of different forms`, {
      hint: 'write two times, two days of the week with times, or two dates with times',
    });
    return null;
  }
  if (fromMs === toMs || (periodMs === null && toMs < fromMs)) {
    problems.report('P105', span, `\`${text}\` has no time in it`, {
      hint: 'let it end after it begins',
    });
    return null;
  }
  // What ends before it begins goes on into the next day, or the next week.
  return { zone, fromMs, toMs: toMs < fromMs ? toMs + (periodMs ?? 0) : toMs, periodMs };
}

function periodOf({ date, weekday }: MomentNode): number | null {
  if (date !== null) return null;
  return weekday === null ? DAY_MS : WEEK_MS;
}

/** Local milliseconds as if it were UTC; null where there is no such moment, which is reported. */
function readMoment(moment: MomentNode, problems: ProblemList): number | null {
  const { date, weekday, time } = moment;
  if (time.hour > 23 || time.minute > 59) {
    problems.report('P105', time.span, 'there is no such time of day', {
      hint: 'times run from `00:00` to `23:59`',
    });
    return null;
  }
  const timeMs = (time.hour * 60 + time.minute) * 60_000;
  if (weekday !== null) return FIRST_MONDAY_MS + WEEKDAYS.indexOf(weekday) * DAY_MS + timeMs;
  if (date === null) return timeMs;
  const day = dayOfDate(date);
  if (day !== null) return day * DAY_MS + timeMs;
  problems.report('P105', date.span, 'there is no such date', {
    hint: 'dates are written year, month, day: `2026-12-31`',
  });
  return null;
}
