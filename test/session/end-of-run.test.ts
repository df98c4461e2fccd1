/** However a run ends: nothing of it rests, or it says what it does not know. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Decision } from '../../src/engine/index.js';
import { type Bench, openBench, policyOf, scriptedEngine } from './live-fixture.js';
import { benchWith, order, quoteOnce, startOn, type Step } from './scripted-run.js';
import { scriptedMarket } from '../scenarios/live-kit.js';

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

const noAnswer = { kind: 'unknown', reason: 'HTTP 504' } as const;

/** A policy with a dead man's switch that it trades without, if need be. */
function withSwitch() {
  const { account } = policyOf();
  return policyOf({ account: { ...account, deadManSwitch: { afterMs: 30_000, required: false } } });
}

function halted(at: number): Decision {
  const change = { coin: 'HYPE', from: 'active', to: 'halted' } as const;
  return { kind: 'tradingStateChanged', at, ...change, rule: 'too-much', endsBy: 'a re-arm' };
}

describe('the end of a run', () => {
  it('gives up after a while, and says that it does not know, where the venue is gone', async () => {
    bench = await openBench(policyOf(), scriptedMarket(60));
    const { clock, server, venue } = bench.embedded;
    const session = await startOn(bench, quoteOnce, [], (started) => {
      // The venue's frames are not waited for: there will be none.
      const isSettled = (): boolean => venue.requestsInFlight() === 0 && started.isSettled();
      clock.start({ isSettled, writeOff: () => undefined, failed: (error) => started.fail(error) });
    });
    clock.callAt(clock.nowMs() + 5_000, () => void server.close());
    clock.callAt(clock.nowMs() + 8_000, () => session.stop('test over'));
    expect(await session.ended).toEqual({ kind: 'stopped', reason: 'test over', ordersLeft: null });
    const warnings = bench.notices.filter((notice) => notice.level === 'warning');
    expect(warnings.map((notice) => notice.text).join('\n')).toContain('could not reconcile: ');
  });

  it('ends only when an order without an answer has come, or can come no more', async () => {
    bench = await openBench(policyOf(), scriptedMarket(60));
    const { embedded } = bench;
    const { clock } = embedded;
    const cancelsWhatRests = scriptedEngine((event, seen) => {
      if (event.kind !== 'reconciled') return [];
      const isFirst = !seen.some((past) => past.kind === 'reconciled');
      if (isFirst) return [order(event.at, 1, 'buy', '26.00')];
      return event.openOrders.map(({ coin, orderId, clientOrderId }) => {
        const reason = 'the run ends';
        return { kind: 'cancelOrder', at: event.at, coin, orderId, clientOrderId, reason };
      });
    });
    let cameAt = 0;
    const changed = benchWith(bench, {
      submit: (orders) => {
        clock.callAt(clock.nowMs() + 12_000, () => {
          cameAt = clock.nowMs();
          void embedded.venue.submit(orders);
        });
        return Promise.resolve(orders.map(() => ({ kind: 'unknown', reason: 'HTTP 504' })));
      },
    });
    const steps: Step[] = [];
    const session = await startOn(changed, cancelsWhatRests, steps);
    clock.callAt(clock.nowMs() + 2_000, () => session.stop('test over'));
    expect(await session.ended).toEqual({ kind: 'stopped', reason: 'test over', ordersLeft: 0 });
    expect(cameAt).toBeGreaterThan(0);
    // Each look is a heavy question: the venue would turn away one after the other.
    expect(steps.filter(([event]) => event.kind === 'reconciled').length).toBeLessThan(15);
    expect(clock.nowMs()).toBeGreaterThan(cameAt);
    expect(await embedded.venue.fetchOpenOrders()).toEqual([]);
  });

  it('cancels by hand and ends as failed where the engine breaks', async () => {
    bench = await openBench(policyOf(), scriptedMarket(60));
    const breaking = scriptedEngine((event, seen) => {
      const accepted = seen.filter((past) => past.kind === 'orderAccepted').length;
      if (event.kind === 'clockTicked' && accepted === 2) throw new Error('a bug of ours');
      return quoteOnce.step(seen, event).decisions;
    });
    const session = await startOn(bench, breaking);
    expect(await session.ended).toEqual({
      kind: 'failed',
      reason: 'a bug of ours',
      ordersLeft: 0,
    });
    expect(await bench.embedded.venue.fetchOpenOrders()).toEqual([]);
  });

  it('does not say that nothing is left while an order without an answer may still come', async () => {
    bench = await openBench(withSwitch(), scriptedMarket(60));
    const { clock } = bench.embedded;
    const switchedTo: (number | null)[] = [];
    // Each look has the engine send another order, and no reply of them comes.
    const sendsOn = scriptedEngine((event, seen) =>
      event.kind === 'reconciled' ? [order(event.at, seen.length, 'buy', '26.00')] : [],
    );
    const changed = benchWith(bench, {
      submit: (orders) => Promise.resolve(orders.map(() => noAnswer)),
      scheduleCancel: (atMs) => {
        switchedTo.push(atMs);
        return Promise.resolve({ kind: 'canceled' });
      },
    });
    const session = await startOn(changed, sendsOn, [], undefined, withSwitch());
    clock.callAt(clock.nowMs() + 2_000, () => session.stop('test over'));
    expect(await session.ended).toEqual({ kind: 'stopped', reason: 'test over', ordersLeft: null });
    expect(switchedTo.length).toBeGreaterThan(0);
    expect(switchedTo).not.toContain(null);
  });

  it('waits by hand, too, for an order without an answer', async () => {
    bench = await openBench(policyOf(), scriptedMarket(60));
    const { clock, venue } = bench.embedded;
    const breaking = scriptedEngine((event, seen) => {
      if (event.kind === 'clockTicked' && seen.length > 8) throw new Error('a bug of ours');
      const isFirst =
        event.kind === 'reconciled' && !seen.some(({ kind }) => kind === 'reconciled');
      return isFirst ? [order(event.at, 1, 'buy', '26.00')] : [];
    });
    let cameAt = 0;
    const changed = benchWith(bench, {
      submit: (orders) => {
        clock.callAt(clock.nowMs() + 12_000, () => {
          cameAt = clock.nowMs();
          void venue.submit(orders);
        });
        return Promise.resolve(orders.map(() => noAnswer));
      },
    });
    const session = await startOn(changed, breaking);
    const outcome = { kind: 'failed', reason: 'a bug of ours', ordersLeft: 0 };
    expect(await session.ended).toEqual(outcome);
    expect(cameAt).toBeGreaterThan(0);
    expect(clock.nowMs()).toBeGreaterThan(cameAt);
    expect(await venue.fetchOpenOrders()).toEqual([]);
  });

  it('is told to who starts it, too, where it ends while the venue is still being asked', async () => {
    bench = await openBench(policyOf(), scriptedMarket(60));
    const { server, venue } = bench.embedded;
    const halting = scriptedEngine((event) =>
      event.kind === 'reconciled' ? [halted(event.at)] : [],
    );
    const slow = benchWith(bench, {
      // Long enough for the stream to break and come back, upon which the venue is looked at.
      fetchActionBudget: async () => {
        server.dropConnections();
        await wait(300);
        return venue.fetchActionBudget();
      },
    });
    const session = await startOn(slow, halting, [], () => undefined);
    expect(await session.ended).toMatchObject({ kind: 'halted', ordersLeft: 0 });
  });
});
