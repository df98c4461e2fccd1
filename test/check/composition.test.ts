import { describe, expect, it } from 'vitest';
import type { PresetLibrary } from '../../src/check/index.js';
import { type CompileResult, compilePolicyText } from '../../src/compile/index.js';
import { policyWith, SOUND_ACCOUNT } from './policy-with.js';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 86_400_000;

function libraryOf(presets: Readonly<Record<string, string>>): PresetLibrary {
  return {
    names: Object.keys(presets),
    load: (name) => {
      const source = presets[name];
      return source === undefined ? null : { file: `presets/${name}.policy`, source };
    },
  };
}

const BASE = 'preset base\nkill deep when equity < initial_balance - 20% of initial_balance\n';
const FIRM = [
  'preset firm',
  'use base',
  'rulebook "Firm" {',
  '  version "1"',
  '  source "their page"',
  '  seen 2026-11-02',
  '  kill max-loss when equity < initial_balance - 10% of initial_balance',
  '  phase one {',
  '    kill day-loss when equity < day_start_equity - 5% of initial_balance',
  '  }',
  '  phase two {',
  '    kill day-loss when equity < day_start_equity - 4% of initial_balance',
  '  }',
  '}',
].join('\n');
const PRESETS = {
  base: BASE,
  firm: FIRM,
  bounds:
    'preset bounds\nlet most = $500\nlimit a order.notional <= most\n' +
    'market BTC {\n  leverage 5x\n  limit b order.notional <= $50\n}\n' +
    'market other {\n  leverage 3x\n  limit c |position| <= margin_capacity\n}\n',
  clock: 'preset clock\naccount {\n  day-reset 00:30 UTC\n  withdrawals lower-anchors\n}\n',
  alone: 'preset alone\naccount {\n  existing-positions refuse\n  foreign-orders refuse\n}\n',
  strict: 'preset strict\naccount {\n  withdrawals count-as-loss\n}\n',
  wrong: 'preset wrong\nlimit a order.notional <= 5%\n',
  other: 'policy other\n',
  a: 'preset a\nuse b\n',
  b: 'preset b\nuse a\n',
  d1: 'preset d1\nuse d2\n',
  d2: 'preset d2\nuse d3\n',
  d3: 'preset d3\nuse base\n',
  bad: 'preset bad\nvenue embedded\nwaive x.y until 2026-12-01 because "z"\n',
  'own.policy': 'preset own-rules\nlimit mine order.notional <= $70\n',
};

type Parts = Parameters<typeof policyWith>[0];

function compile(rules: readonly string[], parts: Parts = {}, nowMs = NOW): CompileResult {
  const source = policyWith({ ...parts, rules });
  return compilePolicyText('p.policy', source, libraryOf(PRESETS), nowMs);
}

function codesOf(rules: readonly string[], parts: Parts = {}): readonly string[] {
  return compile(rules, parts).diagnostics.map(({ code }) => code);
}

function dayLossIn(phase: string): readonly string[] | undefined {
  const { policy } = compile([`use firm phase ${phase}`]);
  return policy?.rules.filter(({ name }) => name === 'day-loss').map(({ text }) => text);
}

function codesOfPreset(name: keyof typeof PRESETS): readonly string[] {
  const { policy, diagnostics } = compilePolicyText(name, PRESETS[name], libraryOf(PRESETS), NOW);
  expect(policy).toBeNull();
  return diagnostics.map(({ code }) => code);
}

const FIRST = 'use firm phase one';

