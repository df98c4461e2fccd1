import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { createInspector, type OrderReading, type SizingReading } from '../../src/engine/index.js';
import { renderSizing } from '../../src/sizing/index.js';
import { compile, type EngineRig, liveRig, policyText, sizes } from './engine-kit.js';

const WARM_UP = ['warm-up-risk 0.25% of equity', 'stop-distance $1'];

function sized(lines: readonly string[], more = ''): string {
  return policyText(`size kelly {\n${lines.join('\n')}\n}\n${more}`);
}

/** 10,000 dollars: the warm-up risks 25 of them, a dollar a contract. */
function rigOf(source: string, positions: Parameters<typeof liveRig>[1] = {}): EngineRig {
  return liveRig(compile(source), { equity: 10_000, ...positions });
}

function judge(
  rig: EngineRig,
  source: string,
  side: 'buy' | 'sell',
  size: number | string,
  coin = 'HYPE',
): OrderReading {
  const price = decimal(coin === 'HYPE' ? '27' : 100_000);
  const order = { coin, side, size: decimal(size), price };
  return createInspector(compile(source)).judgeOrder(rig.state, order);
}

function sizingOf(rig: EngineRig, source: string): SizingReading | undefined {
  return createInspector(compile(source)).readSizings(rig.state)[0];
}

function rulesOf({ denials }: OrderReading): readonly string[] {
  return denials.map(({ rule }) => rule);
}

/** Round trips of one contract, each from 27 to so much more or less. */
function trade(rig: EngineRig, results: readonly number[]): void {
  for (const result of results) {
    rig.at += 10;
    rig.fill('buy', 1, 27);
    rig.at += 10;
    rig.fill('sell', 1, 27 + result);
  }
}

const DOZEN_GOOD = [2, 2, -1, 2, 2, -1, 2, 2, -1, 2, 2, -1];

describe('an order under size kelly', () => {
  const source = sized(WARM_UP);

  it('passes up to the Kelly size and is denied beyond it, by the layer that binds', () => {
    const rig = rigOf(source);
    expect(judge(rig, source, 'buy', 25).denials).toEqual([]);
    const { denials, sizeThatFits } = judge(rig, source, 'buy', '25.01');
    expect(denials).toMatchObject([
      {
        rule: 'builtin.kelly-size',
        kind: 'builtin',
        text: '|position| <= kelly size, bound by warm-up',
        value: decimal('25.01'),
        threshold: decimal(25),
        unit: 'size',
      },
    ]);
    expect(sizeThatFits).toEqual(decimal(25));
  });

  it('is judged together with the position and all that rests on its side', () => {
    const rig = rigOf(source, { positions: [{ size: decimal(20), entryPrice: decimal(27) }] });
    expect(judge(rig, source, 'buy', 5).denials).toEqual([]);
    expect(rulesOf(judge(rig, source, 'buy', 6))).toEqual(['builtin.kelly-size']);
    expect(judge(rig, source, 'sell', 45).denials).toEqual([]);
    expect(rulesOf(judge(rig, source, 'sell', 46))).toEqual(['builtin.kelly-size']);
  });

  it('that only reduces passes however far the position is beyond the size', () => {
    const rig = rigOf(source, { positions: [{ size: decimal(90), entryPrice: decimal(27) }] });
    expect(judge(rig, source, 'sell', 90).denials).toEqual([]);
    expect(rulesOf(judge(rig, source, 'buy', 1))).toContain('builtin.kelly-size');
  });

  it('is denied without equity', () => {
    const rig = rigOf(source, { equity: -5 });
    expect(rulesOf(judge(rig, source, 'buy', 1))).toContain('builtin.kelly-size');
    const reading = sizingOf(rig, source);
    expect(reading?.explanation?.boundBy).toBe('equity');
  });

  it('is denied while data lacks, and told which', () => {
    const rig = rigOf(source);
    rig.wait(60_000);
    const denial = judge(rig, source, 'buy', 1).denials.find(
      ({ rule }) => rule === 'builtin.kelly-size',
    );
    expect(denial).toMatchObject({
      text: '|position| <= kelly size, without equity',
      threshold: null,
    });
    expect(sizingOf(rig, source)).toMatchObject({ explanation: null, lacks: 'equity' });
  });

  it('has its stop at a share of the mark where it is said so', () => {
    const share = sized(['warm-up-risk 0.25% of equity', 'stop-distance 2%']);
    const rig = rigOf(share, { mark: 25 });
    // 25 dollars at 50 cents a contract.
    expect(judge(rig, share, 'buy', 50).denials).toEqual([]);
    expect(rulesOf(judge(rig, share, 'buy', '50.01'))).toEqual(['builtin.kelly-size']);
  });
});

