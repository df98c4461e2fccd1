/** Bars of mark prices and the average true range (ATR) that they come to. */
import { Decimal, decimal, type Price, type Ratio, type TimeMs, ZERO } from '../base/index.js';
import type { BarSettings } from '../compile/index.js';

/** The bar under way. */
interface OpenBar {
  /** Whole bars since 1970. */
  readonly index: number;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
}

export interface PriceBars {
  readonly settings: BarSettings;
  readonly open: OpenBar;
  /** The close of the bar before; null for the first. */
  readonly closeBefore: Price | null;
  /** True ranges of whole bars, newest last, as many as the ratio needs. */
  readonly ranges: readonly Price[];
  /** USD: the mean of the latest true ranges; null while there are too few. */
  readonly atr: Price | null;
  /** The ATR over its mean in as many bars; null while bars lack or either is 0. */
  readonly ratio: Ratio | null;
}

/** The ratio is for comparing: what the last of 40 digits says is nobody's threshold. */
const RATIO_FIGURES = 12;

/**
 * Counts a mark. A true range is from the highest to the lowest of a bar and the close before it,
 * so a gap in the data widens it, which is the safe side; after a gap longer than the ATR itself
 * all begins anew. The ATR is the plain mean of `count` true ranges, its average that of the latest
 * `count` ATRs: `count` + 1 bars give an ATR, 2 × `count` its ratio.
 */
export function addMark(
  before: PriceBars | undefined,
  settings: BarSettings,
  mark: Price,
  at: TimeMs,
): PriceBars {
  const index = Math.floor(at / settings.eachMs);
  if (before === undefined || !goesOn(before, settings, index)) {
    return {
      settings,
      open: { index, high: mark, low: mark, close: mark },
      closeBefore: null,
      ranges: [],
      atr: null,
      ratio: null,
    };
  }
  const { open } = before;
  if (index === open.index) {
    const high = mark.gt(open.high) ? mark : open.high;
    const low = mark.lt(open.low) ? mark : open.low;
    return { ...before, open: { index, high, low, close: mark } };
  }
  const ranges = [...before.ranges, ...trueRange(before)].slice(1 - 2 * settings.count);
  return {
    settings,
    open: { index, high: mark, low: mark, close: mark },
    closeBefore: open.close,
    ranges,
    ...averagesOf(ranges, settings.count),
  };
}

function goesOn(before: PriceBars, settings: BarSettings, index: number): boolean {
  const isSame =
    before.settings.count === settings.count && before.settings.eachMs === settings.eachMs;
  const gap = index - before.open.index;
  return isSame && gap >= 0 && gap <= settings.count;
}

/** Of the bar that has ended; none for the first, which has no close before it. */
function trueRange({ open, closeBefore }: PriceBars): readonly Price[] {
  if (closeBefore === null) return [];
  const high = Decimal.max(open.high, closeBefore);
  return [high.minus(Decimal.min(open.low, closeBefore))];
}

function averagesOf(ranges: readonly Price[], count: number): Pick<PriceBars, 'atr' | 'ratio'> {
  if (ranges.length < count) return { atr: null, ratio: null };
  const atr = meanOf(ranges.slice(-count));
  if (ranges.length < 2 * count - 1) return { atr, ratio: null };
  const atrs = Array.from({ length: count }, (_, index) =>
    meanOf(ranges.slice(index, index + count)),
  );
  const average = meanOf(atrs);
  if (atr.isZero() || average.isZero()) return { atr, ratio: null };
  return { atr, ratio: atr.div(average).toSignificantDigits(RATIO_FIGURES) };
}

function meanOf(values: readonly Decimal[]): Decimal {
  return values.reduce((sum, value) => sum.plus(value), ZERO).div(decimal(values.length));
}
