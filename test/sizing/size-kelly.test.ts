import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { type KellyInputs, kellyLots, sizeKelly } from '../../src/sizing/index.js';
import { kellyNumbers } from './kelly-arbitrary.js';

const d = decimal;

/** 10,000 dollars on a 55% bet at 2 to 1: full Kelly is 32.5%, half of it 16.25%, the cap 2%. */
const SOUND: KellyInputs = {
  equity: d(10_000),
  riskPerUnit: d(1),
  edge: { kind: 'known', winRate: d('0.55'), payoff: d(2) },
  fraction: d('0.5'),
  riskPerTrade: d('0.02'),
  lot: d('0.01'),
};

/** A small edge, so that the cap is far: full Kelly 3%, half of it 1.5%. */
const SMALL_EDGE = { kind: 'known', winRate: d('0.515'), payoff: d(1) } as const;

function trades(wins: number, losses: number): KellyInputs['edge'] {
  const [averageWin, averageLoss] = [d(2), d(1)];
  return {
    kind: 'trades',
    trades: { wins, losses, averageWin, averageLoss },
    history: 30,
    warmUpRisk: d('0.0025'),
  };
}

function volatility(ratio: string | number): NonNullable<KellyInputs['volatility']> {
  return { ratio: d(ratio), shrinkAbove: d('1.3'), growBelow: d('0.7') };
}

function percentAt(ratio: string): string {
  return sizeKelly({
    ...SOUND,
    edge: SMALL_EDGE,
    volatility: volatility(ratio),
  }).percent.toString();
}

describe('a Kelly size', () => {
  it('goes through its layers in their order and names the one that bound', () => {
    const sizing = sizeKelly(SOUND);
    expect(sizing.layers.map(({ name, risk }) => [name, risk.toString()])).toEqual([
      ['kelly', '0.325'],
      ['fraction', '0.1625'],
      ['risk-per-trade', '0.02'],
      ['rounding', '0.02'],
    ]);
    expect(sizing.boundBy).toBe('risk-per-trade');
    expect(sizing.size.toString()).toBe('200');
    expect(sizing.amount.toString()).toBe('200');
    expect(sizing.percent.toString()).toBe('0.02');
    expect(sizing.riskPerUnit.toString()).toBe('1');
  });

  it('is bound by the fraction where the cap is far', () => {
    const sizing = sizeKelly({ ...SOUND, edge: SMALL_EDGE });
    expect(sizing.percent.toString()).toBe('0.015');
    expect(sizing.boundBy).toBe('fraction');
  });

  it('is lowered by what the portfolio leaves', () => {
    const sizing = sizeKelly({ ...SOUND, portfolioScale: d('0.2') });
    expect(sizing.percent.toString()).toBe('0.004');
    expect(sizing.boundBy).toBe('portfolio-risk');
  });

  it('shrinks in a storm and grows in a calm, in proportion and without a jump', () => {
    expect(percentAt('1.3')).toBe('0.015');
    expect(percentAt('2.6')).toBe('0.0075');
    expect(percentAt('0.7')).toBe('0.015');
    expect(percentAt('0.56')).toBe('0.01875');
  });

  it('does not grow past full Kelly, nor past what a drawdown bound allows', () => {
    const calm = { ...SOUND, edge: SMALL_EDGE, riskPerTrade: d(1), volatility: volatility('0.1') };
    expect(sizeKelly(calm).percent.toString()).toBe('0.03');
    expect(sizeKelly(calm).boundBy).toBe('ceiling');
    const bound = sizeKelly({ ...calm, fraction: d('0.4'), fractionCeiling: d('0.5') });
    expect(bound.percent.toString()).toBe('0.015');
  });
});

