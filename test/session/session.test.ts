import { afterEach, describe, expect, it } from 'vitest';
import { readJournal } from '../../src/journal/index.js';
import { createEngine } from '../../src/engine/index.js';
import { StartRefused } from '../../src/session/index.js';
import { type Bench, openBench, policyOf, scriptedEngine, startIn } from './live-fixture.js';
import { benchWith, order, quoteOnce, startOn, type Step } from './scripted-run.js';
import { compile, policyText } from '../engine/engine-kit.js';
import { scriptedMarket } from '../scenarios/live-kit.js';

let bench: Bench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

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
  const heard = startIn(bench, policy, quoteOnce, () => undefined);
  return heard.catch((error: unknown) => error);
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
    const session = await startOn(benchWith(bench, { fetchActionBudget }), quoteOnce);
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
