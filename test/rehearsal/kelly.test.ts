import { describe, expect, it } from 'vitest';
import { compilePolicyText } from '../../src/compile/index.js';
import { rehearse } from '../../src/rehearsal/index.js';

const HEAD = `policy sized
venue embedded
account {
  initial-balance $10_000
  day-reset 00:00 UTC
  withdrawals count-as-loss
}
market HYPE {
  leverage 10x
}
kill loss when equity < $5_000
kill lost when age(mark) > 30s
`;

/** What was there instead of what the lines of a test expect. */
function unmetBy(policy: string, lines: string): readonly string[] {
  const source = `${HEAD}${policy}\ntest "t" {\n${lines}\n}\n`;
  const result = compilePolicyText('sized.policy', source);
  if (result.policy === null) throw new Error(JSON.stringify(result.diagnostics, null, 1));
  const { tests } = rehearse(result.policy, result.tests, { instruments: [], figure: String });
  return tests.flatMap(({ unmet }) => unmet.map(({ got }) => got));
}

const STORM = 'reduce-only storm when atr_ratio > 1.4 until < 1.1\n';

describe('the ATR ratio of a test', () => {
  it('is 1 where it is not given, and known from the start', () => {
    expect(unmetBy(STORM, 'expect state active\nexpect no reduce-only storm')).toEqual([]);
  });

  it.each(['0.05', '0.5', '0.9523', '1', '1.3', '1.4'])('is %s as given, exactly', (ratio) => {
    const rules = `alert below when atr_ratio < ${ratio}\nalert above when atr_ratio > ${ratio}\n`;
    const lines = `given HYPE.atr_ratio ${ratio}\nexpect no alert below\nexpect no alert above`;
    expect(unmetBy(rules, lines)).toEqual([]);
  });

  it('trips a rule above its threshold and not at it', () => {
    const lines = 'given HYPE.atr_ratio 1.41\nexpect reduce-only storm\nexpect state reducing';
    expect(unmetBy(STORM, lines)).toEqual([]);
    expect(unmetBy(STORM, 'given HYPE.atr_ratio 1.4\nexpect no reduce-only storm')).toEqual([]);
    expect(unmetBy(STORM, 'given HYPE.atr_ratio 12\nexpect reduce-only storm')).toEqual([]);
  });

  it('is unknown with its feed', () => {
    expect(unmetBy(STORM, 'given HYPE.mark stale\nexpect unknown storm')).toEqual([]);
  });

  it('moves on as the marks of the test make it', () => {
    const lines = `
      series HYPE.mark every 30s $100 times 10, $140 times 11, $100
      at 0s expect no reduce-only storm
      at 11m expect reduce-only storm`;
    const fast = `${STORM}size kelly {\n  warm-up-risk 1% of equity\n  stop-distance 1%\n  atr 3 bars of 1m\n}\nstale-after {\n  mark 31s\n}\n`;
    expect(unmetBy(fast.replace('kill lost when age(mark) > 30s', ''), lines)).toEqual([]);
  });
});

describe('a test of size kelly', () => {
  const SIZED =
    'size kelly {\n  warm-up-risk 0.25% of equity\n  portfolio-risk 1% of equity\n  stop-distance 1%\n}\n';

  it('denies by the Kelly size, and passes what reduces', () => {
    const lines = `
      given HYPE.mark $25, HYPE.position 150 HYPE
      expect allow sell 150 HYPE at $25
      expect deny buy 1 HYPE at $25 by builtin.kelly-size
      expect deny buy 1 HYPE at $25 by builtin.kelly-size`;
    expect(unmetBy(SIZED, lines)).toEqual([]);
    const flat = `
      given HYPE.mark $25
      expect allow buy 100 HYPE at $25
      expect deny buy 100.01 HYPE at $25 by builtin.kelly-size
      expect clip buy 300 HYPE at $25 to 100 HYPE`;
    expect(unmetBy(SIZED, flat)).toEqual([]);
  });

  it('has a calm market to begin with where the stop is in ATR', () => {
    // Bars as wide as 0.1% of the mark: 25 dollars at 2 × 2.5 cents a contract.
    const lines = `
      given HYPE.mark $25
      expect allow buy 500 HYPE at $25
      expect deny buy 500.01 HYPE at $25 by builtin.kelly-size`;
    expect(unmetBy(SIZED.replace('1%\n}', '2x atr\n}'), lines)).toEqual([]);
  });
});
