import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  act,
  bookOf,
  contextOf,
  MASTER,
  openTestVenue,
  orderAction,
  signed,
  START_MS,
  TestSocket,
  type TestVenue,
  tradeOf,
} from './loopback-fixture.js';

let test: TestVenue;
let socket: TestSocket;
beforeEach(async () => {
  test = await openTestVenue();
  socket = await TestSocket.open(test.venue.webSocketUrl);
});
afterEach(async () => {
  socket.close();
  await test.close();
});

describe('frames', () => {
  it('answer a ping with a pong, and count each frame that was sent', async () => {
    socket.say({ method: 'ping' });
    await socket.until(() => socket.texts.length > 0);
    expect(socket.texts).toEqual(['{"channel":"pong"}']);
    await socket.subscribe({ type: 'bbo', coin: 'HYPE' });
    await socket.settle();
    expect(test.venue.webSocketFramesSent()).toBe(socket.texts.length);
    expect(test.venue.accountFramesSent()).toBe(0);
  });

  it('count for an account on every connection that follows one, from its first on', async () => {
    const guest = await TestSocket.open(test.venue.webSocketUrl);
    await guest.subscribe({ type: 'bbo', coin: 'HYPE' });
    await socket.subscribe({ type: 'bbo', coin: 'HYPE' });
    await socket.subscribe({ type: 'orderUpdates', user: MASTER });
    await socket.settle();
    await guest.settle();
    expect(test.venue.accountFramesSent()).toBe(socket.texts.length);
    guest.close();
  });

  it.each([
    ['no JSON', '{"method":'],
    ['a number', '17'],
    ['an unknown method', { method: 'dance' }],
    ['binary bytes', Buffer.from([0, 255, 3])],
    ['a post without a request', { method: 'post', id: 1 }],
  ])('answer %s with an error, and go on', async (_, garbage) => {
    socket.say(garbage);
    await socket.settle();
    expect(socket.dataOf('error')[0]).toMatch(/^Error parsing JSON into valid websocket request/);
  });

  it('refuse a stream that is not there, a second one of the same, and the end of none', async () => {
    const bbo = { type: 'bbo', coin: 'HYPE' };
    const unknown = { type: 'bbo', coin: 'NOPE' };
    socket.say({ method: 'subscribe', subscription: { type: 'weather', coin: 'HYPE' } });
    socket.say({ method: 'subscribe', subscription: unknown });
    socket.say({ method: 'subscribe', subscription: bbo });
    socket.say({ method: 'subscribe', subscription: bbo });
    socket.say({ method: 'unsubscribe', subscription: { type: 'trades', coin: 'HYPE' } });
    await socket.settle();
    expect(socket.dataOf('error')).toEqual([
      'Invalid subscription {"type":"weather","coin":"HYPE"}',
      `Invalid subscription ${JSON.stringify(unknown)}`,
      `Already subscribed: ${JSON.stringify(bbo)}`,
      'Already unsubscribed: {"type":"trades","coin":"HYPE"}',
    ]);
  });

  it('refuse an eleventh user on one connection', async () => {
    for (let index = 0; index < 11; index += 1) {
      const user = `0x${String(index).padStart(40, '0')}`;
      socket.say({ method: 'subscribe', subscription: { type: 'orderUpdates', user } });
    }
    await socket.settle();
    expect(socket.dataOf('subscriptionResponse')).toHaveLength(10);
    expect(socket.dataOf('error')).toEqual(['Cannot track more than 10 total users.']);
  });

  it('start with the greeting where the venue is set to greet', async () => {
    const greeting = await openTestVenue({ greets: true });
    const greeted = await TestSocket.open(greeting.venue.webSocketUrl);
    await greeted.settle();
    expect(greeted.texts[0]).toBe('Websocket connection established.');
    greeted.close();
    await greeting.close();
  });

  it('stop for a connection to which nothing was sent for a minute', async () => {
    test.clock.advance(30_000);
    await socket.settle();
    test.clock.advance(59_999);
    await socket.settle();
    test.clock.advance(60_000);
    await socket.until(() => socket.closeCode !== null);
    expect(socket.closeCode).toBe(1000);
  });

  it('are not spoken elsewhere than at /ws', async () => {
    const elsewhere = TestSocket.open(`${test.venue.webSocketUrl}x`);
    await expect(elsewhere).rejects.toThrow('404');
  });
});

