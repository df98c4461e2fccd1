import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FixedText, fixPolicyText } from '../../src/cli/fix-policy-text.js';
import { compilePolicyText } from '../../src/compile/index.js';
import { GOLDEN_POLICIES } from '../diagnostic/golden-policies.js';

const HEAD = `policy a
venue embedded
account {
  initial-balance $1_000
  day-reset 00:00 UTC
  withdrawals count-as-loss
}
market HYPE {
  leverage 10x
}
kill floor when equity < day_start_equity - $50
kill lost when age(mark) > 30s
`;

function codesOf(source: string): readonly string[] {
  return compilePolicyText('a.policy', source).diagnostics.map(({ code }) => code);
}

function fixed(source: string): FixedText {
  const file = 'a.policy';
  return fixPolicyText(file, source, (text) => compilePolicyText(file, text).diagnostics);
}

/** Slips, each with what it is meant to be. */
const SLIPS: readonly (readonly [string, string])[] = [
  ['pause p when spread > 40bps until 1h30m later', 'pause p when spread > 40bps until 90m later'],
  ['pause p when spread > 40bps until 1m5s later', 'pause p when spread > 40bps until 65s later'],
  [
    'reduce-only r when equity < day_start_equity-$20',
    'reduce-only r when equity < day_start_equity - $20',
  ],
  [
    'reduce-only r when equity < day_start_equity -$20',
    'reduce-only r when equity < day_start_equity - $20',
  ],
  ['limit n order.notional \u2264 $100', 'limit n order.notional <= $100'],
  ['limit n order.notional => $100 because "x"', 'limit n order.notional >= $100 because "x"'],
  ['limit n order.notional <= $.5', 'limit n order.notional <= $0.5'],
  ['Limit n order.notional <= $100', 'limit n order.notional <= $100'],
  ['limits n order.notional <= $100', 'limit n order.notional <= $100'],
  ['limit Order_Value order.notional <= $100', 'limit order-value order.notional <= $100'],
  ['reduce-only r WHEN spread > 40bps', 'reduce-only r when spread > 40bps'],
  [
    'reduce-only r when spread > 40bps UNTIL < 20bps',
    'reduce-only r when spread > 40bps until < 20bps',
  ],
  ['reduce-only r when margin_utilisation > 80%', 'reduce-only r when margin_utilization > 80%'],
  ['reduce-only r when Equity < $900', 'reduce-only r when equity < $900'],
  ['reduce-only r when hype.mark < $20', 'reduce-only r when HYPE.mark < $20'],
  ['reduce-only r when age(accout) > 10s', 'reduce-only r when age(account) > 10s'],
  ['limit n\torder.notional <= $100', 'limit n  order.notional <= $100'],
  [
    'limit n order.notional <= $100 limit m open_orders <= 3',
    'limit n order.notional <= $100 \nlimit m open_orders <= 3',
  ],
];

/** What a tool must not decide. */
const UNCERTAIN: readonly string[] = [
  'kill k when equity < day_start_equity - 5%',
  'limit n order.notional <= $1,000',
  'limit n order.size <= 5',
  'limit p position <= 5 HYPE',
  'reduce-only r when margin_utilization < 80%',
  'reduce-only r when HYPO.mark < $20',
  'reduce-only r when day-start-equity < $900',
  'pause p when spread > 40bps',
];

describe('fixPolicyText', () => {
  it.each(SLIPS)('turns %s into %s', (slip, meant) => {
    expect(codesOf(`${HEAD}${slip}\n`)).toHaveLength(1);
    expect(fixed(`${HEAD}${slip}\n`)).toEqual({
      text: `${HEAD}${meant}\n`,
      fixCount: 1,
    });
    expect(codesOf(`${HEAD}${meant}\n`)).toEqual([]);
  });

  it.each(UNCERTAIN)('leaves %s to its author', (line) => {
    const source = `${HEAD}${line}\n`;
    expect(codesOf(source)).not.toEqual([]);
    expect(fixed(source)).toEqual({ text: source, fixCount: 0 });
  });

  it('fixes hundreds of slips within a moment', () => {
    const lines = Array.from(
      { length: 200 },
      (_, at) => `alert a${at}\twhen spread > ${at + 1}bps`,
    );
    const before = Date.now();
    const { text, fixCount } = fixed(`${HEAD}${lines.join('\n')}\n`);
    expect(fixCount).toBe(200);
    expect(text).not.toContain('\t');
    expect(Date.now() - before).toBeLessThan(5000);
  });

  it('leaves a name alone where the right one is taken', () => {
    const source = `${HEAD}limit n-a open_orders <= 3\nlimit N_a order.notional <= $100\n`;
    expect(fixed(source).text).toBe(source);
  });

  it('fixes every slip of a file in one run', () => {
    const slips = [
      'pause p when spread > 40bps until 1h30m later',
      'reduce-only Day_Loss WHEN equity < day_start_equity-$20',
      'limits n order.notional \u2264 $100 limit m open_orders <= 3',
      'reduce-only r when margin_utilisation > 80%',
    ];
    const { text, fixCount } = fixed(`${HEAD}${slips.join('\n')}\n`);
    expect(fixCount).toBeGreaterThan(slips.length);
    expect(compilePolicyText('a.policy', text).diagnostics).toEqual([]);
  });

  it.each(GOLDEN_POLICIES)('brings no new code into $name, and is done after one run', (golden) => {
    const { text } = fixed(golden.source);
    const before = new Set(codesOf(golden.source));
    expect(codesOf(text).filter((code) => !before.has(code))).toEqual([]);
    expect(fixed(text)).toEqual({ text, fixCount: 0 });
  });

  it('never brings a new code, nor more problems, into a damaged policy', () => {
    const golden = fc.constantFrom(...GOLDEN_POLICIES);
    fc.assert(
      fc.property(
        golden,
        fc.nat(),
        fc.constantFrom('', '-', 'X', '\t', '=', ' '),
        (from, at, put) => {
          const { source } = from;
          const cut = at % (source.length + 1);
          const damaged = source.slice(0, cut) + put + source.slice(cut + 1);
          const { text } = fixed(damaged);
          const before = codesOf(damaged);
          const after = codesOf(text);
          expect(after.length).toBeLessThanOrEqual(before.length);
          expect(after.filter((code) => !before.includes(code))).toEqual([]);
        },
      ),
      { seed: 44, numRuns: 300 },
    );
  });
});
