import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '../../src/base/index.js';
import { applyFill, flatPosition } from '../../src/engine/tracked-position.js';
import type { Fill, Side } from '../../src/market/index.js';

function fill(side: Side, size: number | string, price: number | string, fee = 0): Fill {
  return {
    tradeId: 1,
    orderId: 1,
    clientOrderId: null,
    coin: 'HYPE',
    side,
    price: decimal(price),
    size: decimal(size),
    fee: decimal(fee),
    closedPnl: ZERO,
    liquidity: 'maker',
    startPosition: ZERO,
    isLiquidation: false,
    time: 1,
  };
}

function track(...fills: readonly Fill[]) {
  let position = flatPosition('HYPE');
  let last = ZERO;
  for (const each of fills) {
    const filled = applyFill(position, each);
    position = filled.position;
    last = filled.realizedPnl;
  }
  return { position, last };
}

describe('a position made of fills', () => {
  it('opens at the price of its first fill', () => {
    const { position, last } = track(fill('sell', 3, 27));
    expect(position.size.toString()).toBe('-3');
    expect(position.entryPrice?.toString()).toBe('27');
    expect(last.toString()).toBe('0');
  });

  it('averages its entry when it grows', () => {
    const { position } = track(fill('buy', 1, 20), fill('buy', 3, 24));
    expect(position.entryPrice?.toString()).toBe('23');
  });

  it('keeps its entry and realises when it shrinks', () => {
    const { position, last } = track(fill('buy', 4, 20), fill('sell', 1, 25));
    expect(position.size.toString()).toBe('3');
    expect(position.entryPrice?.toString()).toBe('20');
    expect(last.toString()).toBe('5');
  });

  it('has no entry once it is closed', () => {
    const { position, last } = track(fill('sell', 2, 20), fill('buy', 2, 19));
    expect(position.size.isZero()).toBe(true);
    expect(position.entryPrice).toBeNull();
    expect(last.toString()).toBe('2');
  });

  it('flips: the old side realises, the rest enters at the new price', () => {
    const { position, last } = track(fill('buy', 2, 20), fill('sell', 5, 22));
    expect(position.size.toString()).toBe('-3');
    expect(position.entryPrice?.toString()).toBe('22');
    expect(last.toString()).toBe('4');
  });

  it('adds up fees, rebates included', () => {
    const { position } = track(fill('buy', 2, 20, 0.02), fill('sell', 2, 22, -0.005));
    expect(position.fees.toString()).toBe('0.015');
  });

  it('conserves money: realised plus unrealised is what cash and holdings come to', () => {
    const anyFill = fc.record({
      side: fc.constantFrom<Side>('buy', 'sell'),
      size: fc.integer({ min: 1, max: 500 }),
      price: fc.integer({ min: 1000, max: 4000 }),
    });
    fc.assert(
      fc.property(fc.array(anyFill, { minLength: 1, maxLength: 30 }), (raw) => {
        const fills = raw.map(({ side, size, price }) =>
          fill(side, decimal(size).div(100).toString(), decimal(price).div(100).toString()),
        );
        const { position } = track(...fills);
        const mark = decimal('27.11');
        const cash = fills.reduce(
          (sum, each) =>
            each.side === 'buy'
              ? sum.minus(each.size.times(each.price))
              : sum.plus(each.size.times(each.price)),
          ZERO,
        );
        const unrealized =
          position.entryPrice === null
            ? ZERO
            : position.size.times(mark.minus(position.entryPrice));
        const gain = position.realizedPnl.plus(unrealized);
        const held = cash.plus(position.size.times(mark));
        expect(gain.minus(held).abs().toNumber()).toBeLessThan(1e-25);
        expect(position.size.isZero()).toBe(position.entryPrice === null);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
