/** Goal: tests may give stops, and orders in them may bring one. */
import { describe, expect, it } from 'vitest';
import { compilePolicyText } from '../../src/compile/index.js';
import { play, POLICY } from './rehearsal-kit.js';

const RULES = `
limit        coin-risk                open_risk <= $300
limit        stop-given               order.risk <= $100
kill         stop-missing             when time_without_stop > 5m
`;

function unmetBy(lines: string): readonly string[] {
  const { tests } = play(`${RULES}\ntest "t" {\n${lines}\n}\n`, POLICY);
  return tests.flatMap(({ unmet }) => unmet.map(({ atMs, got }) => `at ${atMs / 1000}s: ${got}`));
}

describe('an order of a test with its own stop', () => {
  it('is judged by what it would lose there, and unknown without one', () => {
    const lines = `
      given HYPE.mark $100
      expect allow buy 10 HYPE at $99 stop $90
      expect deny buy 10 HYPE at $99 stop $88.90 by stop-given
      expect deny buy 1 HYPE at $99 by stop-given
      expect deny sell 10 HYPE at $101 stop $111.10 by stop-given
      expect allow sell 10 HYPE at $101 stop $111`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('rests with it, so that the next one is judged beside it', () => {
    const lines = `
      given HYPE.mark $100
      submit buy 10 HYPE at $99 stop $89 times 2
      expect allow buy 10 HYPE at $98 stop $88
      submit buy 10 HYPE at $97 stop $87
      expect deny buy 1 HYPE at $98 stop $97 by coin-risk`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('covers the position once it fills, until it is bare again', () => {
    const lines = `
      given HYPE.mark $100
      fill buy 10 HYPE at $99 stop $89
      at 6m expect no kill stop-missing
      at 6m fill buy 1 HYPE at $99
      at 11m expect no kill stop-missing
      at 11m expect deny buy 1 HYPE at $98 stop $97 by coin-risk
      at 12m expect kill stop-missing`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('has it on its losing side', () => {
    const text = `${POLICY}\ntest "t" {\n  expect allow buy 1 HYPE at $99 stop $99\n}\n`;
    const { diagnostics } = compilePolicyText('t.policy', text);
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toContain(
      'P605 the stop of a buy stands below its price',
    );
  });
});

describe('risk and cover that a test gives', () => {
  it('are those of one stop for the whole position', () => {
    const lines = `
      given HYPE.mark $100, HYPE.position 20 HYPE, HYPE.open_risk $250
      expect allow buy 5 HYPE at $99 stop $89
      expect deny buy 5.1 HYPE at $99 stop $89 by coin-risk
      at 10m expect no kill stop-missing`;
    expect(unmetBy(lines)).toEqual([]);
    expect(unmetBy(lines.replace('20 HYPE', '-20 HYPE'))).not.toEqual([]);
  });

  it('count a time without a stop on', () => {
    const lines = `
      given HYPE.mark $100, HYPE.position 20 HYPE, HYPE.time_without_stop 4m
      expect room stop-missing 1m
      at 60s expect no kill stop-missing
      at 61s expect kill stop-missing`;
    expect(unmetBy(lines)).toEqual([]);
  });

  it('are of a position that is there', () => {
    const text = `${POLICY}\ntest "t" {\n  given HYPE.open_risk $5\n  expect state active\n}\n`;
    const { diagnostics } = compilePolicyText('t.policy', text);
    expect(diagnostics.map(({ code }) => code)).toContain('P605');
  });
});
