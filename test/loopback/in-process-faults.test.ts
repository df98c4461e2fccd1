/** Goal: the same faults in one process, under a virtual clock: seeded, and the same every time. */
import { afterEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { HyperliquidVenue } from '../../src/hyperliquid/index.js';
import {
  FAULT_NAMES,
  type FaultNews,
  openInProcessVenue,
  parseFaults,
} from '../../src/loopback/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { bookOf, contextOf, createFeed, MASTER, START_MS, turn } from './loopback-fixture.js';
import { VirtualClock } from './virtual-clock.js';

let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

const idOf = (id: number): string => `0x${String(id).padStart(32, '0')}`;

async function openFaulty(faults: string, seed = 1) {
  const clock = new VirtualClock(START_MS);
  const feed = createFeed();
  const news: FaultNews[] = [];
  const exchange = openInProcessVenue({
    accounts: [{ address: MASTER, agents: [], cash: decimal(100_000) }],
    instruments: referenceInstruments,
    market: feed.market,
    clock,
    faults: { setting: parseFaults(faults), seed, onFault: (one) => void news.push(one) },
  });
  feed.push(contextOf(START_MS, '27'));
  feed.push(bookOf(START_MS, '26.99', '27.01'));
  await turn();
  const wire = exchange.wireOf(MASTER);
  const venue = new HyperliquidVenue({ name: 'in process', account: MASTER, clock, wire });
  close = async () => {
    await venue.close();
    exchange.close();
  };
  const story: string[] = [];
  const note = (what: string) => void story.push(`${clock.nowMs() - START_MS} ${what}`);
  await venue.connect(['HYPE'], (event) => {
    if (event.kind !== 'market') note(event.kind);
  });
  const submit = async (id: number, price = '26.5'): Promise<void> => {
    const [outcome] = await venue.submit([
      {
        coin: 'HYPE',
        side: 'buy',
        price: decimal(price),
        size: decimal(1),
        timeInForce: price === '26.5' ? 'post-only' : 'ioc',
        reduceOnly: false,
        clientOrderId: idOf(id),
      },
    ]);
    note(`${id} ${JSON.stringify(outcome)}`);
  };
  const ask = async (): Promise<void> => {
    await venue.fetchAccount().then(
      ({ positions }) => note(`${positions.length} positions`),
      (error: Error) => note(error.message),
    );
    await venue.fetchOrderStatus(idOf(2)).then(
      (answer) => note(JSON.stringify(answer)),
      (error: Error) => note(error.message),
    );
  };
  /** Lets time run, and each thing that is set off have its turn. */
  const run = async (durationMs: number): Promise<void> => {
    clock.advance(durationMs);
    for (let each = 0; each < 6; each += 1) await turn();
  };
  return { exchange, feed, clock, news, story, submit, ask, run, venue };
}

/** Ten minutes of orders, questions and a moving book. */
async function tenMinutes(seed: number) {
  const test = await openFaulty('all', seed);
  for (let second = 2; second <= 600; second += 2) {
    const at = test.clock.nowMs();
    test.feed.push(contextOf(at, '27'));
    test.feed.push(bookOf(at, second % 4 === 0 ? '26.99' : '26.98', '27.01'));
    void test.submit(second, second % 3 === 0 ? '27.01' : '26.5');
    if (second % 4 === 0) void test.ask();
    const clientOrderId = idOf(second - 10);
    void test.venue.cancel([{ coin: 'HYPE', orderId: null, clientOrderId }]);
    await test.run(2_000);
  }
  return test;
}

describe('faults in process', () => {
  it('tell of an outcome as the client over HTTP does: refused, unknown, or nothing heard yet', async () => {
    const turned = await openFaulty('too-many-requests=100%,from=1s');
    await turned.run(1_000);
    await turned.submit(1);
    expect(turned.story.slice(1)).toEqual([
      '1000 1 {"kind":"rejected","reason":"HTTP 429 Too Many Requests"}',
    ]);
    await close();
    const lost = await openFaulty('lost-reply=100%/2s,from=1s');
    await lost.run(1_000);
    void lost.submit(1);
    await lost.run(0);
    expect(lost.exchange.exchange.openOrders(MASTER)).toHaveLength(1);
    expect(lost.story.at(-1)).toBe('1000 orderUpdated');
    await lost.run(2_000);
    const unknown = '1 {"kind":"unknown","reason":"the connection broke"}';
    expect(lost.story.at(-1)).toMatch(new RegExp(`^\\d+ ${unknown}$`));
  });

  it('cut the stream for a while, in which what happens is not heard', async () => {
    const test = await openFaulty('crash@10s/5s');
    await test.run(10_000);
    expect(test.story.at(-1)).toBe('10000 connectionLost');
    await test.submit(1);
    expect(test.story.at(-1)).toBe(
      '10000 1 {"kind":"rejected","reason":"not sent: nobody listens"}',
    );
    await test.run(4_999);
    expect(test.story.at(-1)).not.toContain('connectionRestored');
    await test.run(1);
    expect(test.story.at(-1)).toBe('15000 connectionRestored');
  });

  it('are the same for the same seed, to the last event, and others for another', async () => {
    const one = await tenMinutes(7);
    const two = await tenMinutes(7);
    expect(two.news).toEqual(one.news);
    expect(two.story).toEqual(one.story);
    const other = await tenMinutes(8);
    expect(other.news).not.toEqual(one.news);
  });

  it('happen all of them within some sessions of ten minutes', async () => {
    const seen = new Set<string>();
    for (const seed of [1, 2, 3]) {
      for (const { name } of (await tenMinutes(seed)).news) seen.add(name);
      await close();
    }
    expect(FAULT_NAMES.filter((name) => !seen.has(name))).toEqual([]);
  });
});
