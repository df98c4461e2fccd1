/** Goal: tests may say where the days stand, and by which clock it is; no account contradicts it. */
import { describe, expect, it } from 'vitest';
import { compilePolicyText } from '../../src/compile/index.js';
import { play, POLICY } from './rehearsal-kit.js';

const RULES = `
kill         trailing
  when equity < max(peak_day_end_balance, initial_balance) - 10% of initial_balance
alert        near                     when equity < peak_day_end_equity - 5% of initial_balance
kill         today                    when equity < day_peak_equity - 5% of initial_balance
limit        night                    order.notional <= $20 when during 22:00 to 23:00 UTC
reduce-only  late                     when time_to_reset < 10m
reduce-only  day-stop                 when equity < day_start_balance - $100 until day reset
`;

const withTest = (lines: string): string => `${POLICY}${RULES}\ntest "t" {\n${lines}\n}\n`;

function unmetBy(lines: string): readonly string[] {
  const { tests } = play(`\ntest "t" {\n${lines}\n}\n`, POLICY + RULES);
  return tests.flatMap(({ unmet }) => unmet.map(({ atMs, got }) => `at ${atMs / 1000}s: ${got}`));
}

const codesOf = (lines: string): readonly string[] =>
  compilePolicyText('t.policy', withTest(lines)).diagnostics.map(({ code }) => code);

describe('the days of a test', () => {
  it('end and peak where they are given', () => {
    const lines = `
      given peak_day_end_balance $10_400, balance $10_300, equity $10_300
      expect room trailing $900`;
    expect(unmetBy(lines)).toEqual([]);
    const equity = `
      given peak_day_end_equity $10_500, day_peak_equity $10_250, equity $10_200
      expect room near $200
      expect room today $450`;
    expect(unmetBy(equity)).toEqual([]);
    const low = `
      given day_start_equity $9_000, day_peak_equity $9_200, equity $9_100
      expect room today $400`;
    expect(unmetBy(low)).toEqual([]);
  });

  it('stand at the initial balance where nothing is said', () => {
    expect(unmetBy('expect room trailing $1_000\nexpect room today $500')).toEqual([]);
  });

  it('are refused where no account could have them', () => {
    expect(codesOf('given peak_day_end_balance $9_900\nexpect state active')).toEqual(['P605']);
    expect(codesOf('given day_peak_equity $9_900\nexpect state active')).toEqual(['P605']);
    const above = 'given day_peak_equity $10_100, equity $10_200\nexpect state active';
    expect(codesOf(above)).toEqual(['P605']);
    const peak = 'given peak_balance $10_100, peak_day_end_balance $10_200\nexpect state active';
    expect(codesOf(peak)).toEqual(['P605']);
  });
});

describe('the clock of a test', () => {
  it('opens and closes windows, and ends holds with the day', () => {
    const night = `
      start 2026-11-02 21:59 UTC
      expect allow buy 1 HYPE at $27.00
      at 1m expect deny buy 1 HYPE at $27.00 by night
      at 61m expect no reduce-only late`;
    expect(unmetBy(night)).toEqual([]);
    const reset = `
      start 2026-11-02 23:45 Europe/Prague
      given equity $9_890
      expect reduce-only day-stop
      at 1m set equity $10_000
      at 2m expect reduce-only day-stop
      at 6m expect reduce-only late
      at 16m expect no reduce-only late
      at 16m expect no reduce-only day-stop
      at 16m expect state active`;
    expect(unmetBy(reset)).toEqual([]);
  });
});
