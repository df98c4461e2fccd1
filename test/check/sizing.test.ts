import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { compilePolicyText, type KellySettings } from '../../src/compile/index.js';
import { codesOf, policyWith } from './policy-with.js';

const SOUND = ['stop-distance 1%', 'warm-up-risk 0.25% of equity'];

function block(lines: readonly string[]): string {
  return ['size kelly {', ...lines, '}', ''].join('\n');
}

function keyOf(line: string): string | undefined {
  return line.split(' ')[0];
}

/** The sound block with some lines in place of its own. */
function blockWith(lines: readonly string[]): string {
  const keys = new Set(lines.map(keyOf));
  return block([...SOUND.filter((line) => !keys.has(keyOf(line))), ...lines]);
}

function preset(lines: readonly string[]): string {
  return ['preset firm', ...lines, ''].join('\n');
}

function compile(
  source: string,
  presetText: string | null = null,
): { codes: readonly string[]; sizing: KellySettings | null | undefined } {
  const library = {
    names: ['firm'],
    load: (name: string) =>
      name === 'firm' && presetText !== null ? { file: 'firm.policy', source: presetText } : null,
  };
  const { policy, diagnostics } = compilePolicyText('built.policy', source, library);
  const sizing = policy?.markets.find(({ coin }) => coin === 'HYPE')?.sizing;
  return { codes: diagnostics.map(({ code }) => code), sizing };
}

describe('size kelly', () => {
  it('has the defaults of the language where a setting is not written', () => {
    const { codes, sizing } = compile(policyWith({}) + block(SOUND));
    expect(codes).toEqual([]);
    expect(sizing).toMatchObject({
      fraction: decimal('0.5'),
      fractionCeiling: decimal(1),
      fractionBy: 'fraction',
      riskPerTrade: decimal('0.02'),
      portfolioRisk: decimal('0.03'),
      warmUpRisk: decimal('0.0025'),
      correlation: decimal(1),
      history: 30,
      volatility: null,
      stopDistance: { kind: 'ratio', ratio: decimal('0.01') },
    });
  });

  it('lets volatility play a part once a setting speaks of it', () => {
    for (const line of ['atr 10 bars of 1m', 'shrink-above 1.3', 'stop-distance 2x atr']) {
      const { sizing } = compile(policyWith({}) + blockWith([line]));
      expect(sizing?.volatility).toEqual({
        shrinkAbove: decimal('1.3'),
        growBelow: decimal('0.7'),
      });
    }
  });

  it.each([
    'fraction 100%',
    'risk-per-trade 0.5% of equity',
    'portfolio-risk 100% of equity',
    'warm-up-risk 50% of equity',
    'max-drawdown 10% with probability 5%',
    'correlation 0',
    'correlation 1',
    'history 1 trades',
    'atr 20 bars of 5m',
    'shrink-above 1',
    'grow-below 1',
    'stop-distance 2.5x atr',
    'stop-distance 80bps',
    'stop-distance $0.50',
  ])('is sound with %s', (line) => {
    expect(codesOf(policyWith({}) + blockWith([line]))).toEqual([]);
  });

  it.each([
    ['P310', 'fraction 0%'],
    ['P310', 'fraction 101%'],
    ['P310', 'fraction 0.5'],
    ['P310', 'risk-per-trade 2%'],
    ['P310', 'risk-per-trade 0% of equity'],
    ['P310', 'risk-per-trade 2% of balance'],
    ['P310', 'portfolio-risk 101% of equity'],
    ['P310', 'warm-up-risk 1'],
    ['P310', 'warm-up-risk $5'],
    ['P310', 'max-drawdown 10%'],
    ['P310', 'max-drawdown 100% with probability 5%'],
    ['P310', 'max-drawdown 10% with probability 0%'],
    ['P310', 'correlation 1.1'],
    ['P310', 'correlation 50%'],
    ['P310', 'history 0 trades'],
    ['P310', 'history 30'],
    ['P310', 'history 2.5 trades'],
    ['P310', 'atr 1 bars of 5m'],
    ['P310', 'atr 20 bars of 500ms'],
    ['P310', 'atr 5m'],
    ['P310', 'shrink-above 0.9'],
    ['P310', 'grow-below 0'],
    ['P310', 'grow-below 1.1'],
    ['P310', 'stop-distance 2x'],
    ['P310', 'stop-distance 0% '],
    ['P310', 'stop-distance 100%'],
    ['P310', 'stop-distance 3 HYPE'],
    ['P211', 'leverage 3x'],
    ['P104', 'correlation 00.5'],
  ])('earns %s with %s', (code, line) => {
    expect(codesOf(policyWith({}) + blockWith([line]))).toEqual([code]);
  });

  it('needs its stop, once however many markets it holds for', () => {
    const source = policyWith({}).replace('market HYPE', 'market HYPE, BTC');
    expect(codesOf(source + block(['warm-up-risk 1% of equity']))).toEqual(['P414']);
  });

  it('warns where neither a history nor a warm-up lets it start', () => {
    expect(codesOf(policyWith({}) + block(['stop-distance 1%']))).toEqual(['P506']);
    expect(codesOf(policyWith({}) + blockWith(['warm-up-risk 0']))).toEqual(['P506']);
  });

  it('stands once in a file and once in a market', () => {
    expect(codesOf(policyWith({}) + block(SOUND) + block(SOUND))).toEqual(['P208']);
    const twice = ['leverage 10x', ...block(SOUND).split('\n'), ...block(SOUND).split('\n')];
    expect(codesOf(policyWith({ market: twice }))).toEqual(['P208']);
    const once = ['leverage 10x', ...block(SOUND).split('\n')];
    expect(codesOf(policyWith({ market: once }) + block(SOUND))).toEqual([]);
  });
});

