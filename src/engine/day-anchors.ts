/** The levels that losses are measured from: where the day began, and the highest ever. */
import type { DurationMs, Money, TimeMs } from '../base/index.js';
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
  /** Resets that have passed and whose levels are not known yet, oldest first. */
  readonly unsettled: readonly TimeMs[];
  /** Where the day began that the oldest of them ended; null where unknown. */
  readonly endedDayBalance: Money | null;
  /** What the last reset did not tell stays unknown until the next one. */
  readonly isBlind: boolean;
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
  unsettled: [],
  endedDayBalance: null,
  isBlind: false,
};

/** USD; null where unknown. */
export interface AccountLevels {
  readonly balance: Money | null;
  readonly equity: Money | null;
}

/** Where the account stood at an earlier moment, as anchors of that time would be by now. */
export interface RebuiltLevels extends AccountLevels {
  /** It was flat, and has been since: equity was never another. */
  readonly isUntouched: boolean;
}

/** A day that has ended: USD, null where unknown. */
export interface ClosedDay {
  readonly began: Money | null;
  readonly ended: Money | null;
}

export interface AnchorNews extends AccountLevels {
  readonly settings: BookSettings;
  readonly initialBalance: Money | null;
  /**
   * The levels at an earlier moment, worked out from what moved since; null while that cannot be
   * done yet. Undefined for a venue whose ledger is not told: the first level known has to do.
   */
  readonly levelsAt: ((time: TimeMs) => RebuiltLevels | null) | undefined;
}

/** Levels known so soon after a reset are those of the reset. */
const SEEN_WITHIN_MS: DurationMs = 30_000;
/** Of a process that slept longer than that many days, the oldest are lost. */
const DAYS_MOST = 400;

/**
 * Anchors begin at the policy's initial balance, or at the first level known without one. At a
 * reset the day starts where the account then stands. A reset that nobody saw is rebuilt by
 * `levelsAt` from what moved since; what cannot be rebuilt (equity, unless the account was flat)
 * is unknown until the next one. Null levels are unknown.
 */
export function updateAnchors(
  anchors: Anchors,
  at: TimeMs,
  news: AnchorNews,
): { readonly anchors: Anchors; readonly closed: readonly ClosedDay[] } {
  const { settings, initialBalance, balance, equity } = news;
  const scheduled = scheduleReset(startAnchors(anchors, initialBalance), at, settings);
  const { settled, closed } = settleResets(scheduled, at, news);
  const { dayStartBalance, dayStartEquity, peakBalance, peakEquity } = settled;
  const { dayPeakEquity, peakDayEndBalance, peakDayEndEquity } = settled;
  const isDayOpen = settled.unsettled.length > 0 || settled.isBlind;
  const next = {
    dayStartBalance: isDayOpen ? dayStartBalance : (dayStartBalance ?? balance),
    dayStartEquity: isDayOpen ? dayStartEquity : (dayStartEquity ?? equity),
    peakBalance: higher(peakBalance, balance),
    peakEquity: higher(peakEquity, equity),
    // Where the day began unknown, its peak is that of the rest of it.
    dayPeakEquity: isDayOpen && dayPeakEquity === null ? null : higher(dayPeakEquity, equity),
    // Where a day begins another has ended; the very first begins at the initial balance.
    peakDayEndBalance: isDayOpen
      ? peakDayEndBalance
      : higher(peakDayEndBalance, dayStartBalance ?? balance),
    peakDayEndEquity: isDayOpen
      ? peakDayEndEquity
      : higher(peakDayEndEquity, dayStartEquity ?? equity),
  };
  const isSame =
    next.dayStartBalance === dayStartBalance &&
    next.dayStartEquity === dayStartEquity &&
    next.peakBalance === peakBalance &&
    next.peakEquity === peakEquity &&
    next.dayPeakEquity === dayPeakEquity &&
    next.peakDayEndBalance === peakDayEndBalance &&
    next.peakDayEndEquity === peakDayEndEquity;
  return { anchors: isSame ? settled : { ...settled, ...next }, closed };
}

