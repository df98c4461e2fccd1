import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { Decision, Engine, EngineEvent } from '../../src/engine/index.js';
import type { HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { readJournal } from '../../src/journal/index.js';
import type { Side } from '../../src/market/index.js';
import { createEngine } from '../../src/engine/index.js';
import { type Session, startSession, StartRefused } from '../../src/session/index.js';
import type { Venue } from '../../src/venue/index.js';
import { type Bench, openBench, policyOf, RUN_ID, scriptedEngine } from './live-fixture.js';
import { compile, policyText } from '../engine/engine-kit.js';
import { scriptedMarket } from '../scenarios/live-kit.js';

type Step = readonly [EngineEvent, readonly Decision[]];

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

async function startOn<State>(
  open: Bench,
  engine: Engine<State>,
  steps: Step[] = [],
  run: (session: Session) => void = (session) => open.embedded.run(session),
  policy = policyOf(),
): Promise<Session> {
  const { embedded, journal, notices } = open;
  const session = await startSession({
    policy,
    venue: embedded.venue,
    engine,
    state: engine.initialState,
    journal,
    clock: embedded.clock,
    runId: RUN_ID,
    runIds: [RUN_ID],
    lastReconciledAt: null,
    reArm: null,
    observer: {
      stepped: (event, decisions) => steps.push([event, decisions]),
      noticed: (notice) => notices.push(notice),
    },
  });
  run(session);
  return session;
}

function order(at: number, serial: number, side: Side, price: string, size = '5'): Decision {
  return {
    kind: 'submitOrder',
    at,
    order: {
      coin: 'HYPE',
      side,
      price: decimal(price),
      size: decimal(size),
      timeInForce: 'post-only',
      reduceOnly: false,
      clientOrderId: `0x${RUN_ID}${String(serial).padStart(16, '0')}`,
    },
  };
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

/** The same venue with some of its calls made otherwise. */
function withCalls(venue: HyperliquidVenue, calls: Partial<Venue>): HyperliquidVenue {
  return new Proxy(venue, {
    get(target, name) {
      const member: unknown = Reflect.get(name in calls ? calls : target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function cancelsOf(seen: readonly EngineEvent[], at: number): readonly Decision[] {
  const accepted = seen.filter((event) => event.kind === 'orderAccepted');
  return accepted.map(({ orderId, clientOrderId }) => ({
    kind: 'cancelOrder',
    at,
    coin: 'HYPE',
    orderId,
    clientOrderId,
    reason: 'stopping',
  }));
}

/** Quotes one bid and one ask once it is reconciled, and cancels both at the end. */
const quoteOnce = scriptedEngine((event, seen) => {
  if (event.kind === 'reconciled' && !seen.some((past) => past.kind === 'reconciled')) {
    return [order(event.at, 1, 'buy', '27.00'), order(event.at, 2, 'sell', '27.20')];
  }
  return event.kind === 'sessionStopping' ? cancelsOf(seen, event.at) : [];
});

/** Takes what is bid at 27.00 after 10 s, and what is offered at 27.20 after 20 s. */
function downAndUp(second: number): string {
  if (second < 10) return '27.11';
  return second < 20 ? '26.9' : '27.3';
}

describe('the live loop', () => {
  it('reconciles before anything else, quotes, and leaves no order behind', async () => {
    bench = await openBench(policyOf(), scriptedMarket(60));
    const steps: Step[] = [];
    const session = await startOn(bench, quoteOnce, steps);
    const { clock, venue } = bench.embedded;
    let resting = 0;
    const look = async (): Promise<void> => {
      resting = (await venue.fetchOpenOrders()).length;
      session.stop('test over');
    };
    clock.callAt(clock.nowMs() + 5_000, () => void look());
    expect(await session.ended).toEqual({ kind: 'stopped', reason: 'test over', ordersLeft: 0 });
    expect(resting).toBe(2);
    expect(await venue.fetchOpenOrders()).toEqual([]);
    const kinds = steps.map(([event]) => event.kind);
    const ofOrders = new Set(['reconciled', 'orderAccepted', 'sessionStopping', 'orderClosed']);
    expect(kinds[0]).toBe('sessionStarted');
    expect(kinds.filter((kind) => ofOrders.has(kind))).toEqual([
      'reconciled',
      'orderAccepted',
      'orderAccepted',
      'sessionStopping',
      'orderClosed',
      'orderClosed',
      'reconciled',
      // The replies to the cancels left open how much had filled.
      'orderClosed',
      'orderClosed',
    ]);
  });

  it('ticks every 250 ms of market time and hears tops and marks', async () => {
    bench = await openBench(policyOf(), scriptedMarket(10));
    const steps: Step[] = [];
    const session = await startOn(bench, quoteOnce, steps);
    await bench.embedded.marketEnded;
    session.stop('market over');
    await session.ended;
    const count = (kind: string): number => steps.filter(([event]) => event.kind === kind).length;
    expect(count('clockTicked')).toBe(39);
    expect(count('contextChanged')).toBeGreaterThanOrEqual(10);
    const times = steps.map(([event]) => event.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('has every event in the journal before its decisions, and both before the next event', async () => {
    bench = await openBench(policyOf(), scriptedMarket(20));
    const steps: Step[] = [];
    const session = await startOn(bench, quoteOnce, steps);
    await bench.embedded.marketEnded;
    session.stop('market over');
    await session.ended;
    await bench.journal.finish(bench.embedded.clock.nowMs(), 'market over');
    const journaled: string[] = [];
    for await (const { record } of readJournal(bench.journalDirectory)) {
      if (record?.kind === 'event') journaled.push(record.event.kind);
      if (record?.kind === 'decision') journaled.push(record.decision.kind);
    }
    const expected = steps.flatMap(([event, decisions]) => [
      event.kind,
      ...decisions.map((decision) => decision.kind),
    ]);
    expect(journaled).toEqual(expected);
  });

  it('says that it was cut off, comes back, reconciles and quotes on', async () => {
    bench = await openBench(policyOf(), scriptedMarket(60));
    const steps: Step[] = [];
    const session = await startOn(bench, quoteOnce, steps);
    const { clock, server, marketEnded, venue } = bench.embedded;
    clock.callAt(clock.nowMs() + 5_000, () => server.dropConnections());
    let resting = 0;
    const look = async (): Promise<void> => {
      resting = (await venue.fetchOpenOrders()).length;
    };
    clock.callAt(clock.nowMs() + 20_000, () => void look());
    await marketEnded;
    session.stop('market over');
    expect(await session.ended).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
    const kinds = steps.map(([event]) => event.kind);
    const lost = kinds.indexOf('connectionLost');
    const [lostAt, backAt] = [steps[lost], steps[kinds.indexOf('reconciled', lost)]].map(
      (step) => step?.[0].at ?? 0,
    );
    expect(lost).toBeGreaterThan(0);
    // Market time waits for the stream, so nothing grows old meanwhile.
    expect((backAt ?? 0) - (lostAt ?? 0)).toBeLessThan(1_000);
    expect(kinds.slice(lost)).toContain('topChanged');
    expect(resting).toBe(2);
  });

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
    const venue = withCalls(embedded.venue, {
      submit: (orders) => {
        clock.callAt(clock.nowMs() + 12_000, () => {
          cameAt = clock.nowMs();
          void embedded.venue.submit(orders);
        });
        return Promise.resolve(orders.map(() => ({ kind: 'unknown', reason: 'HTTP 504' })));
      },
    });
    const steps: Step[] = [];
    const atVenue = { ...bench, embedded: { ...embedded, venue } };
    const session = await startOn(atVenue, cancelsWhatRests, steps);
    clock.callAt(clock.nowMs() + 2_000, () => session.stop('test over'));
    expect(await session.ended).toEqual({ kind: 'stopped', reason: 'test over', ordersLeft: 0 });
    expect(cameAt).toBeGreaterThan(0);
    // Each look is a heavy question: the venue would turn away one after the other.
    expect(steps.filter(([event]) => event.kind === 'reconciled').length).toBeLessThan(15);
    expect(clock.nowMs()).toBeGreaterThan(cameAt);
    expect(await embedded.venue.fetchOpenOrders()).toEqual([]);
  });

  it('looks soon after an unknown outcome, again once it is beyond doubt, and each minute', async () => {
    bench = await openBench(policyOf(), scriptedMarket(130));
    const steps: Step[] = [];
    const { embedded } = bench;
    // The venue takes every order, and its answer never comes.
    const venue = withCalls(embedded.venue, {
      submit: async (orders) => {
        await embedded.venue.submit(orders);
        return orders.map(() => ({ kind: 'unknown', reason: 'no answer' }));
      },
    });
    const session = await startOn({ ...bench, embedded: { ...embedded, venue } }, quoteOnce, steps);
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
    const venue = withCalls(embedded.venue, {
      connect: (coins, listener) =>
        embedded.venue.connect(coins, (event) => {
          const isLost = event.kind === 'fillReceived' && event.fill.side === 'buy';
          if (!isLost) listener(event);
        }),
    });
    const steps: Step[] = [];
    const session = await startOn({ ...bench, embedded: { ...embedded, venue } }, quoteOnce, steps);
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
    const venue = withCalls(embedded.venue, {
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
    const session = await startOn({ ...bench, embedded: { ...embedded, venue } }, doubting, steps);
    expect(calls).toEqual(['connected', 'looked']);
    session.stop('test over');
    await session.ended;
    const [first, second, third] = steps.map(([event]) => event.kind);
    expect([first, second]).toEqual(['sessionStarted', 'reconciled']);
    expect(third).not.toBe('sessionStopping');
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

  it('reports what the venue rejects and what it will not cancel', async () => {
    bench = await openBench(policyOf(), scriptedMarket(30));
    const steps: Step[] = [];
    const engine = scriptedEngine((event, seen) => {
      if (event.kind !== 'reconciled' || seen.some((past) => past.kind === 'reconciled')) return [];
      const cancel = { kind: 'cancelOrder', at: event.at, coin: 'HYPE', reason: 'gone' } as const;
      return [
        order(event.at, 1, 'buy', '27.00', '1000'),
        { ...cancel, orderId: 424_242, clientOrderId: null },
      ];
    });
    const session = await startOn(bench, engine, steps);
    await bench.embedded.marketEnded;
    session.stop('market over');
    await session.ended;
    const events = steps.map(([event]) => event);
    expect(events.find((event) => event.kind === 'orderRejected')).toMatchObject({
      reason: expect.stringContaining('Insufficient margin') as string,
    });
    expect(events.find((event) => event.kind === 'cancelRejected')).toMatchObject({
      orderId: 424_242,
    });
  });
});

/** What the gate says to a policy of one market. */
async function gate(coin: string, leverage: number): Promise<unknown> {
  const [market] = policyOf().markets;
  if (market === undefined) throw new Error('the fixture has a market');
  const policy = policyOf({ markets: [{ ...market, coin, leverage }] });
  bench = await openBench(policy, scriptedMarket(1));
  const { embedded, journal } = bench;
  return startSession({
    policy,
    venue: embedded.venue,
    engine: quoteOnce,
    state: quoteOnce.initialState,
    journal,
    clock: embedded.clock,
    runId: RUN_ID,
    runIds: [RUN_ID],
    lastReconciledAt: null,
    reArm: null,
    observer: { stepped: () => undefined, noticed: () => undefined },
  }).catch((error: unknown) => error);
}

describe('the gate before the start', () => {
  it('refuses a market that the venue does not list, and names the nearest', async () => {
    const refusal = await gate('HYP', 10);
    expect(refusal).toBeInstanceOf(StartRefused);
    expect(String(refusal)).toContain('market HYP is not listed on the embedded venue');
    expect(String(refusal)).toContain('did you mean HYPE?');
  });

  it('refuses more leverage than the venue allows', async () => {
    expect(String(await gate('HYPE', 50))).toContain('HYPE allows at most 10x');
  });
});

/** How many books a real engine hears in five seconds under these rules. */
async function booksUnder(rules: string): Promise<number> {
  const policy = compile(policyText(rules));
  const open = await openBench(policy, scriptedMarket(5));
  const steps: Step[] = [];
  const session = await startOn(open, createEngine(policy), steps, undefined, policy);
  await open.embedded.marketEnded;
  session.stop('market over');
  await session.ended;
  await open.close();
  const books = steps.flatMap(([event]) => (event.kind === 'bookChanged' ? [event] : []));
  expect(books.every(({ asks }) => asks.length === 3)).toBe(true);
  return books.length;
}

describe('what the venue only tells when asked', () => {
  it('is the action budget, at the start and every 20 s, cancels and orders taken off', async () => {
    bench = await openBench(policyOf(), scriptedMarket(45));
    const steps: Step[] = [];
    const session = await startOn(bench, quoteOnce, steps);
    await bench.embedded.marketEnded;
    session.stop('market over');
    await session.ended;
    const heard = steps.flatMap(([event]) =>
      event.kind === 'actionBudgetReported' ? [event] : [],
    );
    expect(heard).toHaveLength(3);
    // Leverage, then two orders.
    expect(heard.map(({ actionsLeft }) => actionsLeft)).toEqual([9_999, 9_997, 9_997]);
    const [first, second] = heard;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(20_000);
  });

  it('is told once where it cannot be read, and asked for again', async () => {
    bench = await openBench(policyOf(), scriptedMarket(45));
    let asked = 0;
    const fetchActionBudget = () => Promise.reject(new Error(`HTTP 429 (${++asked})`));
    const venue = withCalls(bench.embedded.venue, { fetchActionBudget });
    const broken = { ...bench, embedded: { ...bench.embedded, venue } };
    const session = await startOn(broken, quoteOnce);
    await bench.embedded.marketEnded;
    session.stop('market over');
    await session.ended;
    // The gate asks too, and goes on without an answer.
    expect(asked).toBe(4);
    expect(bench.notices.map(({ text }) => text).filter((text) => text.includes('429'))).toEqual([
      'the action budget could not be read: HTTP 429 (1)',
      'could not read the action budget: HTTP 429 (2)',
    ]);
  });

  it('is not the depth of the book: that comes by itself, where a rule reads it', async () => {
    expect(await booksUnder('limit slippage order.slippage <= 50bps')).toBeGreaterThan(0);
    expect(await booksUnder('limit spread order.notional <= $100')).toBe(0);
  });
});
