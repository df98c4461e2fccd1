/**
 * The wire as somebody else reads it: a client that shares no code with us, over HTTP and
 * WebSocket, with its own signing.
 */
import {
  ApiRequestError,
  ExchangeClient,
  HttpTransport,
  InfoClient,
  SubscriptionClient,
  WebSocketTransport,
} from '@nktkas/hyperliquid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AGENT_KEY,
  bookOf,
  contextOf,
  HYPE,
  MASTER,
  openTestVenue,
  STRANGER_KEY,
  type TestVenue,
  tradeOf,
  turn,
} from './loopback-fixture.js';
import { createNobleWallet } from './noble-wallet.js';

const user = MASTER as `0x${string}`;
let test: TestVenue;
let sockets: WebSocketTransport;
// The client takes its nonces from the wall clock, so the venue's time starts there.
let startMs: number;

beforeEach(async () => {
  startMs = Date.now();
  test = await openTestVenue({ startMs });
  sockets = new WebSocketTransport({ url: test.venue.webSocketUrl, isTestnet: true });
});
afterEach(async () => {
  await sockets.close();
  await test.close();
});

const http = () => new HttpTransport({ apiUrl: test.venue.url, isTestnet: true });
const info = () => new InfoClient({ transport: http() });
const exchange = (privateKey = AGENT_KEY, transport: HttpTransport | WebSocketTransport = http()) =>
  new ExchangeClient({ transport, wallet: createNobleWallet(privateKey) });
const bid = (terms: { p?: string; s?: string; tif?: 'Alo' | 'Ioc' } = {}) => ({
  a: HYPE,
  b: true,
  p: terms.p ?? '26.5',
  s: terms.s ?? '2',
  r: false,
  t: { limit: { tif: terms.tif ?? 'Alo' } } as const,
});

async function until(condition: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadlineMs) throw new Error('nothing came');
    await turn();
  }
}

describe('an independent client over HTTP', () => {
  it('reads the universe, the contexts and the book', async () => {
    const meta = await info().meta();
    expect(meta.universe[HYPE]).toMatchObject({ name: 'HYPE', szDecimals: 2, maxLeverage: 10 });
    const [, contexts] = await info().metaAndAssetCtxs();
    expect(contexts[HYPE]?.markPx).toBe('27');
    const book = await info().l2Book({ coin: 'HYPE' });
    expect(book?.levels[0][0]).toEqual({ px: '26.99', sz: '100', n: 1 });
    expect(await info().allMids()).toEqual({ HYPE: '27' });
  });

  it('places an order, sees it, cancels it, and is told that it is gone', async () => {
    const cloid = '0x0123456789abcdef0123456789abcdef';
    const placed = await exchange().order({ orders: [{ ...bid(), c: cloid }], grouping: 'na' });
    expect(placed.response.data.statuses).toEqual([{ resting: { oid: 1, cloid } }]);
    expect(await info().frontendOpenOrders({ user })).toMatchObject([{ oid: 1, cloid }]);
    expect(await info().orderStatus({ user, oid: cloid })).toMatchObject({ status: 'order' });
    const canceled = await exchange().cancel({ cancels: [{ a: HYPE, o: 1 }] });
    expect(canceled.response.data.statuses).toEqual(['success']);
    await expect(exchange().cancelByCloid({ cancels: [{ asset: HYPE, cloid }] })).rejects.toThrow(
      'Order was never placed, already canceled, or filled. asset=3',
    );
  });

  it('trades, and reads its fill, its position and its limits', async () => {
    const taken = await exchange().order({ orders: [bid({ p: '27.5', tif: 'Ioc' })] });
    expect(taken.response.data.statuses).toEqual([
      { filled: { totalSz: '2', avgPx: '27.01', oid: 1 } },
    ]);
    const [fill] = await info().userFills({ user });
    expect(fill).toMatchObject({ coin: 'HYPE', dir: 'Open Long', crossed: true, tid: 1, oid: 1 });
    expect(await info().userFillsByTime({ user, startTime: startMs })).toHaveLength(1);
    const state = await info().clearinghouseState({ user });
    expect(state.assetPositions[0]?.position).toMatchObject({ szi: '2', entryPx: '27.01' });
    const more = await info().activeAssetData({ user, coin: 'HYPE' });
    expect(more.leverage).toEqual({ type: 'cross', value: 10 });
    expect((await info().userRateLimit({ user })).cumVlm).toBe('54.02');
    expect((await info().userFees({ user })).userAddRate).toBe('0.00015');
    expect(await info().userAbstraction({ user })).toBe('disabled');
  });

  it('sets leverage and the dead man’s switch, and uses up a nonce', async () => {
    const client = exchange();
    await client.updateLeverage({ asset: HYPE, isCross: true, leverage: 4 });
    await client.order({ orders: [bid()] });
    await client.scheduleCancel({ time: startMs + 60_000 });
    await client.noop({ nonce: startMs - 1 });
    test.clock.advance(60_000);
    expect(await info().openOrders({ user })).toEqual([]);
    expect(test.venue.exchange.leverageOf(MASTER, 'HYPE').value).toBe(4);
  });

  it('modifies orders, which get new numbers and keep their client ids', async () => {
    const client = exchange();
    const cloid = '0x0123456789abcdef0123456789abcdef';
    await client.order({ orders: [{ ...bid(), c: cloid }, bid({ p: '26.4' })] });
    await client.modify({ oid: cloid, order: { ...bid({ p: '26.3' }), c: cloid } });
    expect(await info().openOrders({ user })).toMatchObject([
      { oid: 2, limitPx: '26.4' },
      { oid: 3, limitPx: '26.3', cloid },
    ]);
    const modifies = [{ oid: 2, order: bid({ p: '26.2' }) }];
    const { response } = await client.batchModify({ modifies });
    expect(response.data.statuses).toEqual([{ resting: { oid: 4 } }]);
    await expect(client.modify({ oid: 2, order: bid() })).rejects.toThrow(
      'Cannot modify canceled or filled order asset=3',
    );
    const statuses = (await info().historicalOrders({ user })).map((order) => order.status);
    expect(statuses).toEqual(['open', 'open', 'canceled', 'canceled']);
  });

  it('trades isolated, gives the position margin, and buys actions', async () => {
    const client = exchange();
    await client.updateLeverage({ asset: HYPE, isCross: false, leverage: 5 });
    await client.order({ orders: [bid({ p: '27.5', tif: 'Ioc' })] });
    await client.updateIsolatedMargin({ asset: HYPE, isBuy: true, ntli: 10_000_000 });
    const { assetPositions, crossMarginSummary } = await info().clearinghouseState({ user });
    // 2 × 27.01 / 5 + 10, and the mark a cent below
    expect(assetPositions[0]?.position).toMatchObject({
      leverage: { type: 'isolated', value: 5, rawUsd: '-33.216' },
      marginUsed: '20.784',
      positionValue: '54',
    });
    expect(crossMarginSummary).toMatchObject({ accountValue: '376.661691', totalMarginUsed: '0' });
    await client.reserveRequestWeight({ weight: 100 });
    const limit = await info().userRateLimit({ user });
    expect(limit).toMatchObject({ nRequestsCap: 10_154, nRequestsUsed: 4 });
  });

  it('names a builder, and is told of funding, trades, agents and the spot market', async () => {
    const builder = { b: `0x${'b'.repeat(40)}`, f: 10 } as const;
    const placed = await exchange().order({ orders: [bid()], builder });
    expect(placed.response.data.statuses).toEqual([{ resting: { oid: 1 } }]);
    await test.play(tradeOf(startMs, 'buy', '27.01', 1));
    expect(await info().recentTrades({ coin: 'HYPE' })).toMatchObject([{ px: '27.01', sz: '1' }]);
    const hour = (Math.floor(startMs / 3_600_000) + 1) * 3_600_000;
    test.clock.advance(hour + 1 - startMs);
    await test.play(contextOf(hour + 1, '27'));
    expect(await info().fundingHistory({ coin: 'HYPE', startTime: startMs })).toEqual([
      { coin: 'HYPE', fundingRate: '0.0000125', premium: '0', time: hour },
    ]);
    expect(await info().extraAgents({ user })).toEqual([]);
    expect((await info().spotMeta()).universe).toEqual([]);
    expect(await info().spotClearinghouseState({ user })).toEqual({ balances: [] });
    expect(await info().perpDexs()).toEqual([null]);
  });

  it('is refused in words that it understands', async () => {
    const byStranger = exchange(STRANGER_KEY).order({ orders: [bid()] });
    await expect(byStranger).rejects.toThrow('does not exist.');
    const tooSmall = exchange().order({ orders: [bid({ s: '0.1' })] });
    await expect(tooSmall).rejects.toThrow('Order must have minimum value of $10. asset=3');
    const late = exchange().order({ orders: [bid()] }, { expiresAfter: 1 });
    await expect(late).rejects.toThrow(ApiRequestError);
  });
});