describe('market streams', () => {
  it('tell of the best bid and offer at once and then only when they change', async () => {
    await socket.subscribe({ type: 'bbo', coin: 'HYPE' });
    await test.play(
      bookOf(START_MS, '26.99', '27.01'),
      contextOf(START_MS, '27.001'),
      bookOf(START_MS, '26.98', '27.01'),
    );
    await socket.settle();
    expect(socket.dataOf('bbo')).toEqual([
      {
        coin: 'HYPE',
        time: START_MS,
        bbo: [
          { px: '26.99', sz: '100', n: 1 },
          { px: '27.01', sz: '100', n: 1 },
        ],
      },
      {
        coin: 'HYPE',
        time: START_MS,
        bbo: [
          { px: '26.98', sz: '100', n: 1 },
          { px: '27.01', sz: '100', n: 1 },
        ],
      },
    ]);
  });

  it('send the book at once and every five seconds, every half second where it is fast', async () => {
    const second = await TestSocket.open(test.venue.webSocketUrl);
    await socket.subscribe({ type: 'l2Book', coin: 'HYPE' });
    await second.subscribe({ type: 'l2Book', coin: 'HYPE', fast: true });
    test.clock.advance(10_000);
    await socket.settle();
    await second.settle();
    expect(socket.dataOf('l2Book')).toHaveLength(3);
    expect(second.dataOf('l2Book')).toHaveLength(21);
    second.close();
  });

  it('gather the book into fewer figures, never to a better price', async () => {
    await socket.subscribe({ type: 'l2Book', coin: 'HYPE', nSigFigs: 3, mantissa: null });
    await socket.settle();
    expect(socket.dataOf('l2Book')).toMatchObject([
      { levels: [[{ px: '26.9', sz: '600' }], [{ px: '27.1', sz: '600' }]] },
    ]);
  });

  it('print trades, and the context when it changes and on subscribing', async () => {
    await socket.subscribe({ type: 'trades', coin: 'HYPE' });
    await socket.subscribe({ type: 'activeAssetCtx', coin: 'HYPE' });
    await test.play(tradeOf(START_MS, 'sell', '26.99', 3), contextOf(START_MS, '27.5'));
    await socket.settle();
    expect(socket.dataOf('trades')).toMatchObject([
      [{ coin: 'HYPE', side: 'A', px: '26.99', sz: '3', time: START_MS }],
    ]);
    expect(socket.dataOf('activeAssetCtx')).toMatchObject([
      { coin: 'HYPE', ctx: { markPx: '27', midPx: '27', funding: '0.0000125' } },
      { coin: 'HYPE', ctx: { markPx: '27.5', dayBaseVlm: '3', prevDayPx: '27' } },
    ]);
  });

  it('send nothing more of what was unsubscribed', async () => {
    const subscription = { type: 'trades', coin: 'HYPE' };
    await socket.subscribe(subscription);
    socket.say({ method: 'unsubscribe', subscription });
    await socket.settle();
    await test.play(tradeOf(START_MS, 'buy', '27.01', 1));
    await socket.settle();
    expect(socket.dataOf('trades')).toEqual([]);
  });
});

describe('account streams', () => {
  it('tell of an order and its fill, once the account listens, in that order', async () => {
    await act(test, orderAction({ price: '26.9' }));
    await socket.subscribe({ type: 'orderUpdates', user: MASTER });
    await socket.subscribe({ type: 'userFills', user: MASTER });
    await socket.settle();
    expect(socket.dataOf('orderUpdates')).toEqual([]);
    await test.play(tradeOf(START_MS, 'sell', '26.5', 50));
    await socket.settle();
    expect(socket.dataOf('orderUpdates')).toMatchObject([
      [{ order: { oid: 1, sz: '0', origSz: '1' }, status: 'filled', statusTimestamp: START_MS }],
    ]);
    const fill = { coin: 'HYPE', px: '26.9', sz: '1', dir: 'Open Long', crossed: false, oid: 1 };
    expect(socket.dataOf('userFills')).toMatchObject([
      { isSnapshot: true, user: MASTER, fills: [] },
      { user: MASTER, fills: [fill] },
    ]);
    const channels = socket.frames.map(({ channel }) => channel);
    expect(channels.indexOf('orderUpdates')).toBeLessThan(channels.lastIndexOf('userFills'));
  });

  it('start the fills with the past, newest first', async () => {
    for (const size of ['1', '2']) {
      await act(test, orderAction({ tif: 'Ioc', price: '27.5', size }));
    }
    await socket.subscribe({ type: 'userFills', user: MASTER.toUpperCase().replace('0X', '0x') });
    await socket.settle();
    expect(socket.dataOf('userFills')).toMatchObject([
      { isSnapshot: true, user: MASTER, fills: [{ sz: '2' }, { sz: '1' }] },
    ]);
  });

  it('tell of the state at once, on a change, together where changes follow fast, and every five seconds', async () => {
    await socket.subscribe({ type: 'clearinghouseState', user: MASTER });
    await socket.settle();
    const told = () => socket.dataOf('clearinghouseState').length;
    expect(told()).toBe(1);
    for (const size of ['1', '2', '3']) {
      await act(test, orderAction({ tif: 'Ioc', price: '27.5', size }));
    }
    await socket.settle();
    expect(told()).toBe(2);
    test.clock.advance(200);
    await socket.settle();
    expect(told()).toBe(3);
    expect(socket.dataOf('clearinghouseState').at(-1)).toMatchObject({
      dex: '',
      user: MASTER,
      clearinghouseState: { assetPositions: [{ position: { coin: 'HYPE', szi: '6' } }] },
    });
    test.clock.advance(60_000 - 200);
    await socket.settle();
    expect(told()).toBe(3 + 12);
  });

  it('send the list of open orders after each change, and fills as user events', async () => {
    await socket.subscribe({ type: 'openOrders', user: MASTER });
    await socket.subscribe({ type: 'userEvents', user: MASTER });
    await act(test, orderAction({ size: '2' }));
    await act(test, orderAction({ tif: 'Ioc', price: '27.5' }));
    await socket.settle();
    expect(socket.dataOf('openOrders')).toMatchObject([
      { orders: [] },
      { orders: [{ oid: 1, sz: '2', tif: 'Alo' }] },
      { orders: [{ oid: 1 }] },
    ]);
    expect(socket.dataOf('user')).toMatchObject([{ fills: [{ oid: 2 }] }]);
  });
});