describe('a history of trades', () => {
  const source = sized([...WARM_UP, 'history 12 trades', 'fraction 50%']);

  it('ends the warm-up with its last trade, and sizes by the sure win rate', () => {
    const rig = rigOf(source);
    trade(rig, DOZEN_GOOD.slice(1));
    expect(sizingOf(rig, source)?.explanation?.boundBy).toBe('warm-up');
    trade(rig, [2]);
    const explanation = sizingOf(rig, source)?.explanation;
    expect(explanation?.steps[0]?.text).toBe(
      'full Kelly of 8 of 12 trades won, surely 43.15%, at 2 to 1',
    );
    expect(explanation?.boundBy).toBe('risk-per-trade');
  });

  it('that loses leaves no size at all, and never the warm-up one again', () => {
    const rig = rigOf(source);
    trade(rig, [...DOZEN_GOOD.slice(0, 2), ...Array.from({ length: 12 }, () => -1)]);
    const denied = judge(rig, source, 'buy', 1);
    expect(denied.denials).toMatchObject([
      { rule: 'builtin.kelly-size', text: '|position| <= kelly size, bound by kelly' },
    ]);
    expect(denied.sizeThatFits).toEqual(decimal(0));
    expect(sizingOf(rig, source)?.explanation?.whyZero).toContain('there is no sure edge');
  });

  it('counts what came to nothing neither as a win nor as a loss, and nets fees', () => {
    const rig = rigOf(source);
    trade(rig, [0, 0, 1]);
    rig.fill('buy', 1, 27, { fee: decimal(1) });
    rig.fill('sell', 1, 28, { fee: decimal('0.5') });
    const text = sizingOf(rig, source)?.explanation?.steps[0]?.text;
    expect(text).toBe('2 of the 12 trades are known that Kelly needs: warm-up risk');
  });

  it('leaves out a trade that began with the word of the venue', () => {
    const rig = rigOf(source, { positions: [{ size: decimal(1), entryPrice: decimal(20) }] });
    rig.at += 1_000;
    rig.fill('sell', 1, 27);
    expect(sizingOf(rig, source)?.explanation?.steps[0]?.text).toMatch(/^0 of the 12 trades/u);
  });

  it('goes on in a new session', () => {
    const rig = rigOf(source);
    trade(rig, DOZEN_GOOD);
    const next = liveRig(compile(source), { equity: 10_000, state: rig.state });
    expect(sizingOf(next, source)?.explanation?.boundBy).toBe('risk-per-trade');
  });
});

/** So many bars of a minute, each from 25 dollars up by `width` and back. */
function lives(rig: EngineRig, bars: number, width: number): void {
  for (let bar = 0; bar < bars; bar += 1) {
    rig.at += 60_000;
    rig.reconcile({
      time: rig.at,
      equity: decimal(10_000),
      marginUsed: decimal(0),
      maintenanceMargin: decimal(0),
      positions: [],
    });
    rig.mark(25);
    rig.mark(25 + width);
    rig.mark(25);
  }
}

describe('a stop in ATR', () => {
  const source = sized([
    'warm-up-risk 0.25% of equity',
    'atr 3 bars of 1m',
    'stop-distance 2x atr',
  ]);

  it('allows nothing before its bars are there', () => {
    const rig = rigOf(source, { mark: 25 });
    lives(rig, 2, 0.5);
    expect(rulesOf(judge(rig, source, 'buy', 1))).toContain('builtin.kelly-size');
    expect(sizingOf(rig, source)?.lacks).toBe('the ATR of HYPE: its bars are too few yet');
    lives(rig, 2, 0.5);
    expect(sizingOf(rig, source)?.lacks).toBe('the ATR ratio of HYPE: its bars are too few yet');
  });

  it('follows the market, and shrinks the size in a storm twice: by the stop and the ratio', () => {
    const rig = rigOf(source, { mark: 25 });
    lives(rig, 10, 0.5);
    // 25 dollars at twice 50 cents.
    expect(sizingOf(rig, source)?.explanation?.sizing.size).toEqual(decimal(25));
    lives(rig, 2, 2);
    // True ranges 0.5, 0.5, 2: an ATR of 1, a stop at 2 dollars, against a mean ATR of 2/3.
    const explanation = sizingOf(rig, source)?.explanation;
    expect(explanation?.boundBy).toBe('volatility');
    expect(explanation?.sizing.riskPerUnit).toEqual(decimal(2));
    expect(explanation?.sizing.percent.lt('0.0025')).toBe(true);
  });

  it('allows nothing in a market that stands still: a range of 0 is no stop', () => {
    const rig = rigOf(source, { mark: 25 });
    lives(rig, 10, 0);
    expect(rulesOf(judge(rig, source, 'buy', 1))).toContain('builtin.kelly-size');
  });
});

