/** Goal: a policy's tests may give what the venue tells of its limits and its clock. */
import { describe, expect, it } from 'vitest';
import { play, POLICY } from './rehearsal-kit.js';

const RULES = `
limit        slippage                 order.slippage <= 1%
reduce-only  low-action-budget        when action_budget < 500 until >= 2_000
pause        skewed                   when clock_skew > 2s for 3s until <= 1s
kill         limits-lost              when age(limits) > 2m
`;

function unmetBy(lines: string): readonly string[] {
  const { tests } = play(`${RULES}\ntest "t" {\n${lines}\n}\n`, POLICY);
  return tests.flatMap(({ unmet }) => unmet.map(({ atMs, got }) => `at ${atMs / 1000}s: ${got}`));
}

describe('the action budget of a test', () => {
  it('is that of a new address, unless given', () => {
    expect(unmetBy('expect room low-action-budget 9_500\nexpect state active')).toEqual([]);
  });

  it('moves by set and by a series', () => {
    const lines = `
      given action_budget 499, HYPE.position 12 HYPE, HYPE.mark $100
      expect reduce-only low-action-budget
      expect deny buy 1 HYPE at $99 by low-action-budget
      expect allow sell 12 HYPE at $100
      at 1s set action_budget 1_999
      at 1s expect state reducing
      at 2s set action_budget 2_000
      at 2s expect state active`;
    expect(unmetBy(lines)).toEqual([]);
    const series = `
      series action_budget every 10s 10_000 times 2, 400
      at 19s expect state active
      at 20s expect state reducing`;
    expect(unmetBy(series)).toEqual([]);
  });

  it('may be stale or end, and then what rests on it fails closed', () => {
    expect(unmetBy('given action_budget stale\nexpect state reducing')).toEqual([]);
    const silent = `
      series action_budget every 10s 10_000 times 2, silent
      at 69s expect state active
      at 71s expect state reducing
      at 129s expect no kill limits-lost
      at 131s expect kill limits-lost`;
    expect(unmetBy(silent)).toEqual([]);
  });

  it('keeps a reserve for exits whatever the rules say', () => {
    const lines = `
      given action_budget 100
      expect deny buy 1 HYPE at $99 by builtin.action-reserve`;
    expect(unmetBy(lines)).toEqual([]);
  });
});

describe('the clock skew of a test', () => {
  it('is none unless given, and moves', () => {
    const lines = `
      expect room skewed 2s
      at 1s set clock_skew 2500ms
      at 3s expect state active
      at 4s expect pause skewed
      at 5s set clock_skew 1s
      at 5s expect state active`;
    expect(unmetBy(lines)).toEqual([]);
  });
});

describe('slippage in a test', () => {
  it('is half the spread for what trades at once, and nothing for what rests', () => {
    const lines = `
      given HYPE.mark $100, HYPE.spread 3%
      expect allow buy 1 HYPE at $99
      expect deny buy 1 HYPE at $102 by slippage`;
    expect(unmetBy(lines)).toEqual([]);
  });
});
