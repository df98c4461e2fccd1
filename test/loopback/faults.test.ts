/** Goal: each fault can be seen to happen, over real HTTP and WebSocket, on a clock of our own. */
import { afterEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { type FaultNews, parseFaults } from '../../src/loopback/index.js';
import {
  act,
  askInfo,
  bookOf,
  contextOf,
  HYPE,
  MASTER,
  openTestVenue,
  orderAction,
  post,
  signed,
  START_MS,
  TestSocket,
  type TestVenue,
  tradeOf,
  turn,
} from './loopback-fixture.js';

let test: TestVenue;
let news: FaultNews[] = [];
const sockets: TestSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await test.close();
});

async function openFaulty(faults: string, seed = 1): Promise<void> {
  news = [];
  const onFault = (one: FaultNews): void => void news.push(one);
  const setting = parseFaults(faults);
  const cash = decimal(10_000);
  test = await openTestVenue({
    faults: { setting, seed, onFault },
    accounts: [{ address: MASTER, agents: [], cash }],
  });
}

async function openSocket(...types: readonly string[]): Promise<TestSocket> {
  const socket = await TestSocket.open(test.venue.webSocketUrl);
  sockets.push(socket);
  for (const type of types) await socket.subscribe({ type, user: MASTER });
  return socket;
}

/** The venue may take a moment until it listens again. */
async function openSocketAgain(...types: readonly string[]): Promise<TestSocket> {
  for (let tries = 0; tries < 100; tries += 1) {
    const socket = await openSocket(...types).catch(() => turn());
    if (socket !== undefined) return socket;
  }
  throw new Error('nothing listens');
}

const BY_MASTER = { privateKey: `0x${'11'.repeat(32)}` };
const place = (terms = {}) => act(test, orderAction(terms), BY_MASTER);
const send = (action: object) =>
  post(`${test.venue.url}/exchange`, signed(action, test.clock.nowMs(), BY_MASTER));
const info = (type: string, more: object = {}): Promise<unknown> =>
  askInfo(test.venue, { type, user: MASTER, ...more });
const restingOrders = () => test.venue.exchange.openOrders(MASTER).length;

/** Waits in wall time; what happens over sockets needs it. */
async function until(condition: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadlineMs) throw new Error('it did not happen');
    await turn();
  }
}

describe('lost-reply', () => {
  it('does the action, and cuts the connection some time later without a word', async () => {
    await openFaulty('lost-reply=100%/2s');
    let ending = 'none';
    const placing = place().then(
      () => (ending = 'answered'),
      () => (ending = 'broken'),
    );
    await until(() => restingOrders() === 1);
    expect(ending).toBe('none');
    test.clock.advance(2_000);
    await placing;
    expect(ending).toBe('broken');
    expect(news).toMatchObject([{ name: 'lost-reply', at: START_MS }]);
  });

  it('sends no answer to a post over the WebSocket either', async () => {
    await openFaulty('lost-reply=100%/2s');
    const socket = await openSocket();
    const payload = signed(orderAction({}), START_MS, BY_MASTER);
    socket.say({ method: 'post', id: 1, request: { type: 'action', payload } });
    await until(() => restingOrders() === 1);
    test.clock.advance(2_000);
    await socket.settle();
    expect(socket.dataOf('post')).toEqual([]);
  });
});

