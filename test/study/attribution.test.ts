/** The parts of a profit add up to it, whatever was traded. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, type Decimal, ZERO } from '../../src/base/index.js';
import type { Fill } from '../../src/market/index.js';
import { Attribution } from '../../src/study/index.js';

const cents = (least: number, most: number): fc.Arbitrary<Decimal> =>
  fc.integer({ min: least, max: most }).map((value) => decimal(value).div(100));

const trade = fc.record({
  coin: fc.constantFrom('BTC', 'HYPE'),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  price: cents(1, 1_000_000),
  size: cents(1, 10_000),
  fee: cents(-50, 500),
  mid: fc.option(cents(1, 1_000_000)),
});

function fillOf(terms: Pick<Fill, 'coin' | 'side' | 'price' | 'size' | 'fee'>): Fill {
  return {
    ...terms,
    tradeId: 1,
    orderId: 1,
    clientOrderId: null,
    closedPnl: ZERO,
    liquidity: 'maker',
    startPosition: ZERO,
    isLiquidation: false,
    time: 0,
  };
}

describe('attribution', () => {
  it('adds up to cash and positions at the last marks, exactly', () => {
    const marks = fc.record({ BTC: cents(1, 1_000_000), HYPE: cents(1, 1_000_000) });
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 40 }), marks, cents(-900, 900), (all, at, paid) => {
        const attribution = new Attribution();
        let cash: Decimal = ZERO;
        const held: Record<'BTC' | 'HYPE', Decimal> = { BTC: ZERO, HYPE: ZERO };
        for (const { mid, ...terms } of all) {
          attribution.takeFill(fillOf(terms), mid);
          const signed = terms.side === 'buy' ? terms.size : terms.size.neg();
          cash = cash.minus(signed.times(terms.price)).minus(terms.fee);
          const coin = terms.coin === 'BTC' ? 'BTC' : 'HYPE';
          held[coin] = held[coin].plus(signed);
        }
        attribution.takeFunding(paid);
        const worth = held.BTC.times(at.BTC).plus(held.HYPE.times(at.HYPE));
        const { spread, inventory, fees, funding, total } = attribution.close((coin) =>
          coin === 'BTC' ? at.BTC : at.HYPE,
        );
        expect(total.toString()).toBe(cash.plus(worth).plus(paid).toString());
        const parts = spread.plus(inventory).minus(fees).plus(funding);
        expect(parts.toString()).toBe(total.toString());
      }),
    );
  });

  it('calls what is better than mid spread, and what mid does afterwards inventory', () => {
    const attribution = new Attribution();
    const terms = { coin: 'HYPE', side: 'buy', size: decimal(10), fee: decimal('0.1') } as const;
    attribution.takeFill(fillOf({ ...terms, price: decimal('26.9') }), decimal(27));
    expect(attribution.close(() => decimal('26.5'))).toMatchObject({
      spread: decimal(1),
      inventory: decimal(-5),
      total: decimal('-4.1'),
    });
  });
});
