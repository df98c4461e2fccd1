/** Settings of presets: what composes, what is refused, and what a dated waiver lifts. */
import { describe, expect, it } from 'vitest';
import type { PresetLibrary } from '../../src/check/index.js';
import {
  type CompiledPolicy,
  type CompileResult,
  compilePolicyText,
} from '../../src/compile/index.js';
import { policyWith, SOUND_ACCOUNT } from './policy-with.js';

const NOW = Date.UTC(2026, 10, 21, 12);
const ENDS = Date.UTC(2026, 11, 1);
const QUOTE = [
  '  risk-aversion 0.05 per tick',
  '  volatility 2.1588 ticks per sqrt-second',
  '  intensity 0.10005 per second',
  '  decay 0.4533 per tick',
  '  levels 3',
];
const PRESETS: Readonly<Record<string, string>> = {
  strict: [
    'preset strict',
    'account {',
    '  withdrawals count-as-loss',
    '  flatten-within 1%',
    '}',
    'stale-after {',
    '  mark 4s',
    '}',
    'market other {',
    '  leverage 3x',
    '}',
  ].join('\n'),
  quoting: [
    'preset quoting',
    'quote glft {',
    ...QUOTE,
    '}',
    'allocate margin {',
    '  skew 0.1',
    '}',
  ].join('\n'),
  narrow: [
    'preset narrow',
    'quote glft {',
    '  min-half-spread 2bps',
    '  levels 2',
    '}',
    'market HYPE {',
    '  quote glft {',
    '    levels 4',
    '  }',
    '}',
  ].join('\n'),
};
const LIBRARY: PresetLibrary = {
  names: Object.keys(PRESETS),
  load: (name) => {
    const source = PRESETS[name];
    return source === undefined ? null : { file: `presets/${name}.policy`, source };
  },
};

function compile(
  rules: readonly string[],
  parts: Parameters<typeof policyWith>[0] = {},
): CompileResult {
  return compilePolicyText('p.policy', policyWith({ ...parts, rules }), LIBRARY, NOW);
}

function soundPolicy(
  rules: readonly string[],
  parts: Parameters<typeof policyWith>[0] = {},
): CompiledPolicy {
  const { policy, diagnostics } = compile(rules, parts);
  expect(diagnostics).toEqual([]);
  if (policy === null) throw new Error('no policy');
  return policy;
}

const LOOSE = SOUND_ACCOUNT.map((line) => line.replace('count-as-loss', 'lower-anchors'));
const codesOf = (...all: Parameters<typeof compile>): readonly string[] =>
  compile(...all).diagnostics.map(({ code }) => code);

const quotingWith = (setting: string): readonly string[] => [
  'use quoting',
  'quote glft {',
  `  ${setting}`,
  '}',
];
const codesUntil = (date: string): readonly string[] =>
  codesOf(['use strict', `waive strict.market.leverage until ${date} because "x"`]);

describe('the strategies of a preset', () => {
  it('quote a market of the policy that says nothing of quoting, at the place in the preset', () => {
    const [market] = soundPolicy(['use quoting']).markets;
    expect(market?.quote).toMatchObject({
      levels: 3,
      place: { file: 'presets/quoting.policy', line: 2 },
    });
    expect(market?.allocation.skew.toString()).toBe('0.1');
  });

  it('give way to the policy where no way is tighter', () => {
    const own = ['use quoting', 'quote glft {', '  decay 0.9 per tick', '}'];
    const [market] = soundPolicy(own).markets;
    expect(market?.quote?.decay).toEqual({ value: 0.9, unit: 'tick' });
    expect(market?.quote?.place).toMatchObject({ file: 'p.policy' });
  });

  it('compose to the tightest where one is, the nearest block of each file first', () => {
    const [market] = soundPolicy(['use quoting', 'use narrow']).markets;
    expect(market?.quote?.minHalfSpread.toString()).toBe('0.0002');
    // The preset's block for HYPE is nearer than its own for all, and looser than the other's 3.
    expect(market?.quote?.levels).toBe(3);
  });

  it('may be tightened and not loosened', () => {
    expect(codesOf(quotingWith('levels 2'))).toEqual([]);
    expect(codesOf(quotingWith('levels 4'))).toEqual(['P405']);
    expect(codesOf(quotingWith('risk-aversion 0.06 per tick'))).toEqual([]);
    expect(codesOf(quotingWith('risk-aversion 0.04 per tick'))).toEqual(['P405']);
  });

  it('cannot be compared across units, which is not taken for tighter', () => {
    const found = compile(['use quoting', 'quote glft {', '  risk-aversion 50 per $', '}']);
    expect(found.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['P405', 'this cannot be compared with `risk-aversion 0.05 per tick` of `quoting`'],
    ]);
  });

  it('are asked for what they lack where they stand', () => {
    const { diagnostics } = compile(['use narrow']);
    expect(diagnostics.map(({ code, file }) => [code, file])).toEqual([
      ['P414', 'presets/narrow.policy'],
    ]);
  });
});

describe('a waiver of a setting', () => {
  const WAIVE = 'waive strict.market.leverage until 2026-12-01 because "a drill"';

  it('lifts it until its date and not beyond', () => {
    expect(codesOf(['use strict'])).toEqual(['P405']);
    const policy = soundPolicy(['use strict', WAIVE]);
    expect(policy.markets[0]?.leverage).toBe(10);
    expect(policy.laterSettings.map(({ from, markets }) => [from, markets[0]?.leverage])).toEqual([
      [ENDS, 3],
    ]);
  });

  it('lifts nothing else of the preset', () => {
    const { staleAfter, account } = soundPolicy(['use strict', WAIVE]);
    expect(staleAfter.mark).toBe(4000);
    expect(account.flattenWithin?.toString()).toBe('0.01');
  });

  it('ends each at its own date', () => {
    const policy = soundPolicy(
      [
        'use strict',
        WAIVE,
        'waive strict.account.withdrawals until 2026-12-15 because "a payout"',
        'waive strict.stale-after.mark until 2026-12-15 because "a slow venue"',
        'stale-after {',
        '  mark 9s',
        '}',
      ],
      { account: LOOSE },
    );
    const stages = [policy, ...policy.laterSettings].map(({ markets, account, staleAfter }) => [
      markets[0]?.leverage,
      account.withdrawals,
      staleAfter.mark,
    ]);
    expect(stages).toEqual([
      [10, 'lower-anchors', 9000],
      [3, 'lower-anchors', 9000],
      [3, 'count-as-loss', 4000],
    ]);
  });

  it.each([
    ['has no setting', 'strict.market.margin'],
    ['has no setting', 'strict.account.day-reset'],
    ['has no tighter way', 'strict.account.flatten-within'],
    ['there is no rule', 'strict.nowhere.leverage'],
    ['there is no rule', 'nobody.market.leverage'],
    ['there is no rule', 'strict.market'],
  ])('that %s is told so: %s', (words, path) => {
    const { diagnostics } = compile(['use strict', `waive ${path} until 2026-12-01 because "x"`], {
      market: ['leverage 3x'],
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['P413']);
    expect(diagnostics[0]?.message).toContain(words);
  });

  it('that has ended is told so, and one of too many days', () => {
    expect(['2026-11-21', '2027-02-22', '2026-12-01'].map(codesUntil)).toEqual([
      ['P411'],
      ['P412'],
      [],
    ]);
  });
});