describe('delay', () => {
  it('lets a request wait on its way, so that it is done later', async () => {
    await openFaulty('delay=100%/2s');
    const placing = place();
    await until(() => news.length > 0);
    expect(restingOrders()).toBe(0);
    test.clock.advance(2_000);
    expect(restingOrders()).toBe(1);
    test.clock.advance(2_000);
    expect(await placing).toMatchObject({ status: 'ok' });
  });

  it("holds up an account's frames and all that is said after them", async () => {
    await openFaulty('delay=100%/2s');
    const socket = await openSocket('orderUpdates');
    await socket.subscribe({ type: 'trades', coin: 'HYPE' });
    test.venue.exchange.place(MASTER, bid(), START_MS);
    await test.play(tradeOf(START_MS, 'buy', '27.01', 1));
    await test.play(tradeOf(START_MS, 'buy', '27.01', 2));
    await socket.settle();
    expect(socket.dataOf('orderUpdates')).toEqual([]);
    test.clock.advance(2_000);
    await socket.settle();
    const channels = socket.frames.map(({ channel }) => channel);
    expect(channels.filter((name) => name === 'orderUpdates' || name === 'trades')).toEqual([
      'trades',
      'orderUpdates',
      'trades',
    ]);
  });
});

const bid = () => ({
  coin: 'HYPE',
  side: 'buy' as const,
  price: decimal('26.5'),
  size: decimal(1),
  timeInForce: 'gtc' as const,
  reduceOnly: false,
  clientOrderId: '',
});

describe('reorder', () => {
  it('brings a fill before the update of its order, and keeps each stream in order', async () => {
    await openFaulty('reorder=50%/2s', 3);
    const socket = await openSocket('orderUpdates', 'userFills');
    for (let count = 1; count <= 10; count += 1) {
      await place({ price: '27.1', tif: 'Ioc' });
      test.clock.advance(100);
    }
    test.clock.advance(5_000);
    await socket.settle();
    const story = socket.frames.flatMap(({ channel, data }) => {
      if (channel === 'orderUpdates') {
        return (data as { order: { oid: number } }[]).map(({ order }) => `order ${order.oid}`);
      }
      if (channel !== 'userFills') return [];
      return (data as { fills: { oid: number }[] }).fills.map(({ oid }) => `fill ${oid}`);
    });
    const inOrder = Array.from({ length: 10 }, (_, index) => index + 1);
    expect(story.filter((line) => line.startsWith('fill'))).toEqual(
      inOrder.map((oid) => `fill ${oid}`),
    );
    expect(story.filter((line) => line.startsWith('order'))).toEqual(
      inOrder.map((oid) => `order ${oid}`),
    );
    const early = inOrder.filter(
      (oid) => story.indexOf(`fill ${oid}`) < story.indexOf(`order ${oid}`),
    );
    expect(early.length).toBeGreaterThan(0);
  });
});

describe('too-many-requests', () => {
  it('answers 429 and does nothing', async () => {
    await openFaulty('too-many-requests=100%');
    expect(await send(orderAction({}))).toMatchObject({ status: 429, text: 'Too Many Requests' });
    expect(restingOrders()).toBe(0);
  });
});

describe('server-error', () => {
  it('answers 500 to 504, of which some have been done', async () => {
    await openFaulty('server-error=100%');
    const statuses = new Set<number>();
    for (let count = 0; count < 40; count += 1) statuses.add((await send(orderAction({}))).status);
    expect([...statuses].toSorted()).toEqual([500, 502, 503, 504]);
    expect(restingOrders()).toBeGreaterThan(5);
    expect(restingOrders()).toBeLessThan(35);
  });
});

describe('late-action', () => {
  it('answers 504, and does what was asked some time later', async () => {
    await openFaulty('late-action=100%/12s');
    expect(await send(orderAction({}))).toMatchObject({ status: 504, text: 'Gateway Timeout' });
    expect(restingOrders()).toBe(0);
    test.clock.advance(12_000);
    expect(restingOrders()).toBe(1);
  });

  it('does it no more once it has expired', async () => {
    await openFaulty('late-action=100%/12s');
    const nonce = test.clock.nowMs();
    const expiring = { ...BY_MASTER, expiresAfter: nonce };
    const reply = await post(
      `${test.venue.url}/exchange`,
      signed(orderAction({}), nonce, expiring),
    );
    expect(reply.status).toBe(504);
    test.clock.advance(12_000);
    expect(restingOrders()).toBe(0);
  });

  it('answers questions as ever', async () => {
    await openFaulty('late-action=100%/12s');
    expect(await info('clearinghouseState')).toMatchObject({ withdrawable: '10000' });
  });
});