/** 140 long of a 397.49 account at 10x, an order beside it; the mark falls to `mark`. */
async function liquidateAt(mark: string): Promise<void> {
  await act(test, { type: 'updateLeverage', asset: 3, isCross: true, leverage: 10 });
  await act(test, orderAction({ tif: 'Ioc', price: '27.5', size: '140' }));
  await act(test, orderAction({ price: '20', size: '1' }));
  await socket.subscribe({ type: 'userFills', user: MASTER });
  await socket.subscribe({ type: 'userEvents', user: MASTER });
  await test.play(bookOf(START_MS, '25.29', '25.31'), contextOf(START_MS, mark));
  await socket.settle();
}

describe('a liquidation', () => {
  it('by the book is told on the fills, as the cancels it brought and as what it took', async () => {
    await liquidateAt('25.3');
    const liquidation = { liquidatedUser: MASTER, markPx: '25.3', method: 'market' };
    const terms = { dir: 'Close Long', crossed: true, liquidation };
    const fills = [
      { px: '25.29', sz: '100', ...terms },
      { px: '25.28', sz: '40', ...terms },
    ];
    expect(socket.dataOf('userFills').at(-1)).toMatchObject({ user: MASTER, fills });
    expect(socket.dataOf('user')).toMatchObject([
      { nonUserCancel: [{ coin: 'HYPE', oid: 2 }] },
      { fills },
      {
        liquidation: {
          lid: 1,
          liquidator: expect.stringMatching(/^0x0{40}$/u) as string,
          liquidated_user: MASTER,
          liquidated_ntl_pos: '3542',
          // 397.49 − 100 × 27.01 − 40 × 27.02 − 1.701810 + 140 × 25.3.
          liquidated_account_value: '155.98819',
        },
      },
    ]);
  });

  it('by the vault says so in the direction too', async () => {
    await liquidateAt('24.9');
    const [, frame] = socket.dataOf('userFills');
    expect(frame).toMatchObject({
      fills: [
        {
          dir: 'Liquidated Cross Long',
          sz: '140',
          fee: '0',
          liquidation: { liquidatedUser: MASTER, markPx: '24.9', method: 'backstop' },
        },
      ],
    });
  });
});

describe('posts', () => {
  it('answer info and actions by their number, the reply before its consequences', async () => {
    await socket.subscribe({ type: 'orderUpdates', user: MASTER });
    socket.say({ method: 'post', id: 7, request: { type: 'info', payload: { type: 'allMids' } } });
    const payload = signed(orderAction({}), START_MS);
    socket.say({ method: 'post', id: 8, request: { type: 'action', payload } });
    const broken = { type: 'l2Book', coin: 'HYPE', nSigFigs: 9 };
    socket.say({ method: 'post', id: 9, request: { type: 'info', payload: broken } });
    await socket.settle();
    const resting = { statuses: [{ resting: { oid: 1 } }] };
    expect(socket.dataOf('post')).toEqual([
      {
        id: 7,
        response: { type: 'info', payload: { type: 'allMids', data: { HYPE: '27' } } },
      },
      {
        id: 8,
        response: {
          type: 'action',
          payload: { status: 'ok', response: { type: 'order', data: resting } },
        },
      },
      {
        id: 9,
        response: {
          type: 'error',
          payload: expect.stringMatching(/^Failed to deserialize the JSON body/),
        },
      },
    ]);
    const channels = socket.frames.map(({ channel }) => channel);
    expect(channels.indexOf('orderUpdates')).toBe(channels.indexOf('post') + 2);
  });
});
