/** Spans of local time that come once, each day or each week: always known, whatever the data. */
import type { DurationMs, TimeMs } from './units.js';
import { instantOfLocal, localTimeAt } from './zoned-time.js';

/** From `fromMs` up to, and not at, `toMs`; local times are written as if they were UTC. */
export interface TimeWindow {
  /** IANA. */
  readonly zone: string;
  /** Local time of its first beginning. */
  readonly fromMs: number;
  /** Local time of its first end, > `fromMs`. */
  readonly toMs: number;
  /** Local time from one beginning to the next; null where it comes once. */
  readonly periodMs: DurationMs | null;
}

/** What holds from `from` up to `to`. */
interface Span {
  readonly from: TimeMs;
  readonly to: TimeMs;
  readonly isInside: boolean;
}

/** A pure memo: clocks of far zones cost more to read than all else in a rule. */
const spans = new WeakMap<TimeWindow, Span>();

/** Milliseconds until `window` begins, 0 inside it; null where it does not come again. */
export function timeUntilWindow(window: TimeWindow, at: TimeMs): DurationMs | null {
  let span = spans.get(window);
  if (span === undefined || at < span.from || at >= span.to) {
    span = spanAt(window, at);
    spans.set(window, span);
  }
  if (span.isInside) return 0;
  return span.to === Number.POSITIVE_INFINITY ? null : span.to - at;
}

function spanAt(window: TimeWindow, at: TimeMs): Span {
  const { zone, fromMs, toMs } = window;
  let next = Number.POSITIVE_INFINITY;
  for (const shift of shiftsAround(window, localTimeAt(at, zone))) {
    const from = instantOfLocal(fromMs + shift, zone);
    const to = instantOfLocal(toMs + shift, zone);
    if (from <= at && at < to) return { from, to, isInside: true };
    // Where clocks skip the whole window, it does not come that time.
    if (from > at && to > from) next = Math.min(next, from);
  }
  return { from: at, to: next, isInside: false };
}

/** By how much the window is moved to lie near a local time: the one before, and two to come. */
function shiftsAround({ fromMs, periodMs }: TimeWindow, localMs: number): readonly number[] {
  if (periodMs === null) return [0];
  const last = Math.floor((localMs - fromMs) / periodMs);
  return [last - 1, last, last + 1, last + 2].map((count) => count * periodMs);
}