describe('the ladder under size kelly', () => {
  const source = sized(WARM_UP);

  it('quotes within the Kelly size on each side', () => {
    const rig = rigOf(source);
    rig.top('27.10', '27.12');
    for (const side of ['buy', 'sell'] as const) {
      const total = sizes(rig.submitted(side));
      expect(total).toBeLessThanOrEqual(25);
      expect(total).toBeGreaterThan(20);
      expect(rig.submitted(side).length).toBeGreaterThan(1);
    }
    expect(rig.of('orderDenied')).toEqual([]);
  });

  it('leaves to each side what the position leaves of the size', () => {
    const rig = rigOf(source, { positions: [{ size: decimal(20), entryPrice: decimal('27.11') }] });
    rig.top('27.10', '27.12');
    expect(sizes(rig.submitted('buy'))).toBeLessThanOrEqual(5);
    expect(sizes(rig.submitted('sell'))).toBeGreaterThanOrEqual(20);
    expect(sizes(rig.submitted('sell'))).toBeLessThanOrEqual(45);
  });

  it('says why there is none, once', () => {
    const none = sized(['stop-distance $1']);
    const rig = rigOf(none);
    rig.top('27.10', '27.12');
    rig.wait(1_000);
    rig.mark('27.11');
    expect(rig.submitted()).toEqual([]);
    const denied = rig.of('orderDenied');
    expect(denied.map(({ side }) => side)).toEqual(['buy', 'sell']);
    expect(denied[0]?.denials[0]).toMatchObject({
      rule: 'builtin.kelly-size',
      text: '|position| <= kelly size, bound by warm-up',
    });
  });

  it('never has more at the stop than the smallest cap, whatever the settings', () => {
    const permille = fc.integer({ min: 1, max: 60 }).map((value) => value / 10);
    fc.assert(
      fc.property(permille, permille, permille, (warmUp, cap, portfolio) => {
        const text = sized([
          `warm-up-risk ${warmUp}% of equity`,
          `risk-per-trade ${cap}% of equity`,
          `portfolio-risk ${portfolio}% of equity`,
          'stop-distance $2',
        ]);
        const rig = rigOf(text);
        rig.top('27.10', '27.12');
        const most = (10_000 * Math.min(warmUp, cap, portfolio)) / 100;
        for (const side of ['buy', 'sell'] as const) {
          expect(sizes(rig.submitted(side)) * 2).toBeLessThanOrEqual(most + 1e-9);
        }
        expect(rig.submitted().length > 0).toBe(most >= 4);
      }),
      { seed: 61, numRuns: 40 },
    );
  });
});

describe('the portfolio under size kelly', () => {
  const BTC = 'market BTC {\n  leverage 10x\n}\n';
  const lines = [
    'warm-up-risk 2% of equity',
    'risk-per-trade 2% of equity',
    'portfolio-risk 3% of equity',
    'stop-distance 1%',
  ];

  function twoMarkets(more: readonly string[] = []): { source: string; rig: EngineRig } {
    const source = sized([...lines, ...more], BTC);
    const rig = rigOf(source, { mark: 25 });
    rig.mark(100_000, 'BTC');
    return { source, rig };
  }

  it('scales all markets to fit its cap together', () => {
    const { source, rig } = twoMarkets();
    const readings = createInspector(compile(source)).readSizings(rig.state);
    expect(readings.map(({ coin }) => coin)).toEqual(['HYPE', 'BTC']);
    for (const { explanation } of readings) {
      expect(explanation?.boundBy).toBe('portfolio-risk');
      expect(explanation?.sizing.percent.toNumber()).toBeLessThanOrEqual(0.015);
      expect(explanation?.sizing.percent.toNumber()).toBeGreaterThan(0.0149);
    }
  });

  function shareOf(correlation: string): number {
    const { source, rig } = twoMarkets([`correlation ${correlation}`]);
    return sizingOf(rig, source)?.explanation?.sizing.percent.toNumber() ?? Number.NaN;
  }

  it('leaves more to markets that are apart, and never more than their own cap', () => {
    expect(shareOf('0.5')).toBeGreaterThan(shareOf('1'));
    expect(shareOf('0')).toBeCloseTo(0.02, 5);
  });

  it('denies an order that takes the open risk of all markets beyond it', () => {
    const source = sized([...lines, 'correlation 0'], BTC);
    // BTC stands at 4% of equity at risk, beyond all caps, after a loss elsewhere perhaps.
    const position = { coin: 'BTC', size: decimal('0.4'), entryPrice: decimal(100_000) };
    const rig = rigOf(source, { positions: [position], mark: 25 });
    rig.mark(100_000, 'BTC');
    const { denials } = judge(rig, source, 'buy', 4);
    expect(denials.map(({ rule }) => rule)).toContain('builtin.kelly-portfolio');
    const denial = denials.find(({ rule }) => rule === 'builtin.kelly-portfolio');
    expect(denial).toMatchObject({
      text: 'risk of all markets at once <= portfolio-risk',
      threshold: decimal(300),
      unit: 'money',
    });
    expect(judge(rig, source, 'sell', '0.4', 'BTC').denials).toEqual([]);
  });
});

describe('the explanation in the engine', () => {
  it('reads as lines', () => {
    const source = sized(WARM_UP);
    const explanation = sizingOf(rigOf(source), source)?.explanation;
    expect(explanation === null || explanation === undefined).toBe(false);
    if (explanation === null || explanation === undefined) return;
    expect(renderSizing(explanation, 'HYPE')).toBe(
      [
        '25 HYPE: $25.00 at risk, 0.25% of equity, $1 a contract',
        '> warm-up         0.25%  0 of the 30 trades are known that Kelly needs: warm-up risk',
        '  risk-per-trade  0.25%  at most 2% of equity on one trade',
        '  rounding        0.25%  down to lots of 0.01',
        'bound by warm-up',
        '',
      ].join('\n'),
    );
  });
});
