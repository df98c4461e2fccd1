import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type TimeWindow, timeUntilWindow } from '../../src/base/index.js';

const HOUR = 3_600_000;
const at = (text: string): number => new Date(text).getTime();

/** Milliseconds since midnight. */
const clock = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * HOUR + minute * 60_000;
};

/** A window of every day, by local times such as `21:30`. */
function daily(from: string, to: string, zone: string): TimeWindow {
  const [fromMs, end] = [clock(from), clock(to)];
  return { zone, fromMs, toMs: end > fromMs ? end : end + DAY_MS, periodMs: DAY_MS };
}

const hoursUntil = (window: TimeWindow, time: string): number | null => {
  // A fresh copy, so that nothing is remembered from the question before.
  const untilMs = timeUntilWindow({ ...window }, at(time));
  return untilMs === null ? null : untilMs / HOUR;
};

describe('a window of time', () => {
  it('holds from its beginning up to its end, each day', () => {
    const window = daily('21:30', '22:00', 'UTC');
    expect(hoursUntil(window, '2026-11-02T21:29:59.999Z')).toBeCloseTo(0, 5);
    expect(timeUntilWindow(window, at('2026-11-02T21:29:59.999Z'))).toBe(1);
    expect(hoursUntil(window, '2026-11-02T21:30:00Z')).toBe(0);
    expect(hoursUntil(window, '2026-11-02T21:59:59.999Z')).toBe(0);
    expect(hoursUntil(window, '2026-11-02T22:00:00Z')).toBe(23.5);
  });

  it('goes on over midnight where it ends before it begins', () => {
    const window = daily('23:00', '01:00', 'America/New_York');
    expect(hoursUntil(window, '2026-12-02T03:59:00Z')).toBeGreaterThan(0);
    expect(hoursUntil(window, '2026-12-02T04:00:00Z')).toBe(0);
    expect(hoursUntil(window, '2026-12-02T05:59:00Z')).toBe(0);
    expect(hoursUntil(window, '2026-12-02T06:00:00Z')).toBe(22);
  });

  it('lasts 23 or 25 hours less an hour over a change of clocks', () => {
    const window = daily('12:00', '11:00', 'Europe/Prague');
    // On 29 March 2026 clocks went forward: from 12:00 (11:00Z) to 11:00 (09:00Z) are 22 h.
    expect(hoursUntil(window, '2026-03-28T11:00:00Z')).toBe(0);
    expect(hoursUntil(window, '2026-03-29T08:59:59Z')).toBe(0);
    expect(hoursUntil(window, '2026-03-29T09:00:00Z')).toBe(1);
    // On 25 October 2026 they went back: from 12:00 (10:00Z) to 11:00 (10:00Z) are 24 h.
    expect(hoursUntil(window, '2026-10-25T09:59:59Z')).toBe(0);
    expect(hoursUntil(window, '2026-10-25T10:00:00Z')).toBe(1);
  });

  it('begins at the next instant where its time is skipped, and falls out if it is all skipped', () => {
    // In New York 02:00 became 03:00 (07:00Z) on 8 March 2026.
    const long = daily('02:30', '04:00', 'America/New_York');
    expect(hoursUntil(long, '2026-03-08T06:59:59Z')).toBeGreaterThan(0);
    expect(hoursUntil(long, '2026-03-08T07:00:00Z')).toBe(0);
    expect(hoursUntil(long, '2026-03-08T08:00:00Z')).toBe(22.5);
    const skipped = daily('02:15', '02:45', 'America/New_York');
    expect(hoursUntil(skipped, '2026-03-08T06:00:00Z')).toBe(24.25);
  });

  it('takes the first of two where its time comes twice', () => {
    // In New York 02:00 became 01:00 (06:00Z) on 1 November 2026.
    const window = daily('01:15', '01:45', 'America/New_York');
    expect(hoursUntil(window, '2026-11-01T05:15:00Z')).toBe(0);
    expect(hoursUntil(window, '2026-11-01T05:45:00Z')).toBe(24.5);
    expect(hoursUntil(window, '2026-11-01T06:15:00Z')).toBe(24);
  });

  it('comes once where it has a date, and then not again', () => {
    const [fromMs, toMs] = [at('2026-12-24T18:00:00Z'), at('2026-12-27T00:00:00Z')];
    const window: TimeWindow = { zone: 'America/New_York', fromMs, toMs, periodMs: null };
    expect(hoursUntil(window, '2026-12-24T22:00:00Z')).toBe(1);
    expect(hoursUntil(window, '2026-12-24T23:00:00Z')).toBe(0);
    expect(hoursUntil(window, '2026-12-27T05:00:00Z')).toBeNull();
  });

  it('remembers nothing wrong, in whatever order it is asked', () => {
    const windows = [
      daily('21:30', '22:00', 'America/New_York'),
      daily('23:00', '01:00', 'Europe/Prague'),
      { ...daily('00:00', '02:00', 'UTC'), periodMs: 7 * DAY_MS },
    ];
    const times = fc.integer({ min: at('2026-03-01T00:00:00Z'), max: at('2026-12-01T00:00:00Z') });
    const asked = fc.array(times, { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...windows), asked, (window, order) => {
        const shared = { ...window };
        for (const time of order) {
          expect(timeUntilWindow(shared, time)).toBe(timeUntilWindow({ ...window }, time));
        }
      }),
      { seed: 11, numRuns: 100 },
    );
  });
});