describe('an independent client over WebSocket', () => {
  it('subscribes and hears the market', async () => {
    const client = new SubscriptionClient({ transport: sockets });
    const heard: string[] = [];
    const tell = (name: string) => () => heard.push(name);
    await client.bbo({ coin: 'HYPE' }, tell('bbo'));
    await client.l2Book({ coin: 'HYPE' }, tell('l2Book'));
    await client.trades({ coin: 'HYPE' }, tell('trades'));
    await client.activeAssetCtx({ coin: 'HYPE' }, tell('activeAssetCtx'));
    await client.allMids(tell('allMids'));
    await until(() => heard.length >= 4);
    expect(heard.toSorted()).toEqual(['activeAssetCtx', 'allMids', 'bbo', 'l2Book']);
    await test.play(tradeOf(startMs, 'buy', '27.01', 1), bookOf(startMs, '26.98', '27.02'));
    await until(() => heard.length >= 6);
    expect(heard.slice(4)).toEqual(['trades', 'bbo']);
  });

  it('trades by posts and hears of its orders, fills and state', async () => {
    const client = new SubscriptionClient({ transport: sockets });
    const statuses: string[] = [];
    const fills: number[] = [];
    const positions: string[] = [];
    await client.orderUpdates({ user }, (updates) =>
      updates.forEach(({ status }) => statuses.push(status)),
    );
    await client.userFills({ user }, (event) => fills.push(event.fills.length));
    await client.clearinghouseState({ user }, (event) =>
      positions.push(event.clearinghouseState.assetPositions[0]?.position.szi ?? '0'),
    );
    await client.openOrders({ user }, () => undefined);
    const placed = await exchange(AGENT_KEY, sockets).order({ orders: [bid()] });
    expect(placed.response.data.statuses).toEqual([{ resting: { oid: 1 } }]);
    await test.play(tradeOf(startMs, 'sell', '26', 10));
    test.clock.advance(1_000);
    await until(() => positions.includes('2'));
    expect(statuses).toEqual(['open', 'filled']);
    expect(fills).toEqual([0, 1]);
    expect(await new InfoClient({ transport: sockets }).openOrders({ user })).toEqual([]);
  });

  it('is told that a stream does not exist', async () => {
    const client = new SubscriptionClient({ transport: sockets });
    const subscribed = client.bbo({ coin: 'NOPE' }, () => undefined);
    await expect(subscribed).rejects.toThrow('Invalid subscription');
  });
});
