import { describe, expect, it } from 'vitest';
import { nextDayReset } from '../../src/engine/day-reset.js';

const at = (text: string): number => new Date(text).getTime();
const next = (from: string, hour: number, minute: number, zone: string): string =>
  new Date(nextDayReset(at(from), { hour, minute, zone })).toISOString();

describe('the next day reset', () => {
  it('is later the same day, or the next day once it has passed', () => {
    expect(next('2026-11-02T00:10:00Z', 0, 30, 'UTC')).toBe('2026-11-02T00:30:00.000Z');
    expect(next('2026-11-02T00:30:00Z', 0, 30, 'UTC')).toBe('2026-11-03T00:30:00.000Z');
    expect(next('2026-11-02T12:00:00.001Z', 0, 0, 'UTC')).toBe('2026-11-03T00:00:00.000Z');
  });

  it('follows the clocks of its zone through the year', () => {
    expect(next('2026-07-01T12:00:00Z', 0, 0, 'Europe/Prague')).toBe('2026-07-01T22:00:00.000Z');
    expect(next('2026-12-01T12:00:00Z', 0, 0, 'Europe/Prague')).toBe('2026-12-01T23:00:00.000Z');
    expect(next('2026-12-01T12:00:00Z', 17, 0, 'America/New_York')).toBe(
      '2026-12-01T22:00:00.000Z',
    );
    expect(next('2026-12-01T12:00:00Z', 0, 0, 'Asia/Kolkata')).toBe('2026-12-01T18:30:00.000Z');
  });

  it('takes the next instant where the local time is skipped', () => {
    // Clocks in Prague went from 02:00 to 03:00 on 29 March 2026.
    expect(next('2026-03-28T12:00:00Z', 2, 30, 'Europe/Prague')).toBe('2026-03-29T01:00:00.000Z');
    expect(next('2026-03-29T01:00:00Z', 2, 30, 'Europe/Prague')).toBe('2026-03-30T00:30:00.000Z');
  });

  it('takes the first where the local time comes twice', () => {
    // Clocks in Prague went from 03:00 back to 02:00 on 25 October 2026.
    expect(next('2026-10-24T12:00:00Z', 2, 30, 'Europe/Prague')).toBe('2026-10-25T00:30:00.000Z');
    expect(next('2026-10-25T00:30:00Z', 2, 30, 'Europe/Prague')).toBe('2026-10-26T01:30:00.000Z');
  });
});
