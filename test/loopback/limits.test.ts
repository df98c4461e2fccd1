/** Goal: the venue's limits, where they are asked for: by IP, by address, by connection. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  act,
  HYPE,
  MASTER,
  openTestVenue,
  orderAction,
  post,
  TestSocket,
  type TestVenue,
} from './loopback-fixture.js';

let test: TestVenue;
const sockets: TestSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await test.close();
});

const ask = async (request: object): Promise<number> =>
  (await post(`${test.venue.url}/info`, request)).status;
const cancels = (count: number) => ({
  type: 'cancel',
  cancels: Array.from({ length: count }, () => ({ a: HYPE, o: 99 })),
});
const tooMany = (used: number, cap: number, volume: string) => ({
  status: 'err',
  response:
    `Too many cumulative requests sent (${used} > ${cap}) for cumulative volume traded ` +
    `$${volume}. Place taker orders to free up 1 request per USDC traded.`,
});

describe('requests of an IP address', () => {
  it('weigh 2 or 20, or 60, and 1200 a minute is all', async () => {
    test = await openTestVenue({ limits: {} });
    for (let count = 0; count < 50; count += 1) expect(await ask({ type: 'meta' })).toBe(200);
    for (let count = 0; count < 70; count += 1) {
      expect(await ask({ type: 'l2Book', coin: 'HYPE' })).toBe(200);
    }
    expect(await ask({ type: 'userRole', user: MASTER })).toBe(200);
    expect(await ask({ type: 'l2Book', coin: 'HYPE' })).toBe(429);
    expect((await post(`${test.venue.url}/exchange`, {})).status).toBe(429);
    test.clock.advance(60_000);
    expect(await ask({ type: 'l2Book', coin: 'HYPE' })).toBe(200);
  });

  it('weigh more where an action has many items or an answer many rows', async () => {
    test = await openTestVenue({ limits: {} });
    for (let count = 0; count < 196; count += 1) await act(test, cancels(200));
    expect(await ask({ type: 'meta' })).toBe(200);
    expect(await ask({ type: 'exchangeStatus' })).toBe(200);
    expect(await ask({ type: 'exchangeStatus' })).toBe(200);
    expect(await ask({ type: 'exchangeStatus' })).toBe(429);
  }, 60_000);
});

describe('actions of an address', () => {
  it('are one more for each USD traded, and over that one item in ten seconds', async () => {
    test = await openTestVenue({ limits: { freeActions: 3 } });
    expect(await act(test, orderAction({}, {}))).toMatchObject({ status: 'ok' });
    expect(await act(test, orderAction({}, {}))).toEqual(tooMany(4, 3, '0.00'));
    expect(await act(test, orderAction({}))).toMatchObject({ status: 'ok' });
    expect(await act(test, orderAction({}))).toMatchObject({ status: 'ok' });
    expect(await act(test, orderAction({}))).toEqual(tooMany(5, 3, '0.00'));
    test.clock.advance(9_999);
    expect(await act(test, orderAction({}))).toEqual(tooMany(5, 3, '0.00'));
    test.clock.advance(1);
    const taking = { price: '27.5', tif: 'Ioc' as const };
    expect(await act(test, orderAction(taking))).toMatchObject({ status: 'ok' });
    expect(await act(test, orderAction({}))).toMatchObject({ status: 'ok' });
    const { text } = await post(`${test.venue.url}/info`, { type: 'userRateLimit', user: MASTER });
    expect(JSON.parse(text)).toMatchObject({ cumVlm: '27.01', nRequestsUsed: 6, nRequestsCap: 30 });
  });

  it('may be cancels for as much again', async () => {
    test = await openTestVenue({ limits: { freeActions: 3 } });
    expect(await act(test, cancels(6))).toMatchObject({ status: 'ok' });
    expect(await act(test, cancels(2))).toEqual(tooMany(8, 6, '0.00'));
  });

  it('count five times where they come after their time', async () => {
    test = await openTestVenue({ limits: { freeActions: 5 } });
    const expiresAfter = test.clock.nowMs() - 1;
    expect(await act(test, orderAction({}), { expiresAfter })).toMatchObject({ status: 'err' });
    expect(await act(test, orderAction({}, {}))).toEqual(tooMany(7, 5, '0.00'));
  });

  it('are only counted where no limits are asked for', async () => {
    test = await openTestVenue();
    for (let count = 0; count < 60; count += 1) await act(test, cancels(200));
    expect(await act(test, orderAction({}))).toMatchObject({ status: 'ok' });
  }, 60_000);
});

describe('WebSockets of an IP address', () => {
  it('are ten at a time, or as many as it is told', async () => {
    test = await openTestVenue({ limits: { connections: 2 } });
    for (let count = 0; count < 2; count += 1) {
      sockets.push(await TestSocket.open(test.venue.webSocketUrl));
    }
    await expect(TestSocket.open(test.venue.webSocketUrl)).rejects.toThrow('429');
  });

  it('are thirty new ones a minute', async () => {
    test = await openTestVenue({ limits: { connections: 100 } });
    for (let count = 0; count < 30; count += 1) {
      sockets.push(await TestSocket.open(test.venue.webSocketUrl));
    }
    await expect(TestSocket.open(test.venue.webSocketUrl)).rejects.toThrow('429');
    test.clock.advance(60_000);
    sockets.push(await TestSocket.open(test.venue.webSocketUrl));
  });

  it('take 2000 messages a minute', async () => {
    test = await openTestVenue({ limits: {} });
    const socket = await TestSocket.open(test.venue.webSocketUrl);
    sockets.push(socket);
    for (let count = 0; count < 2_001; count += 1) socket.say({ method: 'ping' });
    await socket.until(() => socket.dataOf('error').length > 0);
    expect(socket.dataOf('error')).toEqual(['Cannot send more than 2000 messages per minute.']);
  });
});