describe('a policy that uses presets', () => {
  it('has their rules where they are used, each with its place in its own file', () => {
    const { policy, diagnostics } = compile([FIRST, 'alert last when equity < $950']);
    expect(diagnostics).toEqual([]);
    expect(policy?.rules.map(({ path, place }) => [path, place.file, place.line])).toEqual([
      ['loss', 'p.policy', 11],
      ['lost', 'p.policy', 12],
      ['base.deep', 'presets/base.policy', 2],
      ['firm.max-loss', 'presets/firm.policy', 7],
      ['firm.day-loss', 'presets/firm.policy', 9],
      ['last', 'p.policy', 14],
    ]);
    expect(policy?.presets.map(({ name }) => name)).toEqual(['firm', 'base']);
  });

  it('has the rules of the phase that it chose and of no other', () => {
    expect(dayLossIn('one')).toEqual(['equity < day_start_equity - 5% of initial_balance']);
    expect(dayLossIn('two')).toEqual(['equity < day_start_equity - 4% of initial_balance']);
  });

  it('holds the rules of a market block for the markets that it trades', () => {
    const { policy } = compile(['use bounds'], { market: ['leverage 3x'] });
    const paths = policy?.rules.map(({ path }) => path);
    expect(paths).toEqual(['loss', 'lost', 'bounds.a', 'bounds.HYPE.c']);
    const rule = policy?.rules.find(({ path }) => path === 'bounds.a');
    expect(rule?.condition).toMatchObject({ right: { kind: 'constant' } });
  });

  it('takes a file beside it by its path', () => {
    const { policy } = compile(['use "own.policy"']);
    expect(policy?.rules.at(-1)?.path).toBe('own-rules.mine');
  });

  it('takes over a clock that it does not have, and the tighter way with withdrawals', () => {
    const bare = ['initial-balance $1_000'];
    const { policy, diagnostics } = compile(['use clock', 'use strict'], { account: bare });
    expect(diagnostics).toEqual([]);
    expect(policy?.account).toMatchObject({
      dayReset: { hour: 0, minute: 30, zone: 'UTC' },
      withdrawals: 'count-as-loss',
    });
  });

  it.each([
    ['P205', ['use nobody']],
    ['P205', ['use other']],
    ['P206', ['use firm phase three']],
    ['P207', ['use firm']],
    ['P212', ['use a']],
    ['P208', ['use base', 'use base']],
    ['P405', ['use bounds']],
    ['P302', ['use wrong']],
    ['P413', [FIRST, 'waive loss until 2026-12-01 because "x"']],
    ['P413', [FIRST, 'waive builtin.margin-capacity until 2026-12-01 because "x"']],
    ['P413', [FIRST, 'waive firm.nothing until 2026-12-01 because "x"']],
    ['P411', [FIRST, 'waive firm.max-loss until 2026-11-21 because "x"']],
    ['P412', [FIRST, 'waive firm.max-loss until 2027-02-22 because "x"']],
    ['P105', [FIRST, 'waive firm.max-loss until 2026-11-31 because "x"']],
    ['P118', ['phase one {', '}']],
  ])('earns %s: %j', (code, rules) => {
    expect(codesOf(rules)).toEqual([code]);
  });

  it('goes three deep and no deeper', () => {
    const deeper = { ...PRESETS, base: 'preset base\nuse deepest\n', deepest: 'preset deepest\n' };
    const source = policyWith({ rules: ['use d1'] });
    const { diagnostics } = compilePolicyText('p.policy', source, libraryOf(deeper));
    expect(diagnostics.map(({ code }) => code)).toContain('P702');
  });

  it('tells of a mistake in a preset where it stands', () => {
    const { policy, diagnostics } = compile(['use wrong']);
    expect(policy).toBeNull();
    expect(diagnostics.map(({ file }) => file)).toEqual(['presets/wrong.policy']);
  });

  it('may refuse what the account holds, and is not talked out of it', () => {
    expect(compile(['use alone']).policy?.account).toMatchObject({
      existingPositions: 'refuse',
      foreignOrders: 'refuse',
    });
    expect(compile([]).policy?.account).toMatchObject({
      existingPositions: 'adopt',
      foreignOrders: 'leave',
    });
    for (const line of ['existing-positions adopt', 'foreign-orders leave']) {
      const { diagnostics } = compile(['use alone'], { account: [...SOUND_ACCOUNT, line] });
      expect(diagnostics.map(({ code }) => code)).toEqual(['P405']);
    }
  });

  it('may tighten a rule of a preset by its name and not loosen it', () => {
    const tighter = 'kill max-loss when equity < initial_balance - 8% of initial_balance';
    const looser = 'kill max-loss when equity < initial_balance - 12% of initial_balance';
    expect(codesOf([FIRST, tighter])).toEqual([]);
    expect(codesOf([FIRST, looser])).toEqual(['P405']);
    expect(codesOf([FIRST, `${tighter} for 5s`])).toEqual([]);
    expect(codesOf(['use bounds', 'limit a order.notional <= $600'])).toContain('P405');
    expect(
      codesOf(['use bounds', 'limit a order.notional <= $400'], { market: ['leverage 3x'] }),
    ).toEqual([]);
  });

  it('is warned where a rule of its own comes behind one of a preset, which tells nothing', () => {
    const behind = 'kill last-stop when equity < initial_balance - 15% of initial_balance';
    const [warning, ...others] = compile([FIRST, behind]).diagnostics;
    expect(others).toEqual([]);
    expect(warning).toMatchObject({
      code: 'P503',
      file: 'p.policy',
      message: '`firm.max-loss` always acts before `last-stop` does',
    });
    const before = 'kill last-stop when equity < initial_balance - 8% of initial_balance';
    expect(codesOf([FIRST, before])).toEqual([]);
    const waived = 'waive firm.max-loss until 2026-12-01 because "a drill"';
    expect(codesOf([FIRST, waived, behind])).toEqual([]);
  });

  it('is warned where a kill of a preset comes before its own reduce-only', () => {
    const late = 'reduce-only late when equity < initial_balance - 12% of initial_balance';
    expect(compile([FIRST, late]).diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['P508', 'the kill `firm.max-loss` comes no later than `late`, which it should follow'],
    ]);
  });

  it('carries until when a rule is waived, to 00:00 UTC of the date', () => {
    const { policy, diagnostics } = compile([
      FIRST,
      'waive firm.max-loss until 2026-12-01 because "a drill"',
    ]);
    expect(diagnostics).toEqual([]);
    const waived = policy?.rules.filter(({ waivedUntil }) => waivedUntil !== null);
    expect(waived?.map(({ path, waivedUntil }) => [path, waivedUntil])).toEqual([
      ['firm.max-loss', Date.UTC(2026, 11, 1)],
    ]);
  });

  it('judges no date where it is told none, as a replay must not', () => {
    const source = policyWith({
      rules: [FIRST, 'waive firm.max-loss until 2026-11-01 because "a drill"'],
    });
    const { policy } = compilePolicyText('p.policy', source, libraryOf(PRESETS));
    expect(policy?.rules.find(({ name }) => name === 'max-loss')?.waivedUntil).toBe(
      Date.UTC(2026, 10, 1),
    );
  });

  it('is warned of a rulebook that was seen more than 180 days ago', () => {
    const seen = Date.UTC(2026, 10, 2);
    const codesAt = (days: number) =>
      compile([FIRST], {}, seen + days * DAY_MS).diagnostics.map(({ code }) => code);
    expect([codesAt(180), codesAt(181)]).toEqual([[], ['P418']]);
  });
});

