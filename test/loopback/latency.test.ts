/** Goal: orders, cancels and an account's news take their time on the clock, and never overtake. */
import { afterEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { openInProcessVenue } from '../../src/loopback/index.js';
import {
  constantLatency,
  type LatencyModel,
  referenceInstruments,
} from '../../src/simulator/index.js';
import type { CancelRequest } from '../../src/venue/index.js';
import {
  bookOf,
  contextOf,
  createFeed,
  MASTER,
  openTestVenue,
  orderAction,
  post,
  signed,
  START_MS,
  TestSocket,
  tradeOf,
  turn,
} from './loopback-fixture.js';
import { VirtualClock } from './virtual-clock.js';

const MS = 1e6;
let close: () => Promise<void> = async () => undefined;
afterEach(() => close());

async function openVenue(latency: LatencyModel) {
  const clock = new VirtualClock(START_MS);
  const feed = createFeed();
  const exchange = openInProcessVenue({
    accounts: [{ address: MASTER, agents: [], cash: decimal(1_000) }],
    instruments: referenceInstruments,
    market: feed.market,
    clock,
    latency,
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
  const heard: string[] = [];
  await venue.connect(['HYPE'], (event) => {
    const at = clock.nowMs() - START_MS;
    if (event.kind === 'orderUpdated') heard.push(`${at} ${event.orderId} ${event.status}`);
    if (event.kind === 'fillReceived' && !event.isSnapshot) heard.push(`${at} fill`);
  });
  /** Millisecond by millisecond, so that what is set off has its turn. */
  const run = async (durationMs: number): Promise<void> => {
    await turn();
    for (let ms = 0; ms < durationMs; ms += 1) {
      clock.advance(1);
      for (let each = 0; each < 4; each += 1) await turn();
    }
  };
  const submit = (id: number, price: string): Promise<unknown> =>
    venue.submit([
      {
        coin: 'HYPE',
        side: 'buy',
        price: decimal(price),
        size: decimal(1),
        timeInForce: 'post-only',
        reduceOnly: false,
        clientOrderId: idOf(id),
      },
    ]);
  const note = (what: string) => () => void heard.push(`${clock.nowMs() - START_MS} ${what}`);
  return { clock, feed, exchange, venue, heard, run, submit, note };
}

const idOf = (id: number): string => `0x${String(id).padStart(32, '0')}`;
const cancelOf = (id: number): CancelRequest => {
  return { coin: 'HYPE', orderId: null, clientOrderId: idOf(id) };
};

describe('an order sent to a venue with latency', () => {
  it('rests after the order latency, and is answered and told of after both', async () => {
    const { exchange, heard, run, submit, note } = await openVenue(constantLatency(5 * MS, 7 * MS));
    void submit(1, '26.5').then(note('answered'));
    await run(4);
    expect(exchange.exchange.openOrders(MASTER)).toEqual([]);
    await run(1);
    expect(exchange.exchange.openOrders(MASTER)).toMatchObject([{ placedAt: START_MS + 5 }]);
    await run(6);
    expect(heard).toEqual([]);
    await run(1);
    expect(heard.toSorted()).toEqual(['12 1 open', '12 answered']);
  });

  it('is met by the market as it is on arrival, and may be refused for it', async () => {
    const { feed, heard, run, submit, note } = await openVenue(constantLatency(5 * MS, 7 * MS));
    void submit(1, '26.99').then(note('answered'));
    await run(2);
    // By then the asks are where it wanted to bid.
    feed.push(bookOf(START_MS + 2, '26.90', '26.95'));
    await run(30);
    expect(heard).toEqual(['12 answered']);
  });

  it('may fill before its cancel arrives, and the news of it takes its time', async () => {
    const { clock, feed, exchange, heard, run, submit, venue, note } = await openVenue(
      constantLatency(5 * MS, 7 * MS),
    );
    void submit(1, '26.5');
    await run(20);
    heard.length = 0;
    void venue.cancel([cancelOf(1)]).then(note('answered'));
    await run(3);
    feed.push(tradeOf(clock.nowMs(), 'sell', '26.4', 100));
    await run(2);
    expect(exchange.exchange.openOrders(MASTER)).toEqual([]);
    expect(heard).toEqual([]);
    await run(20);
    expect(heard).toEqual(['30 1 filled', '30 fill', '32 answered']);
  });
});

describe('latencies that differ', () => {
  it('do not let a later order or cancel overtake an earlier one, on either way', async () => {
    const latencies = [9, 2, 6];
    const { exchange, heard, run, submit, venue, note } = await openVenue({
      name: 'scripted',
      begin: () => {
        const next = [...latencies];
        return { order: () => (next.shift() ?? 0) * MS, response: () => 0.25 * MS };
      },
    });
    void submit(1, '26.5').then(note('first'));
    await run(1);
    void submit(2, '26.4').then(note('second'));
    void venue.cancel([cancelOf(2)]).then(note('cancel'));
    await run(30);
    const answers = heard.filter((each) => /[a-z]{5,}$/u.test(each) && !/\d \d/u.test(each));
    expect(answers).toEqual(['10 first', '10 second', '10 cancel']);
    expect(exchange.exchange.openOrders(MASTER)).toMatchObject([{ clientOrderId: idOf(1) }]);
  });
});

describe('the venue over HTTP', () => {
  it('holds the answer of an order, not that of a question, and streams the news as late', async () => {
    const test = await openTestVenue({ latency: constantLatency(5 * MS, 7 * MS) });
    close = () => test.close();
    const socket = await TestSocket.open(test.venue.webSocketUrl);
    await socket.subscribe({ type: 'orderUpdates', user: MASTER });
    const sent = post(`${test.venue.url}/exchange`, signed(orderAction({}), START_MS));
    let isAnswered = false;
    void sent.then(() => (isAnswered = true));
    while (test.venue.requestsTravelling() === 0) await turn();
    expect(test.venue.requestsTravelling()).toBe(1);
    test.clock.advance(5);
    expect(test.venue.exchange.openOrders(MASTER)).toHaveLength(1);
    const asked = await post(`${test.venue.url}/info`, { type: 'openOrders', user: MASTER });
    expect(JSON.parse(asked.text)).toMatchObject([{ oid: 1 }]);
    await socket.settle();
    expect([isAnswered, socket.dataOf('orderUpdates')]).toEqual([false, []]);
    test.clock.advance(7);
    expect(JSON.parse((await sent).text)).toMatchObject({ status: 'ok' });
    await socket.until(() => socket.dataOf('orderUpdates').length > 0);
    expect(test.venue.requestsTravelling()).toBe(0);
    socket.close();
  });
});
