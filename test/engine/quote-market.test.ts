/** Goal: the ladder follows the market within its rules, and never outruns its own cancels. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal } from '../../src/base/index.js';
import { hasEnded } from '../../src/engine/index.js';
import { compile, liveRig, policyText, QUOTE, report, sizes } from './engine-kit.js';

const PLAIN = compile(policyText(''));

/** A rig whose first ladder rests around 27.11. */
function quoted(policy = PLAIN, options: Parameters<typeof liveRig>[1] = {}) {
  const rig = liveRig(policy, options);
  rig.top('27.10', '27.12');
  rig.settle();
  return rig;
}

describe('a quoted market', () => {
  it('rests a ladder of post-only orders on both sides, bids below asks, off the touch', () => {
    const rig = quoted();
    const [bids, asks] = [rig.submitted('buy'), rig.submitted('sell')];
    expect([bids.length, asks.length]).toEqual([5, 5]);
    for (const order of [...bids, ...asks]) {
      expect(order).toMatchObject({ timeInForce: 'post-only', reduceOnly: false });
    }
    expect(bids.every(({ price }) => price.lt('27.12'))).toBe(true);
    expect(asks.every(({ price }) => price.gt('27.10'))).toBe(true);
    const { markets } = rig.view();
    expect(markets[0]?.bids[0]?.lt(markets[0]?.asks[0] ?? 0)).toBe(true);
    expect(rig.view().openOrders).toBe(10);
  });

  it('judges what grows beside all that closes, which passes whatever the rules say', () => {
    const policy = compile(policyText('limit open-orders open_orders <= 5'));
    for (const size of [20, -20, 45, -45]) {
      const positions = [{ size: decimal(size) }];
      const rig = quoted(policy, { positions });
      const sent = rig.submitted();
      const closing = sent.filter(({ reduceOnly }) => reduceOnly);
      expect(closing.length).toBeGreaterThan(0);
      const most = Math.max(5, closing.length);
      expect(sent.length).toBeLessThanOrEqual(most);
    }
  });

  it('judges what grows beside all that closes, whatever is confirmed and filled meanwhile', () => {
    const quote = QUOTE.replace('levels            5', 'levels 3\n  unit-size 1 HYPE');
    const policy = compile(policyText('limit open-orders open_orders <= 4', { quote }));
    const happening = fc.record({
      ticks: fc.integer({ min: -4, max: 4 }),
      answers: fc.boolean(),
      fills: fc.constantFrom(null, 'buy', 'sell'),
    });
    const property = fc.property(
      fc.array(happening, { minLength: 5, maxLength: 15 }),
      (happenings) => {
        const rig = quoted(policy);
        for (const { ticks, answers, fills } of happenings) {
          rig.at += 300;
          rig.forget();
          const by = decimal(ticks).times('0.01');
          rig.top(by.plus('27.10'), by.plus('27.12'));
          const live = rig.state.orders.orders.filter((order) => !hasEnded(order));
          const grows = rig.submitted().some(({ reduceOnly }) => !reduceOnly);
          expect(grows ? live.length : 0).toBeLessThanOrEqual(4);
          if (answers) rig.settle();
          for (const { side, size, price, orderId, clientOrderId } of rig.state.orders.orders) {
            if (side !== fills || orderId === null) continue;
            rig.fill(side, size.toString(), price.toString(), { orderId, clientOrderId });
          }
        }
      },
    );
    expect(() => fc.assert(property, { seed: 232, numRuns: 200 })).not.toThrow();
  });

  it('names its orders by the run and their count', () => {
    const ids = quoted()
      .submitted()
      .map(({ clientOrderId }) => clientOrderId);
    expect(ids[0]).toBe('0x0123456789abcdef0000000000000000');
    expect(ids[9]).toBe('0x0123456789abcdef0000000000000009');
  });

  it('refreshes only when its time has come', () => {
    const rig = quoted();
    rig.forget();
    rig.at += 249;
    rig.top('28.00', '28.02');
    expect(rig.decisions).toEqual([]);
    rig.at += 1;
    rig.top('28.00', '28.02');
    expect(rig.of('cancelOrder').length).toBeGreaterThan(0);
  });

  it('refreshes more slowly as the action budget runs out, and at its own pace while it lasts', () => {
    const waits = [10_000, 2_000, 1_000, 500].map((actionsLeft) => {
      const rig = quoted();
      rig.hear({ kind: 'actionBudgetReported', at: rig.at, actionsLeft });
      rig.forget();
      const since = rig.at;
      while (rig.of('cancelOrder').length === 0 && rig.at - since < 5_000) {
        rig.at += 50;
        rig.top('28.00', '28.02');
      }
      return rig.at - since;
    });
    expect(waits).toEqual([250, 250, 500, 1_000]);
  });

  it('leaves a still ladder alone, and moves only its ends when the market moves a tick', () => {
    const rig = quoted();
    rig.forget();
    rig.wait(250);
    rig.mark('27.112');
    rig.wait(250);
    expect(rig.decisions).toEqual([]);
    rig.at += 250;
    rig.top('27.101', '27.121');
    rig.settle();
    expect(rig.of('cancelOrder').length).toBeLessThanOrEqual(2);
  });

  it('replaces an order that was partly filled', () => {
    const rig = quoted();
    rig.forget();
    const [best] = rig.state.orders.orders;
    rig.fill('buy', 7, 27.1, { orderId: best?.orderId ?? 0 });
    rig.wait(250);
    expect(rig.of('cancelOrder').map(({ orderId }) => orderId)).toContain(best?.orderId);
  });

  it('sends new orders only as old ones are confirmed gone: both never live at once', () => {
    const rig = quoted();
    rig.forget();
    rig.at += 250;
    rig.top('27.60', '27.62');
    expect(rig.of('cancelOrder')).toHaveLength(10);
    expect(sizes(rig.submitted())).toBeLessThan(5);
    rig.settle();
    expect(rig.submitted('buy')).toHaveLength(5);
    expect(rig.submitted('sell')).toHaveLength(5);
    expect(rig.of('orderDenied')).toEqual([]);
  });

  it('sends nothing in the place of a cancelled order until the venue says how much filled', () => {
    const rig = quoted();
    rig.forget();
    rig.at += 250;
    rig.top('27.60', '27.62');
    const cancelled = rig.state.orders.orders.filter(({ cancelAt }) => cancelAt !== null);
    expect(cancelled).toHaveLength(10);
    const sent = sizes(rig.submitted());
    const close = (unfilled: (size: Decimal) => Decimal | null): void => {
      for (const { coin, orderId, clientOrderId, size } of cancelled) {
        const ids = { coin, orderId: orderId ?? 0, clientOrderId, status: 'canceled' };
        rig.hear({ kind: 'orderClosed', at: rig.at, ...ids, unfilled: unfilled(size) });
      }
    };
    close(() => null);
    rig.wait(250);
    expect(sizes(rig.submitted())).toBe(sent);
    close((size) => size);
    rig.wait(0);
    expect(rig.submitted()).toHaveLength(10);
    expect(rig.of('orderDenied')).toEqual([]);
  });

  it('quotes nothing and cancels while the book is stale, and comes back with it', () => {
    const rig = quoted();
    rig.forget();
    rig.wait(6_000);
    rig.mark('27.11');
    rig.wait(1_500);
    expect(rig.of('cancelOrder')).toHaveLength(10);
    rig.settle();
    rig.wait(250);
    expect(rig.submitted()).toEqual([]);
    rig.top('27.10', '27.12');
    expect(rig.submitted()).toHaveLength(10);
  });

  it('quotes nothing from an empty or crossed book', () => {
    const rig = liveRig(PLAIN);
    rig.top('27.10', null);
    rig.top('27.12', '27.10');
    rig.wait(250);
    expect(rig.submitted()).toEqual([]);
  });

  it('tells a denial once, cancels the old quote all the same, and tells it when it changes', () => {
    const policy = compile(policyText('limit position |position| <= 40 HYPE'));
    const rig = quoted(policy);
    expect(rig.submitted('buy')).toHaveLength(2);
    expect(rig.of('orderDenied').map(({ side }) => side)).toEqual(['buy', 'sell']);
    const [denied] = rig.of('orderDenied');
    expect(denied?.denials.map(({ rule }) => rule)).toEqual(['position']);
    expect(denied?.sizeThatFits.toString()).toBe('11.28');
    rig.forget();
    for (let i = 0; i < 3; i += 1) {
      rig.at += 250;
      rig.top(27.2 + i / 10, 27.22 + i / 10);
      rig.settle();
    }
    expect(rig.of('cancelOrder').length).toBeGreaterThan(3);
    expect(rig.of('orderDenied')).toEqual([]);
    expect(rig.view().denied).toBe(2);
  });

  it('closes with reduce-only orders, clipped to the position', () => {
    const rig = quoted(PLAIN, { positions: [{ size: decimal(20) }] });
    const sells = rig.submitted('sell');
    const closing = sells.filter(({ reduceOnly }) => reduceOnly);
    expect(closing.length).toBeGreaterThan(0);
    expect(sizes(closing)).toBeLessThanOrEqual(20);
    expect(rig.submitted('buy').some(({ reduceOnly }) => reduceOnly)).toBe(false);
  });

  it('counts an order of unknown outcome until a snapshot settles it', () => {
    const rig = liveRig(PLAIN);
    rig.top('27.10', '27.12');
    const bids = rig.submitted('buy');
    for (const { clientOrderId } of bids) {
      rig.hear({ kind: 'orderOutcomeUnknown', at: rig.at, clientOrderId, reason: 'timeout' });
    }
    rig.settle();
    rig.forget();
    rig.wait(250);
    expect(sizes([...bids, ...rig.submitted('buy')])).toBeLessThanOrEqual(73.31);
    const quotedAfter = (ms: number): number => {
      rig.forget();
      rig.wait(ms);
      rig.mark('27.11');
      rig.reconcile(report(rig.at, '397.49'), []);
      rig.top('27.10', '27.12');
      rig.settle();
      rig.wait(250);
      return sizes(rig.submitted('buy'));
    };
    // Nothing of it is listed, but until it has run out it may still come to the venue.
    expect(quotedAfter(6_000)).toBeLessThan(15);
    expect(quotedAfter(15_000)).toBeGreaterThan(60);
  });
});

