/** What systems like this one got wrong before it: each failure is a test that passes here. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { createRiskManager } from '../../src/risk/index.js';
import { AT, riskManager, riskPolicy } from './risk-kit.js';

const DAILY_LOSS = 'kill daily-loss when equity < day_start_equity - 5% of day_start_equity';

describe('a risk manager', () => {
  it('makes long 1 less 3 short 2, with the 1,000 realised that closing 1 came to', () => {
    const risk = riskManager(DAILY_LOSS);
    risk.updateFromFill({ tradeId: 1, coin: 'BTC', side: 'buy', price: 50_000, size: 1 });
    risk.updateFromFill({ tradeId: 2, coin: 'BTC', side: 'sell', price: 51_000, size: 3 });
    expect(risk.positions()).toMatchObject([
      { coin: 'BTC', size: decimal(-2), entryPrice: decimal(51_000), realizedPnl: decimal(1_000) },
    ]);
  });

  it('denies a market buy of 100 BTC on a $10,000 account: no price is not a price of zero', () => {
    const risk = riskManager('limit order-notional order.notional <= $5_000');
    const verdict = risk.checkOrder({ coin: 'BTC', side: 'buy', size: 100 });
    expect(verdict.isAllowed).toBe(false);
    expect(verdict.price).toEqual(decimal(50_500));
    expect(verdict.failedRules).toContain('order-notional');
    expect(verdict.denials.find(({ rule }) => rule === 'order-notional')).toMatchObject({
      value: decimal(5_050_000),
      threshold: decimal(5_000),
    });
    expect(verdict.sizeThatFits).toEqual(decimal('0.09900'));
    expect(verdict.explain()).toContain('order.notional <= $5_000 ($5050000 against $5000)');
  });

  it('denies a market order while there is no mark to value it by', () => {
    const risk = riskManager('limit order-notional order.notional <= $5_000');
    risk.updatePrice('BTC', 0);
    const verdict = risk.checkOrder({ coin: 'BTC', side: 'buy', size: '0.00001' });
    expect(verdict.failedRules).toEqual([
      'builtin.margin-capacity',
      'builtin.margin-both-sides',
      'order-notional',
    ]);
  });

  it('lets an order that closes pass after the daily loss, and nothing that grows', () => {
    const risk = riskManager(DAILY_LOSS);
    risk.updateFromFill({ tradeId: 1, coin: 'HYPE', side: 'buy', price: 25, size: 200 });
    const decisions = risk.updatePrice('HYPE', 22);
    expect(decisions.map(({ kind }) => kind)).toContain('ruleTripped');
    expect(risk.status().state).toBe('halted');
    const grow = risk.checkOrder({ coin: 'HYPE', side: 'buy', size: 1, price: 22 });
    expect(grow.failedRules[0]).toBe('daily-loss');
    expect(risk.checkOrder({ coin: 'HYPE', side: 'sell', size: 200, price: 22 }).isAllowed).toBe(
      true,
    );
  });

  it('never lets three sells of 5 flip a long of 12 that may only shrink', () => {
    const risk = riskManager('reduce-only over-value when position_value > $100');
    risk.updateFromFill({ tradeId: 1, coin: 'HYPE', side: 'buy', price: 25, size: 12 });
    const sell = { coin: 'HYPE', side: 'sell', size: 5, price: 25 } as const;
    expect(risk.checkOrder(sell).isAllowed).toBe(true);
    expect(risk.checkOrder(sell).isAllowed).toBe(true);
    const third = risk.checkOrder(sell);
    expect(third.isAllowed).toBe(false);
    expect(third.sizeThatFits).toEqual(decimal(2));
    expect(risk.checkOrder({ ...sell, size: third.sizeThatFits }).isAllowed).toBe(true);
    expect(risk.checkOrder({ ...sell, size: '0.01' }).isAllowed).toBe(false);
  });

  it('stops a burst of 30 orders at 10 a minute: what is sent counts, not what fills', () => {
    const risk = riskManager('limit order-rate account.orders <= 10 per 1m');
    const order = { coin: 'HYPE', side: 'buy', size: 1, price: 25 } as const;
    const burst = Array.from({ length: 30 }, (_, index) => risk.checkOrder(order, AT + index));
    expect(burst.filter(({ isAllowed }) => isAllowed)).toHaveLength(10);
    expect(burst[10]?.failedRules).toEqual(['order-rate']);
    for (const { orderId } of burst) if (orderId !== null) risk.recordCancel(orderId);
    risk.updatePrice('HYPE', 25, AT + 60_000);
    risk.updateAccount({ equity: 10_000 }, AT + 60_000);
    // The first of the ten is a minute old now, and counts no more.
    expect(risk.checkOrder(order, AT + 60_000).isAllowed).toBe(true);
    expect(risk.checkOrder(order, AT + 60_000).isAllowed).toBe(false);
  });

  it('counts the same fill once', () => {
    const risk = riskManager(DAILY_LOSS);
    const fill = { tradeId: 7, coin: 'HYPE', side: 'buy', price: 25, size: 3 } as const;
    risk.updateFromFill(fill);
    risk.updateFromFill(fill);
    expect(risk.positions()[0]?.size).toEqual(decimal(3));
  });

  it('keeps the breaker tripped whatever time passes, and resets it by hand only', () => {
    const risk = riskManager(
      'pause losing-streak when consecutive_losses >= 3 until resumed after 30m',
    );
    const trip = (tradeId: number): void => {
      const trade = { coin: 'HYPE', size: 1 } as const;
      risk.updateFromFill({ ...trade, tradeId: 2 * tradeId, side: 'buy', price: 25 });
      risk.updateFromFill({ ...trade, tradeId: 2 * tradeId + 1, side: 'sell', price: 24 });
    };
    trip(1);
    trip(2);
    expect(risk.status().state).toBe('active');
    trip(3);
    expect(risk.status().state).toBe('paused');
    const early = risk.resetBreaker(AT + 29 * 60_000);
    expect(early).toMatchObject({ isReset: false });
    expect(risk.tick(AT + 31 * 60_000)).toEqual([]);
    expect(risk.status().state).toBe('paused');
    expect(risk.resetBreaker()).toEqual({ isReset: true });
    expect(risk.resetBreaker()).toEqual({ isReset: false, reason: 'nothing waits for a resume' });
  });

  it('trips and resets the breaker by hand', () => {
    const risk = riskManager(DAILY_LOSS);
    risk.tripBreaker('news');
    const order = { coin: 'HYPE', side: 'buy', size: 1, price: 25 } as const;
    expect(risk.checkOrder(order)).toMatchObject({ isAllowed: false });
    expect(risk.checkOrder(order).failedRules).toEqual(['operator.pause']);
    expect(risk.resetBreaker()).toEqual({ isReset: true });
    expect(risk.checkOrder(order).isAllowed).toBe(true);
  });

  it('counts an unrealised loss before anything is closed', () => {
    const risk = riskManager(DAILY_LOSS);
    risk.updateFromFill({ tradeId: 1, coin: 'HYPE', side: 'buy', price: 25, size: 200 });
    expect(risk.updatePrice('HYPE', '22.51')).toEqual([]);
    const [trip] = risk.updatePrice('HYPE', '22.49');
    expect(trip).toMatchObject({ kind: 'ruleTripped', rule: 'daily-loss', value: decimal(9_498) });
  });

  it('lets nothing that adds risk pass before it knows the account', () => {
    const risk = createRiskManager(riskPolicy('limit order-notional order.notional <= $5_000'));
    risk.updatePrice('HYPE', 25);
    const order = { coin: 'HYPE', side: 'buy', size: 1, price: 25 } as const;
    expect(risk.checkOrder(order).failedRules[0]).toBe('builtin.position-known');
    risk.updateAccount({ equity: 10_000 });
    expect(risk.checkOrder(order).isAllowed).toBe(true);
    const elsewhere = risk.checkOrder({ ...order, coin: 'ETH' });
    expect(elsewhere.failedRules[0]).toBe('builtin.market-listed');
  });

  it('refuses figures that are none, with a word on which', () => {
    const risk = riskManager(DAILY_LOSS);
    const order = { coin: 'HYPE', side: 'buy', price: 25 } as const;
    expect(() => risk.checkOrder({ ...order, size: 0 })).toThrow('the size of an order');
    expect(() => risk.checkOrder({ ...order, size: 'lots' })).toThrow('`lots`');
    expect(() => risk.updateAccount({ equity: Number.NaN })).toThrow('equity has to be a number');
  });

  it('pauses on errors in a row, which a success ends', () => {
    const risk = riskManager('pause errors when consecutive_errors >= 3 until resumed after 1m');
    const order = { coin: 'HYPE', side: 'buy', size: 1, price: 25 } as const;
    for (const isLast of [false, false, true]) {
      const { orderId } = risk.checkOrder(order);
      if (orderId !== null && isLast) risk.recordSuccess(orderId);
      else if (orderId !== null) risk.recordError(orderId);
    }
    expect(risk.status().openOrders).toBe(1);
    for (let error = 0; error < 3; error += 1) risk.recordError();
    expect(risk.checkOrder(order).failedRules).toEqual(['errors']);
  });
});