describe('a history too short', () => {
  it('is sized by the warm-up risk, whatever it seems to show', () => {
    const sizing = sizeKelly({ ...SOUND, edge: trades(29, 0) });
    expect(sizing.percent.toString()).toBe('0.0025');
    expect(sizing.boundBy).toBe('warm-up');
  });

  it('is never grown by a calm market', () => {
    const calm = sizeKelly({ ...SOUND, edge: trades(3, 3), volatility: volatility('0.1') });
    expect(calm.percent.toString()).toBe('0.0025');
    const storm = sizeKelly({ ...SOUND, edge: trades(3, 3), volatility: volatility('2.6') });
    expect(storm.percent.toString()).toBe('0.00125');
  });

  it('ends with the last trade of it, from where on the sure win rate counts', () => {
    const sizing = sizeKelly({ ...SOUND, riskPerTrade: d(1), edge: trades(18, 12) });
    // 18 of 30 won: surely 45.06% at 2 to 1, which is 17.59% and not the 40% that was seen.
    expect(sizing.layers[0]?.risk.toFixed(4)).toBe('0.1759');
  });

  it('goes on while there is no loss to tell the payoff by', () => {
    expect(sizeKelly({ ...SOUND, edge: trades(40, 0) }).boundBy).toBe('warm-up');
  });
});

describe('the known ways in which sizing was wrong', () => {
  it.each(['0.8', '0.7', '0.1'])('volatility never runs after the cap: ATR ratio %s', (ratio) => {
    const calm = { ratio: d(ratio), shrinkAbove: d('1.3'), growBelow: d(1) };
    expect(sizeKelly({ ...SOUND, volatility: calm }).percent.toString()).toBe('0.02');
  });

  it('a minimum lot is never rounded up to: a 2% cap stays one on a balance of 100', () => {
    const small = { ...SOUND, equity: d(100), riskPerUnit: d(1000), lot: d('0.01') };
    const sizing = sizeKelly({ ...small, minimumSize: d('0.01') });
    expect(sizing.size.toString()).toBe('0');
    expect(sizing.amount.toString()).toBe('0');
    expect(sizing.boundBy).toBe('minimum');
  });

  it.each([0, -1, Number.NaN, Infinity])('an ATR ratio of %d is no ratio', (ratio) => {
    expect(() => sizeKelly({ ...SOUND, volatility: volatility(ratio) })).toThrow(
      '`volatility.ratio` must be a number above 0',
    );
  });

  it('a negative expectancy has no size, not even the warm-up one', () => {
    const losing = { kind: 'known', winRate: d('0.4'), payoff: d('0.75') } as const;
    expect(sizeKelly({ ...SOUND, edge: losing })).toMatchObject({ size: d(0), boundBy: 'kelly' });
    const unsure = sizeKelly({ ...SOUND, edge: trades(10, 30) });
    expect(unsure).toMatchObject({ size: d(0), boundBy: 'kelly' });
    const hopeless = sizeKelly({ ...SOUND, edge: trades(0, 30) });
    expect(hopeless).toMatchObject({ size: d(0), boundBy: 'kelly' });
  });

  it('an even bet has no size', () => {
    const even = { kind: 'known', winRate: d('0.5'), payoff: d(1) } as const;
    expect(sizeKelly({ ...SOUND, edge: even }).size.toString()).toBe('0');
  });

  it('0.29 lots are 0.29 lots, not 0.28', () => {
    const size = { ...SOUND, equity: d('14.5'), riskPerUnit: d(1) };
    expect(sizeKelly(size).size.toString()).toBe('0.29');
    expect(kellyLots(numbersOf({ equity: 14.5, lot: 0.01 }))).toBe(29);
  });

  it.each([0, -0.01, -5_000])('an equity of %d has no size', (equity) => {
    expect(sizeKelly({ ...SOUND, equity: d(equity) })).toMatchObject({
      size: d(0),
      amount: d(0),
      percent: d(0),
      boundBy: 'equity',
    });
  });

  it('a declared history is read: a trade less of it and the warm-up risk holds', () => {
    expect(sizeKelly({ ...SOUND, edge: trades(20, 9) }).boundBy).toBe('warm-up');
    expect(sizeKelly({ ...SOUND, edge: trades(20, 10) }).boundBy).not.toBe('warm-up');
  });

  it.each([
    ['equity', { equity: d(Number.NaN) }],
    ['equity', { equity: d(Infinity) }],
    ['riskPerUnit', { riskPerUnit: d(0) }],
    ['fraction', { fraction: d(0) }],
    ['fraction', { fraction: d('1.1') }],
    ['fractionCeiling', { fractionCeiling: d(2) }],
    ['riskPerTrade', { riskPerTrade: d(Number.NaN) }],
    ['portfolioScale', { portfolioScale: d('1.5') }],
    ['lot', { lot: d(0) }],
    ['minimumSize', { minimumSize: d(-1) }],
    ['trades.wins', { edge: trades(-1, 0) }],
    ['trades.losses', { edge: trades(0, 0.5) }],
  ])('a bad `%s` is named: %#', (input, change) => {
    expect(() => sizeKelly({ ...SOUND, ...change })).toThrow(`\`${input}\` must be`);
  });
});