describe('a reducing market', () => {
  const policy = compile(policyText('reduce-only value when position_value > $500 until < $100'));

  it('cancels what adds and quotes only what closes', () => {
    const rig = quoted(policy);
    const bid = rig.state.orders.orders.find(({ side }) => side === 'buy');
    rig.forget();
    rig.fill('buy', '14.36', '27.1', { orderId: bid?.orderId ?? 0 });
    rig.fill('buy', 10, '27.1');
    expect(rig.view().state).toBe('reducing');
    const cancelled = new Set(rig.of('cancelOrder').map(({ orderId }) => orderId));
    const stillBuying = rig.state.orders.orders.filter(({ side }) => side === 'buy');
    expect(stillBuying.every(({ orderId }) => cancelled.has(orderId))).toBe(true);
    rig.settle();
    rig.wait(250);
    rig.settle();
    rig.wait(250);
    const resting = rig.state.orders.orders;
    expect(resting.every(({ side }) => side === 'sell')).toBe(true);
    expect(sizes(resting)).toBeGreaterThan(10);
    expect(sizes(resting)).toBeLessThanOrEqual(24.36);
    expect(rig.of('orderDenied')).toEqual([]);
  });
});

describe('a paused market', () => {
  it('cancels everything, sends the cancel again while one lives, and quotes nothing', () => {
    const rig = quoted();
    rig.forget();
    rig.operator('pause');
    expect(rig.of('cancelOrder')).toHaveLength(10);
    rig.wait(250);
    expect(rig.of('cancelOrder')).toHaveLength(10);
    rig.wait(3_000);
    expect(rig.of('cancelOrder')).toHaveLength(20);
    rig.settle();
    rig.top('27.10', '27.12');
    rig.wait(250);
    expect(rig.submitted()).toEqual([]);
    rig.operator('resume');
    expect(rig.submitted()).toHaveLength(10);
  });
});