describe('a preset by itself', () => {
  it('is checked with each of its phases, and needs neither venue nor market', () => {
    expect(codesOfPreset('firm')).toEqual([]);
    expect(codesOfPreset('bounds')).toEqual([]);
    expect(codesOfPreset('wrong')).toEqual(['P302']);
  });

  it('takes neither a venue nor a waiver', () => {
    expect(codesOfPreset('bad')).toEqual(['P118', 'P118']);
  });

  it('gives what its tests are played to, once with each phase, and each test once', () => {
    const tested = PRESETS.firm.replace(
      '  phase two {',
      '  phase two {\n    test "b" {\n      given BTC.mark $9\n      expect state active\n    }',
    );
    const source = `${tested}\ntest "a" {\n  expect no kill day-loss\n}\n`;
    const { presetPhases, diagnostics } = compilePolicyText('f', source, libraryOf(PRESETS), NOW);
    expect(diagnostics).toEqual([]);
    const played = presetPhases.map(({ policy, tests }) => ({
      coins: policy.markets.map(({ coin, leverage }) => [coin, leverage]),
      paths: policy.rules.map(({ path }) => path),
      places: [...new Set(policy.rules.map(({ place }) => place.file))],
      tests: tests.map(({ name }) => name),
    }));
    const same = {
      coins: [['BTC', 1]],
      paths: ['base.deep', 'firm.max-loss', 'firm.day-loss'],
      places: ['presets/base.policy', 'f'],
    };
    expect(played).toEqual([
      { ...same, tests: ['a'] },
      { ...same, tests: ['b'] },
    ]);
  });
});
