import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { AgentKey, HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import {
  act,
  AGENT,
  AGENT_KEY,
  askInfo,
  contextOf,
  HYPE,
  MASTER,
  openTestVenue,
  orderAction,
  post,
  START_MS,
  STRANGER_KEY,
  type TestVenue,
} from './loopback-fixture.js';

let test: TestVenue;
beforeEach(async () => {
  test = await openTestVenue();
});
afterEach(() => test.close());

const ask = (request: object): Promise<unknown> => askInfo(test.venue, request);

async function sizes(request: object): Promise<unknown> {
  const fills = (await ask({ user: MASTER, ...request })) as { readonly sz: string }[];
  return fills.map(({ sz }) => sz);
}

/** 6,000 USD are 100 contracts of the first level and what is left, of the second. */
function impactOf(first: string, second: string): string {
  const rest = decimal(6_000).minus(decimal(first).times(100)).div(second);
  return decimal(6_000).div(rest.plus(100)).toFixed(8);
}

describe('what is asked of the venue', () => {
  it('gives a universe in which each instrument sits at its asset id', async () => {
    const meta = await ask({ type: 'meta' });
    expect(meta).toMatchObject({
      universe: expect.objectContaining({ 3: expect.objectContaining({ name: 'HYPE' }) }),
      marginTables: expect.arrayContaining([]),
    });
    const venue = new HyperliquidVenue({
      name: 'embedded venue',
      baseUrl: test.venue.url,
      webSocketUrl: test.venue.webSocketUrl,
      network: 'testnet',
      account: MASTER,
      agentKey: AgentKey.parse(AGENT_KEY),
      clock: test.clock,
    });
    expect(await venue.fetchInstruments()).toEqual(referenceInstruments);
    await venue.close();
  });

  it('gives each context in the place of its instrument, null where a book is empty', async () => {
    const [meta, contexts] = (await ask({ type: 'metaAndAssetCtxs' })) as [
      { universe: object[] },
      object[],
    ];
    expect(contexts).toHaveLength(meta.universe.length);
    expect(contexts[HYPE]).toMatchObject({
      markPx: '27',
      oraclePx: '27',
      midPx: '27',
      impactPxs: [impactOf('26.99', '26.98'), impactOf('27.01', '27.02')],
      premium: '0',
    });
    expect(contexts[0]).toMatchObject({ midPx: null, impactPxs: null, premium: null });
  });

  it('gives book, mids and status, and null for a coin that it does not know', async () => {
    expect(await ask({ type: 'l2Book', coin: 'HYPE' })).toMatchObject({
      coin: 'HYPE',
      time: START_MS,
      levels: [
        [{ px: '26.99' }, { px: '26.98', sz: '500', n: 1 }],
        [{ px: '27.01' }, { px: '27.02' }],
      ],
    });
    expect(await ask({ type: 'l2Book', coin: 'NOPE' })).toBeNull();
    expect(await ask({ type: 'allMids' })).toEqual({ HYPE: '27' });
    expect(await ask({ type: 'exchangeStatus' })).toEqual({
      specialStatuses: null,
      time: START_MS,
    });
  });

  it.each([
    ['no JSON', '{"type":'],
    ['no object', '"meta"'],
    ['an unknown type', { type: 'weather' }],
    ['an address that is none', { type: 'clearinghouseState', user: '0x12' }],
    ['a missing user', { type: 'userFills' }],
    ['a start of text', { type: 'userFillsByTime', user: MASTER, startTime: 'now' }],
    ['a book of nine figures', { type: 'l2Book', coin: 'HYPE', nSigFigs: 9 }],
  ])('answers 422 in plain text to %s', async (_, body) => {
    const reply = await post(`${test.venue.url}/info`, body);
    expect(reply).toMatchObject({
      status: 422,
      type: expect.stringMatching(/^text\/plain/),
      text: expect.stringMatching(/^Failed to deserialize the JSON body into the target type/),
    });
  });
});

describe('what is asked of an account', () => {
  it('adds up: value is cash leg plus positions at the mark, margin is value over leverage', async () => {
    await act(test, orderAction({ tif: 'Ioc', price: '27.5', size: '40' }));
    await act(test, orderAction({ price: '26', size: '10' }, { isBuy: false, price: '28' }));
    await test.play(contextOf(START_MS, '27.5'));
    const state = await ask({ type: 'clearinghouseState', user: MASTER });
    // 40 bought at 27.01, marked at 27.5: +19.60; the taker fee is cut to six decimals.
    const equity = 397.49 + 40 * (27.5 - 27.01) - 0.48618;
    expect(state).toMatchObject({
      marginSummary: {
        accountValue: equity.toFixed(5),
        totalNtlPos: '1100',
        totalRawUsd: (equity - 1100).toFixed(5),
        totalMarginUsed: '110',
      },
      crossMaintenanceMarginUsed: '55',
      // The bid reserves 26; the ask closes and reserves nothing.
      withdrawable: (equity - 110 - 26).toFixed(5),
      assetPositions: [
        {
          type: 'oneWay',
          position: {
            coin: 'HYPE',
            szi: '40',
            entryPx: '27.01',
            leverage: { type: 'cross', value: 10 },
            positionValue: '1100',
            unrealizedPnl: '19.6',
            marginUsed: '110',
            maxLeverage: 10,
          },
        },
      ],
      time: START_MS,
    });
  });

  it('lists open orders short and long, oldest first, with what is left of them', async () => {
    const cloid = `0x${'5'.repeat(32)}`;
    await act(test, orderAction({ cloid, size: '2' }, { isBuy: false, price: '28', tif: 'Gtc' }));
    const [basic] = (await ask({ type: 'openOrders', user: MASTER })) as object[];
    expect(basic).toEqual({
      coin: 'HYPE',
      side: 'B',
      limitPx: '26.5',
      sz: '2',
      oid: 1,
      timestamp: START_MS,
      origSz: '2',
      cloid,
    });
    expect(await ask({ type: 'frontendOpenOrders', user: MASTER })).toMatchObject([
      { oid: 1, tif: 'Alo', cloid, reduceOnly: false, orderType: 'Limit', isTrigger: false },
      { oid: 2, tif: 'Gtc', cloid: null, side: 'A' },
    ]);
    const known = { status: 'order', order: { order: { oid: 1 }, status: 'open' } };
    expect(await ask({ type: 'orderStatus', user: MASTER, oid: cloid })).toMatchObject(known);
    expect(await ask({ type: 'orderStatus', user: MASTER, oid: 1 })).toMatchObject(known);
    const unknown = { type: 'orderStatus', user: MASTER, oid: 99 };
    expect(await ask(unknown)).toEqual({ status: 'unknownOid' });
  });

  it('gives fills newest first, and by time oldest first within the window', async () => {
    for (const size of ['1', '2', '3']) {
      await act(test, orderAction({ tif: 'Ioc', price: '27.5', size }));
      test.clock.advance(1_000);
    }
    expect(await sizes({ type: 'userFills' })).toEqual(['3', '2', '1']);
    const byTime = { type: 'userFillsByTime', startTime: START_MS };
    expect(await sizes(byTime)).toEqual(['1', '2', '3']);
    expect(await sizes({ ...byTime, endTime: START_MS + 1_000 })).toEqual(['1', '2']);
    expect(await sizes({ ...byTime, startTime: START_MS + 1_000 })).toEqual(['2', '3']);
    expect(await sizes({ ...byTime, reversed: true })).toEqual(['3', '2', '1']);
  });

  it('tells fees, mode, role, and counts actions and volume', async () => {
    await act(test, orderAction({ tif: 'Ioc', price: '27.5', size: '1' }, {}));
    expect(await ask({ type: 'userFees', user: MASTER })).toMatchObject({
      userCrossRate: '0.00045',
      userAddRate: '0.00015',
    });
    expect(await ask({ type: 'userRateLimit', user: MASTER })).toEqual({
      cumVlm: '27.01',
      nRequestsUsed: 2,
      nRequestsCap: 10_027,
      nRequestsSurplus: 0,
    });
    expect(await ask({ type: 'userAbstraction', user: MASTER })).toBe('disabled');
    expect(await ask({ type: 'userRole', user: AGENT })).toEqual({
      role: 'agent',
      data: { user: MASTER },
    });
  });

  it('tells how much more can be traded, which is how much is then taken', async () => {
    const before = await ask({ type: 'activeAssetData', user: MASTER, coin: 'HYPE' });
    expect(before).toEqual({
      user: MASTER,
      coin: 'HYPE',
      leverage: { type: 'cross', value: 10 },
      // 397.49 · 10 / 27, cut to the lot.
      maxTradeSzs: ['147.21', '147.21'],
      availableToTrade: ['397.49', '397.49'],
      markPx: '27',
    });
    await act(test, orderAction({ price: '26.5', size: '100' }));
    expect(await ask({ type: 'activeAssetData', user: MASTER, coin: 'HYPE' })).toMatchObject({
      availableToTrade: ['132.49', '132.49'],
    });
    expect(await ask({ type: 'activeAssetData', user: MASTER, coin: 'NOPE' })).toBeNull();
  });

  it("answers an agent's address and a stranger's as an empty account", async () => {
    await act(test, orderAction({}, { tif: 'Ioc', price: '27.5' }));
    for (const user of [AGENT, `0x${STRANGER_KEY.slice(-40)}`]) {
      expect(await ask({ type: 'clearinghouseState', user })).toMatchObject({
        marginSummary: { accountValue: '0' },
        assetPositions: [],
        time: START_MS,
      });
      for (const type of ['openOrders', 'frontendOpenOrders', 'userFills']) {
        expect(await ask({ type, user })).toEqual([]);
      }
      expect(await ask({ type: 'orderStatus', user, oid: 1 })).toEqual({ status: 'unknownOid' });
      expect(await ask({ type: 'userRateLimit', user })).toMatchObject({ cumVlm: '0' });
      expect(await ask({ type: 'userFees', user })).toMatchObject({ userCrossRate: '0' });
      expect(await ask({ type: 'activeAssetData', user, coin: 'HYPE' })).toMatchObject({
        maxTradeSzs: ['0', '0'],
      });
    }
  });
});