describe('a session that stops', () => {
  it('cancels everything, and quotes no more until the next one starts', () => {
    const rig = quoted();
    rig.forget();
    rig.hear({ kind: 'sessionStopping', at: rig.at, reason: 'SIGTERM' });
    expect(rig.of('cancelOrder')).toHaveLength(10);
    rig.settle();
    rig.wait(250);
    rig.top('27.10', '27.12');
    expect(rig.submitted()).toEqual([]);
    rig.start('fedcba9876543210');
    rig.reconcile(report(rig.at, '397.49'));
    rig.mark('27.11');
    rig.top('27.10', '27.12');
    expect(rig.submitted()).toHaveLength(10);
    expect(rig.submitted()[0]?.clientOrderId).toBe('0xfedcba98765432100000000000000000');
  });
});

describe('a flatten', () => {
  it('confirms its cancels first, then sends one reduce-only order within the declared band', () => {
    const rig = quoted(PLAIN, { positions: [{ size: decimal(-20) }] });
    rig.forget();
    rig.operator('flatten');
    expect(rig.of('cancelOrder').length).toBeGreaterThan(0);
    expect(rig.submitted()).toEqual([]);
    rig.settle();
    expect(rig.submitted()).toMatchObject([
      { side: 'buy', size: decimal(20), timeInForce: 'ioc', reduceOnly: true },
    ]);
    expect(rig.submitted()[0]?.price.toString()).toBe('27.381');
  });

  it('tries again until flat, one order at a time, and then quotes again', () => {
    const rig = quoted(PLAIN, { positions: [{ size: decimal(20) }] });
    rig.operator('flatten');
    rig.forget();
    rig.settle();
    const [first] = rig.submitted();
    const reason = 'Order could not immediately match against any resting orders.';
    const clientOrderId = first?.clientOrderId ?? '';
    rig.hear({ kind: 'orderRejected', at: rig.at, clientOrderId, reason });
    rig.wait(250);
    expect(rig.submitted()).toHaveLength(1);
    rig.wait(750);
    expect(rig.submitted()).toHaveLength(2);
    const again = rig.submitted()[1]?.clientOrderId ?? null;
    rig.fill('sell', 20, 27, { clientOrderId: again });
    rig.top('27.10', '27.12');
    rig.wait(250);
    expect(rig.submitted().filter(({ timeInForce }) => timeInForce === 'post-only')).toHaveLength(
      10,
    );
  });

  it('waits while the mark is stale', () => {
    const rig = quoted(PLAIN, { positions: [{ size: decimal(20) }] });
    rig.wait(7_500);
    rig.operator('flatten');
    rig.forget();
    rig.settle();
    rig.wait(250);
    expect(rig.submitted()).toEqual([]);
    rig.mark('27.00');
    expect(rig.submitted()).toMatchObject([{ side: 'sell', price: decimal('26.73') }]);
  });
});
