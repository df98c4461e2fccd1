/** Goal: what trades at once is judged by the book it would eat, and is never worth nothing. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { createInspector } from '../../src/engine/index.js';
import type { BookLevel, Side } from '../../src/market/index.js';
import { BTC, compile, EngineRig, policyText, report } from './engine-kit.js';

const POLICY = compile(
  policyText('limit slippage order.slippage <= 1%\nlimit notional order.notional <= $5_000', {
    quote: '',
  })
    .replace('market HYPE', 'market BTC')
    .replace('$397.49', '$10_000'),
);

const levels = (...pairs: readonly (readonly [number, number])[]): readonly BookLevel[] =>
  pairs.map(([price, size]) => ({ price: decimal(price), size: decimal(size) }));

function rigWith(book: 'deep' | 'top'): EngineRig {
  const rig = new EngineRig(POLICY).start('0123456789abcdef', [BTC]);
  rig.reconcile(report(rig.at, 10_000));
  rig.mark(50_000, 'BTC');
  const [bids, asks] = [
    levels([49_990, 0.5], [49_000, 1]),
    levels([50_010, 0.5], [50_500, 0.5], [51_010, 1]),
  ];
  if (book === 'deep') {
    rig.hear({ kind: 'bookChanged', at: rig.at, coin: 'BTC', bids, asks, venueTime: rig.at });
  } else {
    rig.top(49_990, 50_010, 'BTC');
  }
  return rig;
}

function judge(rig: EngineRig, side: Side, size: number, price: number) {
  const order = { coin: 'BTC', side, size: decimal(size), price: decimal(price) };
  const { denials, limits, sizeThatFits } = createInspector(POLICY).judgeOrder(rig.state, order);
  const left = limits.find(({ rule }) => rule.name === 'slippage')?.outcome.sides[0]?.left;
  return {
    rules: denials.map(({ rule }) => rule),
    slippage: left === null || left === undefined ? null : left.toNumber(),
    fits: sizeThatFits.toNumber(),
  };
}

describe('the slippage of an order', () => {
  it('is 0 where it rests, however large', () => {
    expect(judge(rigWith('deep'), 'buy', 0.09, 50_000).slippage).toBe(0);
    expect(judge(rigWith('top'), 'sell', 3, 50_010).slippage).toBe(0);
  });

  it('is the average price of what it takes, against mid', () => {
    // 0.5 at 50,010 and 0.5 at 50,500: 50,255 against 50,000.
    expect(judge(rigWith('deep'), 'buy', 1, 50_500).slippage).toBe(0.0051);
    // The rest beyond its limit rests and pays nothing.
    expect(judge(rigWith('deep'), 'buy', 100, 50_500).slippage).toBe(0.0051);
    // 0.5 at 49,990 and 1 at 49,000, against 50,000.
    expect(judge(rigWith('deep'), 'sell', 1.5, 49_000).slippage).toBeCloseTo(0.0134, 10);
  });

  it('is unknown where the book is too thin, and unknown denies', () => {
    const { rules, slippage } = judge(rigWith('deep'), 'buy', 2.5, 60_000);
    expect(slippage).toBeNull();
    expect(rules).toContain('slippage');
    expect(judge(rigWith('top'), 'buy', 101, 60_000).slippage).toBeNull();
  });

  it('is unknown once the book is too old', () => {
    const rig = rigWith('deep');
    rig.at += 8_000;
    rig.hear({ kind: 'clockTicked', at: rig.at });
    expect(judge(rig, 'buy', 0.01, 50_000).slippage).toBeNull();
  });

  it('lays a newer top over the snapshot', () => {
    const rig = rigWith('deep');
    rig.top(50_400, 50_500, 'BTC');
    // The rig's top shows 100; what was better is gone.
    expect(judge(rig, 'buy', 1, 51_010).slippage).toBeCloseTo(50 / 50_450, 10);
  });
});

describe('a market-like order', () => {
  it('market buy of 100 BTC on a 10k account denied', () => {
    const { rules, fits } = judge(rigWith('deep'), 'buy', 100, 52_500);
    expect(rules).toEqual([
      'builtin.margin-capacity',
      'builtin.margin-both-sides',
      'slippage',
      'notional',
    ]);
    // What would fit is worth at most $5,000 at its worst price.
    expect(fits).toBe(0.09523);
  });

  it('is judged at its worst price, which is above 0', () => {
    expect(() => judge(rigWith('deep'), 'buy', 100, 0)).toThrow('price above 0');
  });
});
