/** A newcomer's slips: each is told once, and without what follows from it. */
import { describe, expect, it } from 'vitest';
import { fixPolicyText } from '../../src/cli/fix-policy-text.js';
import { compilePolicyText } from '../../src/compile/index.js';

const BASE = `policy a
venue hyperliquid testnet
account {
  address 0x7c3f5e1a9b2d4c6f8e0a1b3c5d7e9f0a2b4c6de2
  initial-balance $1_000
  day-reset 00:00 UTC
  withdrawals count-as-loss
  flatten-within 1%
}
market HYPE {
  leverage 10x
}
limit order-notional order.notional <= $250
kill daily-loss when equity < day_start_equity - 5% of day_start_equity then flatten
kill feed-lost when age(mark) > 30s
quote glft {
  risk-aversion 0.05 per tick
  volatility 2.1588 ticks per sqrt-second
  intensity 0.10005 per second
  decay 0.4533 per tick
  unit-size 4 HYPE
  levels 4
  refresh 1s
}
`;

/** What stands in the policy, what was written for it, and the one code that tells. */
const SLIPS: readonly (readonly [string, string, string])[] = [
  ['leverage 10x', 'leverag 10x', 'P211'],
  ['leverage 10x', 'leverage 10', 'P310'],
  ['  address', '  adress', 'P211'],
  ['address 0x7c3f5e1a9b2d4c6f8e0a1b3c5d7e9f0a2b4c6de2', 'address 0x12', 'P310'],
  ['kill daily-loss', 'kil daily-loss', 'P110'],
  ['kill feed-lost', 'kil feed-lost', 'P110'],
  ['when equity <', 'when equty <', 'P201'],
  ['age(mark)', 'age(marks)', 'P204'],
  ['age(mark) > 30s', 'mark.age > 30s', 'P101'],
  ['age(mark) > 30s', 'age(mark) > 30 s', 'P101'],
  ['day-reset 00:00', 'day-reset 25:00', 'P105'],
  ['day-reset 00:00', 'dayreset 00:00', 'P211'],
  ['withdrawals count', 'withdrawal count', 'P211'],
  ['flatten-within', 'flaten-within', 'P211'],
  ['initial-balance $1_000', 'initial-balance 1000', 'P310'],
  ['market HYPE {', 'markets HYPE {', 'P110'],
  ['market HYPE {', 'market HYPE', 'P101'],
  ['account {', 'account\n{', 'P101'],
  ['account {', 'accout {', 'P110'],
  ['}\nmarket', 'market', 'P109'],
  ['venue hyper', 'venu hyper', 'P110'],
  ['hyperliquid testnet', 'hyperliquid', 'P310'],
  ['hyperliquid testnet', 'hyperliquid tesnet', 'P310'],
  ['  decay', '  dekay', 'P211'],
  ['decay 0.4533 per tick', 'decay 0.4533', 'P310'],
  ['unit-size 4 HYPE', 'unit-size 4', 'P310'],
  ['quote glft {', 'quote gltf {', 'P101'],
  ['5% of day_start_equity', '5%', 'P302'],
  ['policy a', 'Policy a', 'P110'],
];

function codesOf(source: string): readonly string[] {
  return compilePolicyText('a.policy', source).diagnostics.map(({ code }) => code);
}

describe('one mistake', () => {
  it('is none in the policy that the slips are made in', () => {
    expect(codesOf(BASE)).toEqual([]);
  });

  it.each(SLIPS)('%j written as %j is told once', (right, wrong, code) => {
    expect(BASE).toContain(right);
    expect(codesOf(BASE.replace(right, wrong))).toEqual([code]);
  });

  it.each(['market HYPE', 'account\n{'])('%j without its brace is put right by --fix', (wrong) => {
    const right = `${wrong.replace('\n{', '')} {`;
    const { text, fixCount } = fixPolicyText(
      'a.policy',
      BASE.replace(right, wrong),
      (source) => compilePolicyText('a.policy', source).diagnostics,
    );
    expect(fixCount).toBe(1);
    expect(text.replace(/\n\n/u, '\n')).toBe(BASE);
  });

  it('does not hide what stands behind a block without its brace', () => {
    const source = BASE.replace('market HYPE {', 'market HYPE').replace('5% of day_', '5% of dax_');
    expect(codesOf(source)).toEqual(['P101', 'P201']);
  });
});
