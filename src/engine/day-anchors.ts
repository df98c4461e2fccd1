/** The levels that losses are measured from: where the day began, and the highest ever. */
import type { Money, TimeMs } from '../base/index.js';
import type { BookSettings } from '../compile/index.js';
import { nextDayReset } from './day-reset.js';

export interface Anchors {
  /** Null until known, and from a reset on until equity is known again. */
  readonly dayStartBalance: Money | null;
  readonly dayStartEquity: Money | null;
  readonly peakBalance: Money | null;
  readonly peakEquity: Money | null;
  readonly dayPeakEquity: Money | null;
  /** The highest at any day reset. */
  readonly peakDayEndBalance: Money | null;
  readonly peakDayEndEquity: Money | null;
  /** When the day began that `at` lies in; null before the first reset ever seen. */
  readonly lastResetAt: TimeMs | null;
  /** Null where the policy resets nothing. */
  readonly nextResetAt: TimeMs | null;
  /** The clock that `nextResetAt` was reckoned by, so that a new policy's own is taken up. */
  readonly resetClock: string | null;
}

export const NO_ANCHORS: Anchors = {
  dayStartBalance: null,
  dayStartEquity: null,
  peakBalance: null,
  peakEquity: null,
  dayPeakEquity: null,
  peakDayEndBalance: null,
  peakDayEndEquity: null,
  lastResetAt: null,
  nextResetAt: null,
  resetClock: null,
};

/** USD; null where unknown. */
export interface AccountLevels {
  readonly balance: Money | null;
  readonly equity: Money | null;
}

export interface AnchorSettings {
  readonly settings: BookSettings;
  readonly initialBalance: Money | null;
}

/**
 * Anchors begin at the policy's initial balance, or at the first level known without one. At a
 * reset the day starts where the account then stands; where that is unknown, at the first level
 * known after, and until then the day's measures are unknown. A reset that was missed counts at
 * the next event. Null levels are unknown.
 */
export function updateAnchors(
  anchors: Anchors,
  at: TimeMs,
  { settings, initialBalance }: AnchorSettings,
  { balance, equity }: AccountLevels,
): Anchors {
  const scheduled = scheduleReset(startAnchors(anchors, initialBalance), at, settings);
  const { dayStartBalance, dayStartEquity, peakBalance, peakEquity } = scheduled;
  const { dayPeakEquity, peakDayEndBalance, peakDayEndEquity } = scheduled;
  const next = {
    dayStartBalance: dayStartBalance ?? balance,
    dayStartEquity: dayStartEquity ?? equity,
    peakBalance: higher(peakBalance, balance),
    peakEquity: higher(peakEquity, equity),
    // Where the day began unknown, its peak is that of the rest of it.
    dayPeakEquity: higher(dayPeakEquity, equity),
    // Where a day begins another has ended; the very first begins at the initial balance.
    peakDayEndBalance: higher(peakDayEndBalance, dayStartBalance ?? balance),
    peakDayEndEquity: higher(peakDayEndEquity, dayStartEquity ?? equity),
  };
  const isSame =
    next.dayStartBalance === dayStartBalance &&
    next.dayStartEquity === dayStartEquity &&
    next.peakBalance === peakBalance &&
    next.peakEquity === peakEquity &&
    next.dayPeakEquity === dayPeakEquity &&
    next.peakDayEndBalance === peakDayEndBalance &&
    next.peakDayEndEquity === peakDayEndEquity;
  return isSame ? scheduled : { ...scheduled, ...next };
}

function startAnchors(anchors: Anchors, initialBalance: Money | null): Anchors {
  if (initialBalance === null || anchors.peakEquity !== null) return anchors;
  return {
    ...anchors,
    dayStartBalance: initialBalance,
    dayStartEquity: initialBalance,
    peakBalance: initialBalance,
    peakEquity: initialBalance,
    dayPeakEquity: initialBalance,
    peakDayEndBalance: initialBalance,
    peakDayEndEquity: initialBalance,
  };
}

function scheduleReset(anchors: Anchors, at: TimeMs, { dayReset }: BookSettings): Anchors {
  const clock = dayReset === null ? null : `${dayReset.hour}:${dayReset.minute} ${dayReset.zone}`;
  const { nextResetAt, resetClock } = anchors;
  if (nextResetAt !== null && at >= nextResetAt) {
    const nextAt = dayReset === null ? null : nextDayReset(at, dayReset);
    const unknownDay = { dayStartBalance: null, dayStartEquity: null, dayPeakEquity: null };
    const passed = { lastResetAt: nextResetAt, nextResetAt: nextAt, resetClock: clock };
    return { ...anchors, ...unknownDay, ...passed };
  }
  if (clock === resetClock) return anchors;
  const nextAt = dayReset === null ? null : nextDayReset(at, dayReset);
  return { ...anchors, nextResetAt: nextAt, resetClock: clock };
}

function higher(peak: Money | null, level: Money | null): Money | null {
  if (peak === null || level === null) return peak ?? level;
  return level.gt(peak) ? level : peak;
}
