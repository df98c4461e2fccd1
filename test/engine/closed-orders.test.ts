import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  type ClosedOrder,
  type ClosedOrders,
  findClosed,
  NONE_CLOSED,
  rememberClosed,
} from '../../src/engine/closed-orders.js';

const MINUTE_MS = 60_000;

describe('orders that closed lately', () => {
  it('answer as a plain list of the last minute would, whatever closes again and when', () => {
    const closing = fc.record({
      orderId: fc.integer({ min: 1, max: 120 }),
      afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2_000 }), fc.nat(70_000)),
      unfilled: fc.constantFrom('all' as const, null, decimal(3)),
    });
    fc.assert(
      fc.property(fc.array(closing, { maxLength: 300 }), (closings) => {
        let at = 1_000;
        let closed: ClosedOrders = NONE_CLOSED;
        let list: readonly ClosedOrder[] = [];
        for (const { orderId, afterMs, unfilled } of closings) {
          at += afterMs;
          const order: ClosedOrder = { orderId, unfilled, at };
          closed = rememberClosed(closed, order);
          const recent = list.filter((each) => each.orderId !== orderId);
          list = [...recent.filter((each) => each.at >= at - MINUTE_MS), order];
        }
        for (let orderId = 1; orderId <= 120; orderId += 1) {
          expect(findClosed(closed, orderId)).toBe(list.find((each) => each.orderId === orderId));
        }
      }),
      { seed: 30, numRuns: 200 },
    );
  });

  it('are forgotten chunk by chunk, so that a day of them takes no more room than a minute', () => {
    let closed: ClosedOrders = NONE_CLOSED;
    for (let orderId = 1; orderId <= 20_000; orderId += 1) {
      closed = rememberClosed(closed, { orderId, unfilled: 'all', at: orderId * 100 });
    }
    const kept = closed.chunks.reduce((count, chunk) => count + chunk.size, 0);
    expect(kept).toBeGreaterThanOrEqual(600);
    expect(kept).toBeLessThan(700);
  });
});
