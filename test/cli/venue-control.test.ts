/** Goal: what a test may do to a served venue by `POST /control`, over real HTTP. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestSocket } from '../loopback/loopback-fixture.js';
import { serveVenue, type ServedVenue, temporaryFolder } from './venue-fixture.js';

let folder = temporaryFolder();
let venue: ServedVenue;
let user = '';
beforeEach(async () => {
  folder = temporaryFolder();
  venue = await serveVenue(folder.path, '--manual', '--schedule-volume', '0');
  user = venue.started.accounts[0]?.address ?? '';
});
afterEach(async () => {
  await venue.stop();
  folder.remove();
});

const ok = { status: 200, body: { ok: true } };
const refused = (error: string | RegExp) => ({
  status: 400,
  body: { error: typeof error === 'string' ? error : expect.stringMatching(error) },
});
const order = (px: string, tif = 'Gtc', isBuy = true) => ({
  type: 'order',
  orders: [{ a: 3, b: isBuy, p: px, s: '1', r: false, t: { limit: { tif } } }],
  grouping: 'na',
});

async function openMarket(): Promise<void> {
  expect(await venue.control({ type: 'mark', coin: 'HYPE', px: '27' })).toEqual(ok);
  const book = { type: 'book', coin: 'HYPE', bids: [['26.99', '100']], asks: [['27.01', '100']] };
  expect(await venue.control(book)).toEqual(ok);
}

describe('POST /control', () => {
  it('is for who has the token', async () => {
    expect(await venue.control({ type: 'state' }, 'a'.repeat(64))).toEqual({
      status: 401,
      body: { error: 'authorization: Bearer TOKEN is missing or wrong' },
    });
    const bare = await fetch(`${venue.started.url}/control`, { method: 'POST', body: '{}' });
    expect(bare.status).toBe(401);
  });

  it('tells book, mark and trades, by which orders fill', async () => {
    await openMarket();
    await venue.act(order('26.5'));
    const trade = { type: 'trade', coin: 'HYPE', side: 'sell', px: '26.4', sz: '5' };
    expect(await venue.control(trade)).toEqual(ok);
    expect(await venue.control({ type: 'mark', coin: 'HYPE', px: '30' })).toEqual(ok);
    expect(await venue.control({ type: 'state' })).toMatchObject({
      status: 200,
      body: {
        accounts: [
          { user, equity: '10003.496025', openOrders: 0, positions: [{ coin: 'HYPE', szi: '1' }] },
        ],
        faults: {},
      },
    });
  });

  it('deposits and withdraws, which the ledger tells, and not more than is free', async () => {
    expect(await venue.control({ type: 'deposit', user, usd: '500' })).toEqual(ok);
    expect(await venue.control({ type: 'withdraw', user, usd: '100.5' })).toEqual(ok);
    expect(await venue.control({ type: 'withdraw', user, usd: '20000' })).toEqual(
      refused('Insufficient balance for withdrawal.'),
    );
    expect(await venue.info({ type: 'userNonFundingLedgerUpdates', user })).toMatchObject([
      { delta: { type: 'deposit', usdc: '500' } },
      { delta: { type: 'withdraw', usdc: '100.5' } },
    ]);
  });

  it('moves time on: what is due until then happens', async () => {
    await openMarket();
    await venue.act(order('26.5'));
    const time = Date.now() + 60_000;
    await venue.act({ type: 'scheduleCancel', time });
    expect(await venue.info({ type: 'openOrders', user })).toHaveLength(1);
    const before = ((await venue.info({ type: 'exchangeStatus' })) as { time: number }).time;
    expect(await venue.control({ type: 'advance', ms: 61_000 })).toEqual(ok);
    const after = ((await venue.info({ type: 'exchangeStatus' })) as { time: number }).time;
    expect(after - before).toBeGreaterThanOrEqual(61_000);
    expect(await venue.info({ type: 'openOrders', user })).toEqual([]);
  });

  it('opens accounts and approves agents, until their time is over', async () => {
    const other = `0x${'4'.repeat(40)}`;
    const agent = `0x${'5'.repeat(40)}`;
    expect(await venue.control({ type: 'account', user: other, usd: '50' })).toEqual(ok);
    const validUntil = Date.now() + 60_000;
    const approval = { type: 'agent', user: other, agent, name: 'bot', validUntil };
    expect(await venue.control(approval)).toEqual(ok);
    expect(await venue.info({ type: 'extraAgents', user: other })).toEqual([
      { name: 'bot', address: agent, validUntil },
    ]);
    expect(await venue.info({ type: 'userRole', user: agent })).toMatchObject({ role: 'agent' });
    await venue.control({ type: 'advance', ms: 60_001 });
    expect(await venue.info({ type: 'userRole', user: agent })).toEqual({ role: 'missing' });
  });

  it('lets a fault happen now, or to the next message', async () => {
    await openMarket();
    const fault = (name: string, ms?: number) => venue.control({ type: 'fault', name, ms });
    expect(await fault('partial-batch')).toEqual(ok);
    expect(await venue.act(order('26.5'))).toMatchObject({
      response: { data: { statuses: [{ error: expect.stringContaining('too quickly') }] } },
    });
    expect(await venue.act(order('26.5'))).toMatchObject({ status: 'ok' });
    const socket = await TestSocket.open(venue.started.webSocketUrl);
    expect(await fault('crash', 200)).toEqual(ok);
    await socket.until(() => socket.closeCode !== null);
    let isBack = false;
    while (!isBack)
      isBack = await fetch(venue.started.url).then(
        () => true,
        () => false,
      );
    const { body } = await venue.control({ type: 'state' });
    expect(body).toMatchObject({ faults: { 'partial-batch': 1, crash: 1 } });
  });

  it.each([
    [{ type: 'nonsense' }, /type/u],
    [{ type: 'fault', name: 'earthquake' }, /name/u],
    [{ type: 'deposit', user: '0x1', usd: '1' }, /not an address/u],
    [{ type: 'deposit', user: `0x${'9'.repeat(40)}`, usd: '1' }, /has no account/u],
    [{ type: 'trade', coin: 'DOGE', side: 'buy', px: '1', sz: '1' }, /no market of this venue/u],
    [{ type: 'mark', coin: 'HYPE', px: 27 }, /px/u],
    [{ type: 'book', coin: 'HYPE', bids: [['28', '1']], asks: [['27', '1']] }, /./u],
  ])('says what is wrong with %j', async (request, words) => {
    expect(await venue.control(request)).toEqual(refused(words));
  });

  it('is not there where it was not wanted', async () => {
    await venue.stop();
    venue = await serveVenue(folder.path, '--no-control');
    expect((await venue.control({ type: 'state' }, 'any')).status).toBe(404);
  });
});
