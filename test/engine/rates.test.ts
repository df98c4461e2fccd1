/** Goal: rates count what was sent, in any window, across restarts, and never hold back an exit. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { Draft } from '../../src/engine/draft.js';
import { countEvents, EMPTY_LOG, logAsOf, logEvent } from '../../src/engine/event-log.js';
import { checkOrder } from '../../src/engine/pre-trade-check.js';
import { createRuleBook } from '../../src/engine/rule-instance.js';
import type { OrderToSend } from '../../src/engine/event-facts.js';
import { compile, type EngineRig, liveRig, policyText, report } from './engine-kit.js';

const HOUR = 3_600_000;

/** The rules that would deny an order in the rig's state. */
function denialsIn(rig: EngineRig, rules: string, order: Partial<OrderToSend> = {}) {
  const policy = compile(policyText(rules));
  const draft = new Draft({ rules: createRuleBook(policy), solutions: new Map() }, rig.state);
  const proposed = { coin: 'HYPE', side: 'buy', price: decimal(27), size: decimal(1), ...order };
  const { denials } = checkOrder(draft, proposed as OrderToSend, draft.state.orders.orders);
  return denials.map(({ rule, value, threshold }) => [rule, Number(value), Number(threshold)]);
}

/** A rig whose log alone is set: `ages` in milliseconds before now. */
function rigWith(kind: 'orders' | 'cancels' | 'fills' | 'rejections', ages: readonly number[]) {
  const rig = liveRig(compile(policyText('')));
  const times = ages.map((age) => rig.at - age).toSorted((a, b) => a - b);
  const log = times.reduce(
    (before, at) => logEvent(before, kind, 'HYPE', at, 'buy 27 1'),
    EMPTY_LOG,
  );
  rig.state = { ...rig.state, log };
  return rig;
}

const tripped = (rig: EngineRig) => rig.of('ruleTripped').map(({ rule }) => rule);

describe('the log of events', () => {
  it('counts, in any window, what a plain list of times would', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 30_000 }), (steps, windowMs) => {
        let now = 0;
        let log = EMPTY_LOG;
        const times: number[] = [];
        for (const step of steps) {
          now += step;
          times.push(now);
          log = logEvent(log, 'orders', 'HYPE', now);
          const expected = times.filter((time) => now - time < windowMs).length;
          expect(countEvents(log, 'orders', 'HYPE', now, windowMs)).toBe(expected);
        }
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  it('stays bounded and counts more than any policy may name', () => {
    let log = EMPTY_LOG;
    for (let index = 0; index < 30_000; index += 1) {
      log = logEvent(log, 'orders', 'HYPE', index);
    }
    const chunks = log.orders['HYPE'] ?? [];
    expect(chunks.flat().length).toBeLessThan(10_300);
    expect(countEvents(log, 'orders', 'HYPE', 30_000, 24 * HOUR)).toBeGreaterThan(10_000);
    for (let index = 0; index < 65; index += 1) {
      log = logEvent(log, 'orders', 'HYPE', 40 * HOUR);
    }
    expect((log.orders['HYPE'] ?? []).flat().length).toBeLessThan(130);
  });

  it('keeps counting what a clock that is behind would put in the future', () => {
    const log = logAsOf(logEvent(EMPTY_LOG, 'orders', 'HYPE', 5_000), 1_000);
    expect(countEvents(log, 'orders', 'HYPE', 1_500, 1_000)).toBe(1);
    expect(countEvents(log, 'orders', 'HYPE', 2_000, 1_000)).toBe(0);
  });
});

