/**
 * One margin, two sides, through the whole stack: $397.49 at 10x and a price of 27.11. What the
 * policy quotes the venue must take; the old way (all of the margin on each side) it must refuse.
 */
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { OrderRequest, Side } from '../../src/market/index.js';
import { LiveKit, policyText, scriptedMarket, sizeOf } from './live-kit.js';
import { compilePolicy } from './trade-on.js';

let kit: LiveKit | null = null;
afterEach(async () => {
  await kit?.close();
  kit = null;
});

/** 146 contracts at 10x and 27.11 are $395.81 of margin: nearly all there is, for one side. */
function wholeMargin(side: Side, price: string): OrderRequest {
  return {
    coin: 'HYPE',
    side,
    price: decimal(price),
    size: decimal('146'),
    timeInForce: 'post-only',
    reduceOnly: false,
    clientOrderId: `0x${randomBytes(16).toString('hex')}`,
  };
}

describe('an account of $397.49 at 10x and a price of 27.11', () => {
  it('quotes about 73 contracts a side, and the venue refuses none for margin', async () => {
    kit = await LiveKit.open({
      cash: '397.49',
      market: scriptedMarket(120, (second) => (second % 20 < 10 ? '27.11' : '27.16')),
    });
    const policy = compilePolicy(policyText('', '$397.49'));
    const { account, clock, server } = kit;
    const resting: [number, number][] = [];
    const look = (): void => {
      const orders = server.exchange.openOrders(account);
      resting.push([sizeOf(orders, 'buy').toNumber(), sizeOf(orders, 'sell').toNumber()]);
      clock.callAt(clock.nowMs() + 1_000, look);
    };
    clock.callAt(clock.nowMs() + 1_500, look);
    const run = await kit.run({ policy, journal: kit.newJournal(), forMs: 60_000 });
    expect(run.outcome).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
    const rejections = run.steps.flatMap(([event]) =>
      event.kind === 'orderRejected' ? [event.reason] : [],
    );
    expect(rejections).toEqual([]);
    expect(run.steps.flatMap(([, decisions]) => decisions)).not.toContainEqual(
      expect.objectContaining({ kind: 'orderDenied' }),
    );
    const [firstBids, firstAsks] = resting[0] ?? [0, 0];
    for (const size of [firstBids, firstAsks]) {
      expect(size).toBeGreaterThan(69);
      expect(size).toBeLessThan(73.4);
    }
  });

  it('has its orders refused by the venue where each side gets all of the margin', async () => {
    kit = await LiveKit.open({ cash: '397.49', market: scriptedMarket(10, () => '27.11') });
    const venue = kit.connect();
    await venue.setLeverage('HYPE', 10, 'cross');
    const [bid, ask] = await venue.submit([
      wholeMargin('buy', '27.10'),
      wholeMargin('sell', '27.12'),
    ]);
    await venue.close();
    expect(bid).toMatchObject({ kind: 'resting' });
    expect(ask).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('Insufficient margin to place order') as string,
    });
  });
});
