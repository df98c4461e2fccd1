/** When the live loop asks the venue how things really are. */
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

/** Takes what is bid at 27.00 after 10 s, and what is offered at 27.20 after 20 s. */
function downAndUp(second: number): string {
  if (second < 10) return '27.11';
  return second < 20 ? '26.9' : '27.3';
}

function positionLost(at: number): Decision {
  return {
    kind: 'tradingStateChanged',
    at,
    coin: 'HYPE',
    from: 'active',
    to: 'reducing',
    rule: 'builtin.position-known',
    endsBy: 'a reconciliation',
  };
}

describe('the look at the venue', () => {
  it('reconciles every minute', async () => {
    bench = await openBench(policyOf(), scriptedMarket(190));
    const steps: Step[] = [];
    const session = await startOn(bench, quoteOnce, steps);
    await bench.embedded.marketEnded;
    session.stop('market over');
    await session.ended;
    const kinds = steps.map(([event]) => event.kind);
    const before = kinds.slice(0, kinds.indexOf('sessionStopping'));
    expect(before.filter((kind) => kind === 'reconciled')).toHaveLength(4);
  });

  it('looks soon after an unknown outcome, again once it is beyond doubt, and each minute', async () => {
    bench = await openBench(policyOf(), scriptedMarket(130));
    const steps: Step[] = [];
    const { embedded } = bench;
    // The venue takes every order, and its answer never comes.
    const changed = benchWith(bench, {
      submit: async (orders) => {
        await embedded.venue.submit(orders);
        return orders.map(() => ({ kind: 'unknown', reason: 'no answer' }));
      },
    });
    const session = await startOn(changed, quoteOnce, steps);
    await bench.embedded.marketEnded;
    session.stop('market over');
    await session.ended;
    const unknownAt = steps.find(([event]) => event.kind === 'orderOutcomeUnknown')?.[0].at ?? 0;
    const before = steps.slice(
      0,
      steps.findIndex(([event]) => event.kind === 'sessionStopping'),
    );
    const looks = before.filter(([event]) => event.kind === 'reconciled');
    const [, ...secondsAfter] = looks.map(([event]) => (event.at - unknownAt) / 1_000);
    expect(secondsAfter).toEqual([0.5, 6, 21, 81]);
  });

  it('reads a fill that the stream lost, though it has heard of a later one since', async () => {
    bench = await openBench(policyOf(), scriptedMarket(70, downAndUp));
    const { embedded } = bench;
    const changed = benchWith(bench, {
      connect: (coins, listener) =>
        embedded.venue.connect(coins, (event) => {
          const isLost = event.kind === 'fillReceived' && event.fill.side === 'buy';
          if (!isLost) listener(event);
        }),
    });
    const steps: Step[] = [];
    const session = await startOn(changed, quoteOnce, steps);
    await bench.embedded.marketEnded;
    const events = steps.map(([event]) => event);
    session.stop('market over');
    await session.ended;
    const heard = events.flatMap((event) =>
      event.kind === 'orderFilled' ? [event.fill.side] : [],
    );
    expect(heard).toEqual(['sell']);
    const looked = events.flatMap((event) => (event.kind === 'reconciled' ? [event.fills] : []));
    expect(looked.at(-1)?.map(({ side }) => side)).toEqual(['buy', 'sell']);
  });

  it('looks once the stream is there, and before it heeds what that tells', async () => {
    bench = await openBench(policyOf(), scriptedMarket(5));
    const { embedded } = bench;
    const calls: string[] = [];
    const changed = benchWith(bench, {
      connect: async (coins, listener) => {
        await embedded.venue.connect(coins, listener);
        // Long enough for the stream's first frames.
        await wait(50);
        calls.push('connected');
      },
      fetchOpenOrders: () => {
        calls.push('looked');
        return embedded.venue.fetchOpenOrders();
      },
    });
    const doubting = scriptedEngine((event) =>
      event.kind === 'sessionStarted' ? [positionLost(event.at)] : [],
    );
    const steps: Step[] = [];
    const session = await startOn(changed, doubting, steps);
    expect(calls).toEqual(['connected', 'looked']);
    session.stop('test over');
    await session.ended;
    const [first, second, third] = steps.map(([event]) => event.kind);
    expect([first, second]).toEqual(['sessionStarted', 'reconciled']);
    expect(third).not.toBe('sessionStopping');
  });

  it('leaves the orders most of what a minute has room for, however many replies are lost', async () => {
    bench = await openBench(policyOf(), scriptedMarket(125));
    const steps: Step[] = [];
    const changed = benchWith(bench, {
      submit: (orders) => Promise.resolve(orders.map(() => ({ kind: 'unknown', reason: 'lost' }))),
    });
    const sendsOn = scriptedEngine((event, seen) =>
      event.kind === 'clockTicked' ? [order(event.at, seen.length, 'buy', '26.00')] : [],
    );
    const session = await startOn(changed, sendsOn, steps);
    await bench.embedded.marketEnded;
    const looks = steps.flatMap(([event]) => (event.kind === 'reconciled' ? [event.at] : []));
    session.stop('market over');
    await session.ended;
    const inMinute = (from: number): number =>
      looks.filter((at) => at >= from && at < from + 60_000).length;
    expect(Math.max(...looks.map(inMinute))).toBeLessThanOrEqual(7);
    // Far more often than each minute, all the same.
    expect(looks.length).toBeGreaterThan(8);
  });
});