describe('partial-batch', () => {
  it('refuses some orders of a batch in the words of the venue', async () => {
    await openFaulty('partial-batch=50%');
    const reply = await send(orderAction(...Array.from({ length: 20 }, () => ({}))));
    const { statuses } = JSON.parse(reply.text).response.data as { statuses: { error?: string }[] };
    const errors = statuses.flatMap(({ error }) => error ?? []);
    expect(new Set(errors)).toEqual(
      new Set(['Order would increase open interest too quickly asset=3']),
    );
    expect(restingOrders()).toBe(20 - errors.length);
    expect(restingOrders()).toBeGreaterThan(0);
  });
});

describe('fill-without-cloid', () => {
  it('leaves the cloid out of some fills, of the same ones on every way', async () => {
    await openFaulty('fill-without-cloid=50%');
    const socket = await openSocket('userFills');
    for (let count = 1; count <= 12; count += 1) {
      const cloid = `0x${String(count).padStart(32, '0')}`;
      await place({ price: '27.1', tif: 'Ioc', cloid });
    }
    await socket.settle();
    const asked = (await info('userFills')) as { tid: number; cloid?: string }[];
    const told = (socket.dataOf('userFills') as { fills: typeof asked }[]).flatMap(
      ({ fills }) => fills,
    );
    expect(told.toSorted((one, two) => two.tid - one.tid)).toEqual(asked);
    const named = asked.filter(({ cloid }) => typeof cloid === 'string').length;
    expect(named).toBeGreaterThan(0);
    expect(named).toBeLessThan(12);
  });
});

describe('unknown-oid', () => {
  it('says of an order that rests that it is unknown', async () => {
    await openFaulty('unknown-oid=50%', 2);
    await place();
    const answers = new Set<string>();
    for (let count = 0; count < 12; count += 1) {
      answers.add(((await info('orderStatus', { oid: 1 })) as { status: string }).status);
    }
    expect([...answers].toSorted()).toEqual(['order', 'unknownOid']);
    expect(await info('openOrders')).toHaveLength(1);
  });
});

describe('dropped-socket', () => {
  it('loses what is said, then cuts; on a new socket no update of an order comes again', async () => {
    await openFaulty('dropped-socket@10s/3s');
    const socket = await openSocket('orderUpdates');
    test.clock.advance(10_000);
    await place();
    await socket.settle();
    expect(socket.dataOf('orderUpdates')).toEqual([]);
    test.clock.advance(3_000);
    await until(() => socket.closeCode !== null);
    const next = await openSocket('orderUpdates', 'openOrders');
    await next.settle();
    expect(next.dataOf('orderUpdates')).toEqual([]);
    expect(next.dataOf('openOrders')).toMatchObject([{ orders: [{ oid: 1 }] }]);
  });
});

describe('stale-book', () => {
  it('stops the books of an open socket, while the account is told of', async () => {
    await openFaulty('stale-book@10s/20s');
    const socket = await openSocket('orderUpdates');
    await socket.subscribe({ type: 'bbo', coin: 'HYPE' });
    await socket.subscribe({ type: 'l2Book', coin: 'HYPE' });
    test.clock.advance(10_000);
    await socket.settle();
    const before = socket.dataOf('bbo').length + socket.dataOf('l2Book').length;
    await test.play(bookOf(test.clock.nowMs(), '26.9', '27.1'));
    test.clock.advance(15_000);
    await place();
    await socket.settle();
    expect(socket.dataOf('bbo').length + socket.dataOf('l2Book').length).toBe(before);
    expect(socket.dataOf('orderUpdates')).toHaveLength(1);
    test.clock.advance(5_000);
    await test.play(bookOf(test.clock.nowMs(), '26.95', '27.05'));
    await socket.settle();
    expect(socket.dataOf('bbo').length).toBeGreaterThan(1);
  });
});