describe('every Kelly size', () => {
  it('risks no more than any of its caps, in whole lots, and is the largest such', () => {
    fc.assert(
      fc.property(kellyNumbers, (numbers) => {
        fc.pre(numbers.equity > 0);
        const lot = d(numbers.lot);
        const size = lot.times(kellyLots({ ...numbers, minimumSize: 0 }));
        const cap = d(numbers.equity).times(numbers.riskPerTrade).times(numbers.portfolioScale);
        expect(size.times(numbers.riskPerUnit).lte(cap)).toBe(true);
        const exact = kellyLots({ ...numbers, minimumSize: numbers.minimumSize });
        expect(exact === 0 || lot.times(exact).gte(numbers.minimumSize)).toBe(true);
      }),
      { seed: 34, numRuns: 2_000 },
    );
  });

  it('is the same in doubles as in decimals', () => {
    fc.assert(
      fc.property(kellyNumbers, (numbers) => {
        const lots = kellyLots(numbers);
        const { size } = sizeKelly(exactOf(numbers));
        expect(d(numbers.lot).times(lots).eq(size)).toBe(true);
      }),
      { seed: 35, numRuns: 10_000 },
    );
  });

  it('never grows when a setting is tightened', () => {
    const tighter = fc.constantFrom(
      'fraction',
      'fractionCeiling',
      'riskPerTrade',
      'portfolioScale',
      'shrinkAbove',
      'growBelow',
    );
    fc.assert(
      fc.property(kellyNumbers, tighter, (numbers, key) => {
        const before = kellyLots(numbers);
        const least = key === 'shrinkAbove' ? 1 : 0;
        const after = kellyLots({ ...numbers, [key]: Math.max(least, numbers[key] * 0.9) });
        expect(after).toBeLessThanOrEqual(before);
      }),
      { seed: 36, numRuns: 2_000 },
    );
  });
});

function numbersOf(change: {
  readonly equity: number;
  readonly lot: number;
}): Parameters<typeof kellyLots>[0] {
  return {
    riskPerUnit: 1,
    edge: { kind: 'known', winRate: 0.55, payoff: 2 },
    fraction: 0.5,
    fractionCeiling: 1,
    atrRatio: null,
    shrinkAbove: 1.3,
    growBelow: 0.7,
    riskPerTrade: 0.02,
    portfolioScale: 1,
    minimumSize: 0,
    ...change,
  };
}

/** Written apart from the product's own way from doubles to decimals. */
function exactOf(numbers: Parameters<typeof kellyLots>[0]): KellyInputs {
  const { edge, atrRatio } = numbers;
  const knownEdge: KellyInputs['edge'] =
    edge.kind === 'known'
      ? { kind: 'known', winRate: d(String(edge.winRate)), payoff: d(String(edge.payoff)) }
      : {
          kind: 'trades',
          history: edge.history,
          warmUpRisk: d(String(edge.warmUpRisk)),
          trades: {
            wins: edge.wins,
            losses: edge.losses,
            averageWin: d(String(edge.averageWin)),
            averageLoss: d(String(edge.averageLoss)),
          },
        };
  return {
    equity: d(String(numbers.equity)),
    riskPerUnit: d(String(numbers.riskPerUnit)),
    edge: knownEdge,
    fraction: d(String(numbers.fraction)),
    fractionCeiling: d(String(numbers.fractionCeiling)),
    riskPerTrade: d(String(numbers.riskPerTrade)),
    portfolioScale: d(String(numbers.portfolioScale)),
    lot: d(String(numbers.lot)),
    minimumSize: d(String(numbers.minimumSize)),
    ...(atrRatio === null
      ? {}
      : {
          volatility: {
            ratio: d(String(atrRatio)),
            shrinkAbove: d(String(numbers.shrinkAbove)),
            growBelow: d(String(numbers.growBelow)),
          },
        }),
  };
}
