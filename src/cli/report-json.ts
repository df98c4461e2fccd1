/** Days of a report as JSON: decimals as strings, times in milliseconds and ISO 8601. */
import type { ReportDay } from './report-day.js';
import { dayResult, tripFigures } from './report-figures.js';
import { nearestFirst } from './report-nearest.js';

export function reportDayJson(day: ReportDay): object {
  const { name, startMs, counts, runningMs, offlineMs, leastBudget } = day;
  const { momentsLeftOut, ...counted } = counts;
  return {
    day: name,
    start: new Date(startMs).toISOString(),
    runningMs,
    offlineMs,
    ...dayResult(day),
    trips: tripFigures(day),
    counts: counted,
    leastActionBudget: leastBudget,
    deniedBy: Object.fromEntries(day.deniedBy),
    rejectedWith: Object.fromEntries(day.rejectedWith),
    nearest: nearestFirst(day).map(({ at, ...rest }) => ({
      at,
      time: new Date(at).toISOString(),
      ...rest,
    })),
    trippedBy: Object.fromEntries(day.trippedBy),
    markets: Object.fromEntries(day.markets),
    moments: day.moments.map(({ at, ...rest }) => ({
      at,
      time: new Date(at).toISOString(),
      ...rest,
    })),
    momentsLeftOut,
  };
}