describe('stale-state', () => {
  it('tells the state of a while ago, with its time, over HTTP and WebSocket', async () => {
    await openFaulty('stale-state@10s/5s');
    test.clock.advance(10_000);
    await place({ price: '27.1', tif: 'Ioc' });
    const held = (await info('clearinghouseState')) as { time: number; assetPositions: unknown[] };
    expect(held).toMatchObject({ time: START_MS + 10_000, assetPositions: [] });
    const socket = await openSocket('clearinghouseState');
    await socket.settle();
    expect(socket.dataOf('clearinghouseState')).toMatchObject([
      { clearinghouseState: { assetPositions: [] } },
    ]);
    test.clock.advance(5_000);
    expect(await info('clearinghouseState')).toMatchObject({
      time: START_MS + 15_000,
      assetPositions: [{ position: { szi: '1' } }],
    });
  });
});

describe('upgrade', () => {
  it('cuts all, answers 502, then takes post-only orders alone, then all again', async () => {
    await openFaulty('upgrade@10s/20s');
    await place();
    const socket = await openSocket();
    test.clock.advance(10_000);
    await until(() => socket.closeCode !== null);
    expect((await send(orderAction({}))).status).toBe(502);
    await expect(openSocket()).rejects.toThrow('502');
    test.clock.advance(10_000);
    expect(await place({ price: '27.1', tif: 'Ioc' })).toMatchObject({
      response: {
        data: {
          statuses: [
            { error: 'Only post-only orders allowed immediately after network upgrade asset=3' },
          ],
        },
      },
    });
    expect(await place()).toMatchObject({ status: 'ok' });
    await openSocket();
    test.clock.advance(10_000);
    expect(await place({ price: '27.1', tif: 'Ioc' })).toMatchObject({
      response: { data: { statuses: [{ filled: { totalSz: '1' } }] } },
    });
    expect(restingOrders()).toBe(2);
  });
});

describe('crash', () => {
  it('loses what is under way, listens no more, and comes back on its port with all it knew', async () => {
    await openFaulty('crash@10s/5s,lost-reply=100%/1m');
    const placing = place().catch(() => 'broken');
    await until(() => restingOrders() === 1);
    const socket = await openSocket();
    test.clock.advance(10_000);
    expect(await placing).toBe('broken');
    await until(() => socket.closeCode !== null);
    const refused = await send(orderAction({})).catch((error: Error) => error.cause);
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    test.clock.advance(5_000);
    const next = await openSocketAgain('openOrders');
    await next.settle();
    expect(next.dataOf('openOrders')).toMatchObject([{ orders: [{ oid: 1 }] }]);
  });

  it('is no trouble to a venue that is closed meanwhile', async () => {
    await openFaulty('crash@1s/5s');
    test.clock.advance(1_000);
    await test.close();
    test.clock.advance(10_000);
    await expect(fetch(test.venue.url)).rejects.toThrow('fetch failed');
  });
});

describe('faults', () => {
  it('do not happen before their beginning', async () => {
    await openFaulty('too-many-requests=100%,from=10s');
    expect((await send({ type: 'noop' })).status).toBe(200);
    test.clock.advance(10_000);
    expect((await send({ type: 'noop' })).status).toBe(429);
  });

  it('all at once leave a venue that still trades', async () => {
    await openFaulty('all');
    for (let step = 0; step < 40; step += 1) {
      test.clock.advance(2_500);
      const at = test.clock.nowMs();
      await test.play(contextOf(at, '27'), bookOf(at, '26.99', '27.01'));
      void send({ type: 'cancel', cancels: [{ a: HYPE, o: step }] }).catch(() => undefined);
      void send(orderAction({})).catch(() => undefined);
      await turn();
    }
    expect(restingOrders()).toBeGreaterThan(5);
    expect(new Set(news.map(({ name }) => name)).size).toBeGreaterThan(5);
  });
});
