import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { addMark, type PriceBars } from '../../src/engine/price-bars.js';

const SETTINGS = { count: 3, eachMs: 60_000 };

/** Marks of one bar after another, all in its first seconds. */
function barsOf(bars: readonly (readonly number[])[], settings = SETTINGS): PriceBars | undefined {
  let built: PriceBars | undefined;
  for (const [index, marks] of bars.entries()) {
    for (const [second, mark] of marks.entries()) {
      const at = index * settings.eachMs + second * 1_000;
      built = addMark(built, settings, decimal(mark), at);
    }
  }
  return built;
}

/** So many bars that each range over `width` around 100, and one that has just begun. */
function evenBars(count: number, width: number): readonly (readonly number[])[] {
  return [...Array.from({ length: count }, () => [100, 100 + width, 100]), [100]];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('bars of marks', () => {
  it('come to an average true range once there are enough, and to its ratio later', () => {
    expect(barsOf(evenBars(3, 2))?.atr).toBeNull();
    expect(barsOf(evenBars(4, 2))?.atr).toEqual(decimal(2));
    expect(barsOf(evenBars(5, 2))?.ratio).toBeNull();
    expect(barsOf(evenBars(6, 2))?.ratio).toEqual(decimal(1));
  });

  it('count a gap in price to the bar behind it', () => {
    const bars = barsOf([[100], [100], [110, 111], [110], [110]]);
    // 0, then from the close before, 100, up to 111, then 1 from the close before.
    expect(bars?.atr?.toString()).toBe(decimal(12).div(3).toString());
  });

  it('have no ratio where nothing moved: 0 is nobody knows, not calm', () => {
    const bars = barsOf(evenBars(8, 0));
    expect(bars?.atr).toEqual(decimal(0));
    expect(bars?.ratio).toBeNull();
  });

  it('tell a storm by a ratio above 1', () => {
    const calm = evenBars(6, 1).slice(0, -1);
    const bars = barsOf([...calm, [100, 104, 100], [100]]);
    // Ranges 1 1 1 1 4: ATRs 1, 1, 2, of which the mean is 4/3.
    expect(bars?.ratio?.toString()).toBe('1.5');
  });

  it('begin anew after a gap longer than the ATR, and with other settings', () => {
    const built = barsOf(evenBars(6, 2));
    const near = addMark(built, SETTINGS, decimal(100), (6 + SETTINGS.count) * 60_000);
    expect(near.ratio).not.toBeNull();
    const far = addMark(built, SETTINGS, decimal(100), (7 + SETTINGS.count) * 60_000);
    expect(far).toMatchObject({ atr: null, ratio: null, ranges: [] });
    const other = addMark(built, { count: 4, eachMs: 60_000 }, decimal(100), 6 * 60_000);
    expect(other.ranges).toEqual([]);
  });

  it('keep no more than the ratio needs, and its mean is that of all marks told alike', () => {
    const marks = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(marks, { minLength: 8, maxLength: 20 }), (bars) => {
        const built = barsOf(bars);
        expect(built?.ranges.length).toBe(2 * SETTINGS.count - 1);
        // The plain definition, from all bars at once.
        const ranges = bars.slice(1, -1).map((bar, index) => {
          const close = bars[index]?.at(-1) ?? 0;
          return Math.max(...bar, close) - Math.min(...bar, close);
        });
        const atrs = ranges.flatMap((_, index) =>
          index < 2 ? [] : [mean(ranges.slice(index - 2, index + 1))],
        );
        expect(built?.atr?.toNumber()).toBeCloseTo(atrs.at(-1) ?? 0, 12);
        const ratio = (atrs.at(-1) ?? 0) / mean(atrs.slice(-3));
        if (built?.ratio !== null) expect(built?.ratio.toNumber()).toBeCloseTo(ratio, 10);
      }),
      { seed: 51, numRuns: 200 },
    );
  });
});