describe('max-drawdown', () => {
  it('lowers the fraction of Kelly, and is named for it', () => {
    const { sizing } = compile(
      policyWith({}) + blockWith(['max-drawdown 10% with probability 5%']),
    );
    expect(sizing?.fraction.toFixed(6)).toBe('0.067951');
    expect(sizing?.fractionBy).toBe('max-drawdown');
    expect(sizing?.fractionCeiling).toEqual(sizing?.fraction);
  });

  it('leaves a fraction alone that keeps it anyway, and is the ceiling of growth', () => {
    const { sizing } = compile(
      policyWith({}) + blockWith(['fraction 5%', 'max-drawdown 10% with probability 5%']),
    );
    expect(sizing?.fraction).toEqual(decimal('0.05'));
    expect(sizing?.fractionBy).toBe('fraction');
    expect(sizing?.fractionCeiling.toFixed(6)).toBe('0.067951');
  });
});

describe('size kelly of presets', () => {
  const FIRM = preset([
    'size kelly {',
    '  fraction 40%',
    '  risk-per-trade 1% of equity',
    '  warm-up-risk 0.25% of equity',
    '  stop-distance 1%',
    '}',
  ]);
  const USE = 'use firm\n';

  it('holds for the markets of the policy', () => {
    const { codes, sizing } = compile(policyWith({}) + USE, FIRM);
    expect(codes).toEqual([]);
    expect(sizing?.fraction).toEqual(decimal('0.4'));
    expect(sizing?.place.file).toBe('firm.policy');
  });

  it('is tightened by the policy, setting by setting', () => {
    const own = block(['fraction 30%', 'stop-distance 2%']);
    const { codes, sizing } = compile(policyWith({}) + own + USE, FIRM);
    expect(codes).toEqual([]);
    expect(sizing?.fraction).toEqual(decimal('0.3'));
    expect(sizing?.riskPerTrade).toEqual(decimal('0.01'));
    expect(sizing?.stopDistance).toEqual({ kind: 'ratio', ratio: decimal('0.02') });
  });

  it.each(['fraction 41%', 'risk-per-trade 1.1% of equity', 'warm-up-risk 0.3% of equity'])(
    'is not loosened by the policy: %s',
    (line) => {
      expect(compile(policyWith({}) + block([line]) + USE, FIRM).codes).toEqual(['P405']);
    },
  );

  it.each([
    ['portfolio-risk 2% of equity', 'portfolio-risk 2.5% of equity'],
    ['correlation 0.8', 'correlation 0.7'],
    ['history 40 trades', 'history 39 trades'],
    ['shrink-above 1.2', 'shrink-above 1.3'],
    ['grow-below 0.6', 'grow-below 0.7'],
    ['max-drawdown 10% with probability 5%', 'max-drawdown 10% with probability 6%'],
  ])('has the tighter side of %s', (tight, loose) => {
    const firm = preset(['size kelly {', ...SOUND, tight, '}']);
    expect(compile(policyWith({}) + block([loose]) + USE, firm).codes).toEqual(['P405']);
    const looseFirm = preset(['size kelly {', ...SOUND, loose, '}']);
    expect(compile(policyWith({}) + block([tight]) + USE, looseFirm).codes).toEqual([]);
  });

  it('is that of the nearest block within a file, and the tightest between files', () => {
    const market = ['leverage 10x', ...block(['fraction 60%']).split('\n')];
    const own = compile(policyWith({ market }) + blockWith(['fraction 50%']));
    expect(own.codes).toEqual([]);
    expect(own.sizing?.fraction).toEqual(decimal('0.6'));
    expect(compile(policyWith({ market }) + USE, FIRM).codes).toEqual(['P405']);
  });

  it('may be waived setting by setting, until a date', () => {
    const waiver = 'waive firm.size-kelly.fraction until 2026-12-15 because "a drill"\n';
    const { codes, sizing } = compile(
      `${policyWith({})}${block(['fraction 60%'])}${USE}${waiver}`,
      FIRM,
    );
    expect(codes).toEqual([]);
    expect(sizing?.fraction).toEqual(decimal('0.6'));
    expect(sizing?.riskPerTrade).toEqual(decimal('0.01'));
  });

  it('is that of the chosen phase, beside that of the file', () => {
    const firm = preset([
      'size kelly {',
      ...SOUND,
      '}',
      'phase one {',
      '  size kelly {',
      '    fraction 40%',
      '  }',
      '}',
      'phase two {',
      '  size kelly {',
      '    fraction 55%',
      '  }',
      '}',
    ]);
    expect(compile(firm).codes).toEqual([]);
    const inPhase = (phase: string): unknown =>
      compile(`${policyWith({})}use firm phase ${phase}\n`, firm).sizing?.fraction;
    expect(inPhase('one')).toEqual(decimal('0.4'));
    expect(inPhase('two')).toEqual(decimal('0.55'));
  });

  it('shares the tightest portfolio cap and correlation among all markets', () => {
    const btc = [
      'market BTC {',
      'leverage 10x',
      ...block(['portfolio-risk 1% of equity', 'correlation 0.5']).split('\n'),
      '}',
    ].join('\n');
    const { sizing } = compile(`${policyWith({})}${btc}\n${blockWith(['correlation 0.4'])}`);
    expect(sizing?.portfolioRisk).toEqual(decimal('0.01'));
    expect(sizing?.correlation).toEqual(decimal('0.5'));
  });

  it('may leave the stop to its user, who is asked for it', () => {
    const firm = preset(['size kelly {', 'warm-up-risk 1% of equity', '}']);
    expect(compile(firm).codes).toEqual([]);
    expect(compile(policyWith({}) + USE, firm).codes).toEqual(['P414']);
  });
});