/** Every level moves with money that came in or went out. */
export function shiftAnchors(anchors: Anchors, by: Money): Anchors {
  const moved = (level: Money | null): Money | null => level?.plus(by) ?? null;
  return {
    ...anchors,
    dayStartBalance: moved(anchors.dayStartBalance),
    dayStartEquity: moved(anchors.dayStartEquity),
    peakBalance: moved(anchors.peakBalance),
    peakEquity: moved(anchors.peakEquity),
    dayPeakEquity: moved(anchors.dayPeakEquity),
    peakDayEndBalance: moved(anchors.peakDayEndBalance),
    peakDayEndEquity: moved(anchors.peakDayEndEquity),
    endedDayBalance: moved(anchors.endedDayBalance),
  };
}

/** Nobody can say any more where the account stood at resets that are not settled yet. */
export function giveUpResets(anchors: Anchors): Anchors {
  return anchors.unsettled.length === 0 ? anchors : { ...anchors, unsettled: [], isBlind: true };
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
  const { nextResetAt, resetClock, unsettled, endedDayBalance, dayStartBalance } = anchors;
  if (nextResetAt !== null && at >= nextResetAt) {
    const passed: TimeMs[] = [];
    let nextAt: TimeMs | null = nextResetAt;
    while (nextAt !== null && nextAt <= at) {
      passed.push(nextAt);
      nextAt = dayReset === null ? null : nextDayReset(nextAt, dayReset);
    }
    const unknownDay = { dayStartBalance: null, dayStartEquity: null, dayPeakEquity: null };
    return {
      ...anchors,
      ...unknownDay,
      lastResetAt: passed.at(-1) ?? nextResetAt,
      nextResetAt: nextAt,
      resetClock: clock,
      unsettled: [...unsettled, ...passed].slice(-DAYS_MOST),
      endedDayBalance: unsettled.length > 0 ? endedDayBalance : dayStartBalance,
      isBlind: false,
    };
  }
  if (clock === resetClock) return anchors;
  const nextAt = dayReset === null ? null : nextDayReset(at, dayReset);
  return { ...anchors, nextResetAt: nextAt, resetClock: clock };
}

interface Settlement {
  readonly settled: Anchors;
  readonly closed: readonly ClosedDay[];
}

/** Takes each reset that can be told, oldest first; the last of them began the day. */
function settleResets(anchors: Anchors, at: TimeMs, news: AnchorNews): Settlement {
  const { unsettled, endedDayBalance } = anchors;
  if (unsettled.length === 0) return { settled: anchors, closed: [] };
  if (news.levelsAt === undefined) {
    const closed = [{ began: endedDayBalance, ended: news.balance }];
    return { settled: { ...anchors, unsettled: [], endedDayBalance: null }, closed };
  }
  let settled = anchors;
  const closed: ClosedDay[] = [];
  for (const reset of unsettled) {
    const levels = levelsOfReset(reset, at, news);
    if (levels === null) return { settled, closed };
    closed.push({ began: settled.endedDayBalance, ended: levels.balance });
    settled = settleReset(settled, levels, at - reset <= SEEN_WITHIN_MS);
  }
  return { settled, closed };
}

/** The oldest reset of those that wait. The peak of a day that began unseen is not known. */
function settleReset(anchors: Anchors, levels: RebuiltLevels, isSeen: boolean): Anchors {
  const { balance, equity, isUntouched } = levels;
  const isPeakKnown = equity !== null && (isSeen || isUntouched);
  return {
    ...anchors,
    unsettled: anchors.unsettled.slice(1),
    endedDayBalance: balance,
    dayStartBalance: balance,
    dayStartEquity: equity,
    dayPeakEquity: isPeakKnown ? equity : null,
    peakBalance: higher(anchors.peakBalance, balance),
    peakEquity: higher(anchors.peakEquity, equity),
    peakDayEndBalance: higher(anchors.peakDayEndBalance, balance),
    peakDayEndEquity: higher(anchors.peakDayEndEquity, equity),
    isBlind: !isPeakKnown,
  };
}

/** Null where it is too early to say. A mark that is late by seconds is waited for. */
function levelsOfReset(reset: TimeMs, at: TimeMs, news: AnchorNews): RebuiltLevels | null {
  const { levelsAt, equity } = news;
  const worked = levelsAt?.(reset) ?? null;
  if (worked === null || worked.equity !== null || at - reset > SEEN_WITHIN_MS) return worked;
  return equity === null ? null : { ...worked, equity };
}

function higher(peak: Money | null, level: Money | null): Money | null {
  if (peak === null || level === null || peak === level) return peak ?? level;
  return level.gt(peak) ? level : peak;
}
