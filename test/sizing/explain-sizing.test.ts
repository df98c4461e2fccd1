/** `UPDATE_GOLDEN=1` writes the renderings anew; read what changed before it is committed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  explainSizing,
  type KellyInputs,
  renderSizing,
  type VolatilityScale,
} from '../../src/sizing/index.js';

const GOLDEN = 'test/golden/sizing/explanations.txt';
const d = decimal;

const SOUND: KellyInputs = {
  equity: d(10_000),
  riskPerUnit: d('0.2711'),
  edge: { kind: 'known', winRate: d('0.55'), payoff: d(2) },
  fraction: d('0.4'),
  riskPerTrade: d('0.01'),
  lot: d('0.01'),
  minimumSize: d('0.37'),
};

function trades(wins: number, losses: number, warmUpRisk = '0.0025'): KellyInputs['edge'] {
  const statistics = { wins, losses, averageWin: d('3.1'), averageLoss: d('2.2') };
  return { kind: 'trades', trades: statistics, history: 30, warmUpRisk: d(warmUpRisk) };
}

function volatility(ratio: string): VolatilityScale {
  return { ratio: d(ratio), shrinkAbove: d('1.3'), growBelow: d('0.7') };
}

const small = { kind: 'known', winRate: d('0.51'), payoff: d(1) } as const;

const CASES: Readonly<Record<string, KellyInputs>> = {
  'the cap binds': SOUND,
  'the fraction binds': { ...SOUND, edge: small },
  'the portfolio binds': { ...SOUND, portfolioScale: d('0.6667') },
  'a storm binds': { ...SOUND, edge: small, volatility: volatility('1.9') },
  'a calm market stops at full Kelly': {
    ...SOUND,
    edge: small,
    volatility: volatility('0.1'),
    riskPerTrade: d('0.05'),
  },
  'a drawdown bound is the ceiling': {
    ...SOUND,
    edge: small,
    fraction: d('0.068'),
    fractionCeiling: d('0.07'),
    volatility: volatility('0.1'),
  },
  'the start is a warm-up': { ...SOUND, edge: trades(7, 5) },
  'a history counts by its sure win rate': { ...SOUND, edge: trades(70, 30) },
  'no size: nothing to warm up with': { ...SOUND, edge: trades(7, 5, '0') },
  'no size: no loss yet and nothing to warm up with': { ...SOUND, edge: trades(35, 0, '0') },
  'no size: the edge is not sure': { ...SOUND, edge: trades(15, 15) },
  'no size: nothing but losses': { ...SOUND, edge: trades(0, 31) },
  'no size: the bet loses': {
    ...SOUND,
    edge: { kind: 'known', winRate: d('0.4'), payoff: d('0.75') },
  },
  'no size: no equity': { ...SOUND, equity: d('-12.3') },
  'no size: less than a lot': { ...SOUND, equity: d('0.1'), minimumSize: d(0) },
  'no size: the minimum alone breaks the cap': { ...SOUND, equity: d(8) },
  'no size: never rounded up to the minimum': { ...SOUND, edge: small, equity: d(12) },
  'no size: the portfolio is full': { ...SOUND, portfolioScale: d(0) },
};

describe('the explanation of a size', () => {
  it('reads as it was approved', () => {
    const text = Object.entries(CASES)
      .map(([name, inputs]) => `# ${name}\n${renderSizing(explainSizing(inputs), 'HYPE')}`)
      .join('\n');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
    expect(text).toBe(readFileSync(GOLDEN, 'utf8'));
  });

  it('says why a size is zero, and only then', () => {
    for (const [name, inputs] of Object.entries(CASES)) {
      const { whyZero, sizing } = explainSizing(inputs);
      expect(whyZero === null).toBe(!name.startsWith('no size'));
      expect(sizing.size.isZero()).toBe(name.startsWith('no size'));
    }
  });

  it('marks the one layer that bound', () => {
    for (const inputs of Object.values(CASES)) {
      const { steps, boundBy } = explainSizing(inputs);
      expect(steps.filter(({ isBinding }) => isBinding).map(({ layer }) => layer)).toEqual([
        boundBy,
      ]);
    }
  });
});