describe('a limit on the rate of orders', () => {
  const limit = 'limit order-rate orders <= 3 per 1m';

  it('counts the order under check, in the window that ends now', () => {
    expect(denialsIn(rigWith('orders', [10_000, 20_000]), limit)).toEqual([]);
    expect(denialsIn(rigWith('orders', [10_000, 20_000, 59_999]), limit)).toEqual([
      ['order-rate', 4, 3],
    ]);
    expect(denialsIn(rigWith('orders', [10_000, 20_000, 60_000]), limit)).toEqual([]);
  });

  it('counts orders of the same pass that leave before it, and a resting one no more', () => {
    const rig = rigWith('orders', [10_000]);
    const other = { side: 'sell', price: decimal(28), size: decimal(1) } as const;
    expect(denialsIn(rig, limit, { ahead: [other] })).toEqual([]);
    expect(denialsIn(rig, limit, { ahead: [other, other] })).toEqual([['order-rate', 4, 3]]);
    const full = rigWith('orders', [1, 2, 3]);
    expect(denialsIn(full, limit, { isSent: true })).toEqual([]);
  });

  it('never denies the part of an order that only shrinks the position', () => {
    const rig = rigWith('orders', [1, 2, 3]);
    rig.fill('buy', 5, 27);
    expect(denialsIn(rig, limit, { side: 'sell', size: decimal(5) })).toEqual([]);
    expect(denialsIn(rig, limit, { side: 'sell', size: decimal(6) })).toEqual([
      ['order-rate', 4, 3],
    ]);
  });

  it('is of one market, or of all with `account.`', () => {
    const rig = rigWith('orders', [1, 2]);
    rig.state = { ...rig.state, log: logEvent(rig.state.log, 'orders', 'BTC', rig.at) };
    rig.fill('buy', '0.001', 50_000, { coin: 'BTC' });
    rig.account(397, [{ coin: 'BTC', size: decimal('0.001'), entryPrice: decimal(50_000) }]);
    expect(denialsIn(rig, limit)).toEqual([]);
    expect(denialsIn(rig, 'limit all account.orders <= 3 per 1m')).toEqual([['all', 4, 3]]);
  });

  it('lets a maker quote up to it in any minute, and again once the window has moved on', () => {
    const rig = liveRig(compile(policyText('limit order-rate orders <= 4 per 1m')));
    const sentAt: number[] = [];
    for (let tick = 0; tick < 600; tick += 1) {
      rig.at += 250;
      rig.forget();
      const mid = 27.1 + 0.05 * Math.sin(tick / 3);
      if (tick % 8 === 0) rig.mark(mid.toFixed(2));
      if (tick % 20 === 0) rig.account('397.49');
      rig.top((mid - 0.01).toFixed(3), (mid + 0.01).toFixed(3));
      rig.wait(0);
      sentAt.push(...rig.submitted().map(() => rig.at));
      rig.settle();
    }
    expect(sentAt.length).toBeGreaterThan(8);
    for (const at of sentAt) {
      expect(sentAt.filter((time) => time > at - 60_000 && time <= at).length).toBeLessThan(5);
    }
  });

  it('goes on counting after a restart', () => {
    const rig = rigWith('orders', [1, 2, 3]);
    rig.start('fedcba9876543210');
    rig.reconcile(report(rig.at, '397.49'));
    rig.mark('27.11');
    expect(denialsIn(rig, limit)).toEqual([['order-rate', 4, 3]]);
  });
});

describe('a limit on duplicates', () => {
  const limit = 'limit no-duplicates order.duplicates <= 0 per 2s';

  it('denies an order of the same side, price and size within its window', () => {
    const rig = rigWith('orders', [1_999]);
    expect(denialsIn(rig, limit)).toEqual([['no-duplicates', 1, 0]]);
    expect(denialsIn(rig, limit, { price: decimal('27.00') })).toHaveLength(1);
    expect(denialsIn(rig, limit, { price: decimal('27.01') })).toEqual([]);
    expect(denialsIn(rig, limit, { size: decimal(2) })).toEqual([]);
    expect(denialsIn(rig, limit, { side: 'sell' })).toEqual([]);
    expect(denialsIn(rigWith('orders', [2_000]), limit)).toEqual([]);
  });

  it('sees one that leaves before it in the same pass, and none in itself at rest', () => {
    const rig = rigWith('orders', []);
    const same = { side: 'buy', price: decimal(27), size: decimal(1) } as const;
    expect(denialsIn(rig, limit, { ahead: [same] })).toEqual([['no-duplicates', 1, 0]]);
    expect(denialsIn(rigWith('orders', [5]), limit, { isSent: true })).toEqual([]);
  });
});

describe('rules on cancels, fills and rejections', () => {
  it('trip once there were too many in the window, and end when it has moved on', () => {
    const rules = compile(
      policyText('reduce-only busy when fills > 2 per 10s until <= 2 per 10s', { quote: '' }),
    );
    const rig = liveRig(rules);
    for (let index = 0; index < 3; index += 1) {
      rig.at += 1_000;
      rig.fill('buy', 1, 27);
    }
    expect(tripped(rig)).toEqual(['busy']);
    rig.wait(7_000);
    expect(rig.of('ruleReleased')).toEqual([]);
    rig.wait(1_001);
    expect(rig.of('ruleReleased').map(({ rule }) => rule)).toEqual(['busy']);
  });

  it('count a refusal of the venue, a post-only one aside', () => {
    const rig = liveRig(
      compile(policyText('pause refused when rejections >= 2 per 1m until resumed')),
    );
    rig.top('27.10', '27.12');
    const [first, second, third] = rig.submitted();
    const reject = (order: typeof first, reason: string) =>
      rig.hear({
        kind: 'orderRejected',
        at: rig.at,
        clientOrderId: order?.clientOrderId ?? '',
        reason,
      });
    reject(first, 'Post only order would have immediately matched');
    reject(second, 'Insufficient margin');
    expect(tripped(rig)).toEqual([]);
    reject(third, 'Insufficient margin');
    expect(tripped(rig)).toEqual(['refused']);
  });

  it('count the cancels that are sent', () => {
    const rig = liveRig(compile(policyText('alert churn when cancels >= 3 per 1m')));
    rig.top('27.10', '27.12');
    rig.settle();
    rig.operator('pause');
    rig.wait(250);
    expect(tripped(rig)).toEqual(['churn']);
  });

  it('do not know the fills while the stream is stale', () => {
    const rig = liveRig(compile(policyText('alert busy when fills > 2 per 10s', { quote: '' })));
    rig.wait(15_001);
    expect(rig.view().headroom.map(({ value }) => value)).toEqual([null]);
  });
});
