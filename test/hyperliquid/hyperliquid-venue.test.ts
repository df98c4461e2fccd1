import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  addressOfKey,
  AgentKey,
  decodeExchangeRequest,
  HyperliquidVenue,
  type HyperliquidVenueOptions,
  recoverL1Signer,
} from '../../src/hyperliquid/index.js';
import { SNAPSHOT_MARGIN_MS, UNANSWERED_MS } from '../../src/engine/index.js';
import type { OrderRequest } from '../../src/market/index.js';
import { VenueError } from '../../src/venue/index.js';
import rows from './fixtures/user-fills.json' with { type: 'json' };
import meta from './fixtures/meta.json' with { type: 'json' };
import { type Answer, ScriptedServer } from './scripted-server.js';

const KEY = '0x0123456789012345678901234567890123456789012345678901234567890123';
const ACCOUNT = '0x00000000000000000000000000000000000000AA';
const NOW = 1756944000000;
const TIMEOUT_MS = 400;

let server: ScriptedServer;
let venue: HyperliquidVenue;

function venueWith(options: Partial<HyperliquidVenueOptions> = {}): HyperliquidVenue {
  return new HyperliquidVenue({
    name: 'scripted venue',
    baseUrl: server.baseUrl,
    webSocketUrl: server.webSocketUrl,
    network: 'testnet',
    account: ACCOUNT,
    agentKey: AgentKey.parse(KEY),
    clock: { nowMs: () => NOW, callAt: () => () => {} },
    requestTimeoutMs: TIMEOUT_MS,
    ...options,
  });
}

beforeEach(async () => {
  server = new ScriptedServer();
  server.info = () => ({ body: meta });
  await server.start();
  venue = venueWith();
});

afterEach(async () => {
  await venue.close();
  await server.stop();
});

const order = (change: Partial<OrderRequest> = {}): OrderRequest => ({
  coin: 'HYPE',
  side: 'buy',
  price: decimal('27.1'),
  size: decimal(73),
  timeInForce: 'post-only',
  reduceOnly: false,
  clientOrderId: '0x00000000000000000000000000000001',
  ...change,
});

const cancelOf = (orderId: number) => ({ coin: 'HYPE', orderId, clientOrderId: null });

const statuses = (type: string, list: unknown[]): Answer => ({
  body: { status: 'ok', response: { type, data: { statuses: list } } },
});

const resting = (oid: number) => ({ resting: { oid } });

describe('submitting orders', () => {
  it('signs as the agent, dates with the clock and lets the action expire', async () => {
    server.exchange = () => statuses('order', [resting(5)]);
    expect(await venue.submit([order()])).toEqual([{ kind: 'resting', orderId: 5 }]);
    const request = decodeExchangeRequest(server.exchangeBodies[0]);
    expect(request.nonce).toBe(NOW);
    expect(request.expiresAfter).toBe(NOW + 15_000);
    expect(recoverL1Signer({ ...request, network: 'testnet' })).toBe(addressOfKey(KEY));
    expect(request.action).toMatchObject({ type: 'order', orders: [{ a: 3, p: '27.1', s: '73' }] });
  });

  it('signs for the sub-account where one is traded', async () => {
    await venue.close();
    venue = venueWith({ vaultAddress: ACCOUNT });
    await venue.scheduleCancel(NOW + 60_000);
    const request = decodeExchangeRequest(server.exchangeBodies[0]);
    expect(request.vaultAddress).toBe(ACCOUNT.toLowerCase());
    expect(recoverL1Signer({ ...request, network: 'testnet' })).toBe(addressOfKey(KEY));
  });

  it('gives outcomes in the order of the orders, though kinds travel apart', async () => {
    server.exchange = (body) => {
      const { action } = decodeExchangeRequest(body);
      const orders = action.type === 'order' ? action.orders : [];
      return statuses(
        'order',
        orders.map(({ s }) => (s === '9' ? { error: 'no' } : resting(Number(s)))),
      );
    };
    const sizes = [3, 1, 9, 2].map((size, index) =>
      order({ size: decimal(size), timeInForce: index % 2 === 0 ? 'ioc' : 'post-only' }),
    );
    expect(await venue.submit([...sizes, order({ coin: 'MATIC' })])).toEqual([
      { kind: 'resting', orderId: 3 },
      { kind: 'resting', orderId: 1 },
      { kind: 'rejected', reason: 'no' },
      { kind: 'resting', orderId: 2 },
      { kind: 'rejected', reason: 'not sent: the venue lists no market `MATIC`' },
    ]);
    expect(server.exchangeBodies.map((body) => body['nonce']).sort()).toEqual([NOW, NOW + 1]);
  });

  it('sends 450 orders as three actions', async () => {
    server.exchange = (body) => {
      const { action } = decodeExchangeRequest(body);
      return statuses('order', action.type === 'order' ? action.orders.map(() => resting(1)) : []);
    };
    const outcomes = await venue.submit(Array.from({ length: 450 }, () => order()));
    expect(outcomes.every((outcome) => outcome.kind === 'resting')).toBe(true);
    expect(server.exchangeBodies).toHaveLength(3);
  });

  it.each<[string, Answer, 'rejected' | 'unknown', RegExp]>([
    ['no answer comes', 'never', 'unknown', /^no answer within 400 ms$/],
    ['the connection breaks', 'drop', 'unknown', /socket hang up|ECONNRESET/],
    [
      'the gateway fails',
      { status: 502, text: 'Bad Gateway' },
      'unknown',
      /^HTTP 502 Bad Gateway$/,
    ],
    ['the answer is no JSON', { text: '<html>' }, 'unknown', /not understood/],
    ['the answer is of another shape', { body: { ok: true } }, 'unknown', /not understood/],
    ['a status is missing', statuses('order', [resting(1)]), 'unknown', /1 statuses to 2/],
    ['the rate limit is hit', { status: 429, text: '' }, 'rejected', /^HTTP 429$/],
    ['the body is refused', { status: 422, text: 'Failed to' }, 'rejected', /^HTTP 422 Failed to/],
    [
      'the signer is not known',
      { body: { status: 'err', response: 'User or API Wallet 0x1 does not exist.' } },
      'rejected',
      /does not exist/,
    ],
    ['one error stands for all', statuses('order', [{ error: 'tick' }]), 'rejected', /^tick$/],
  ])('where %s, calls every order of the batch so', async (_, answer, kind, reason) => {
    await venue.fetchInstruments();
    server.exchange = () => answer;
    const outcomes = await venue.submit([order(), order()]);
    expect(outcomes).toHaveLength(2);
    for (const outcome of outcomes) {
      expect(outcome).toEqual({ kind, reason: expect.stringMatching(reason) as string });
    }
    expect(server.exchangeBodies).toHaveLength(1);
    expect(venue.requestsInFlight()).toBe(0);
  });

  it('rejects where nobody listens: what was never sent does not live', async () => {
    await venue.fetchInstruments();
    await server.stop();
    // On a connection that is still believed in, the order may have arrived.
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    const [outcome] = await venue.submit([order()]);
    expect(outcome).toEqual({
      kind: 'rejected',
      reason: expect.stringMatching(/^not sent: .*ECONNREFUSED/) as string,
    });
    await server.start();
  });

  it('rejects where the markets cannot be listed', async () => {
    server.info = () => ({ status: 500, text: 'down' });
    const rejected = { kind: 'rejected', reason: 'not sent: meta: HTTP 500 down' };
    expect(await venue.submit([order()])).toEqual([rejected]);
    expect(await venue.cancel([cancelOf(1)])).toEqual([rejected]);
    expect(server.exchangeBodies).toEqual([]);
  });
});

describe('cancelling and other actions', () => {
  it('does not wait behind an order that hangs', async () => {
    await venue.fetchInstruments();
    server.exchange = (body) =>
      decodeExchangeRequest(body).action.type === 'order'
        ? 'never'
        : statuses('cancel', ['success', { error: 'Order was never placed' }]);
    const submitting = venue.submit([order()]);
    expect(await venue.cancel([cancelOf(1), cancelOf(2)])).toEqual([
      { kind: 'canceled' },
      { kind: 'rejected', reason: 'Order was never placed' },
    ]);
    expect(venue.requestsInFlight()).toBe(1);
    expect((await submitting)[0]?.kind).toBe('unknown');
  });

  it('lets no action be executed when the engine has given it up', async () => {
    await venue.fetchInstruments();
    await Promise.all([venue.submit([order()]), venue.cancel([cancelOf(1)])]);
    for (const body of server.exchangeBodies) {
      const { expiresAfter } = decodeExchangeRequest(body);
      expect(expiresAfter).toBeGreaterThan(NOW);
      expect((expiresAfter ?? Infinity) - NOW).toBeLessThanOrEqual(
        UNANSWERED_MS - SNAPSHOT_MARGIN_MS,
      );
    }
  });

  it('has a cancel on the wire before it signs the orders behind it', async () => {
    // Three connections that stay open.
    await Promise.all([1, 2, 3].map(() => venue.fetchInstruments()));
    const seen: string[] = [];
    const made = (): void => void seen.push('made');
    const written = (): void => void seen.push('written');
    subscribe('http.client.request.created', made);
    subscribe('http.client.request.start', written);
    const sent = [venue.cancel([cancelOf(1)]), venue.submit([order()]), venue.submit([order()])];
    expect(venue.requestsInFlight()).toBe(3);
    await Promise.all(sent);
    unsubscribe('http.client.request.created', made);
    unsubscribe('http.client.request.start', written);
    expect(seen.slice(0, 3)).toEqual(['made', 'written', 'made']);
    const types = server.exchangeBodies.map((body) => decodeExchangeRequest(body).action.type);
    expect(types).toEqual(['cancel', 'order', 'order']);
    const nonces = server.exchangeBodies.map((body) => decodeExchangeRequest(body).nonce);
    expect(nonces).toEqual(nonces.toSorted((a, b) => a - b));
  });

  it('sends nothing that waits for its turn once it is closed', async () => {
    await venue.fetchInstruments();
    const sent = [venue.submit([order()]), venue.submit([order()])];
    await venue.close();
    const [first, second] = (await Promise.all(sent)).flat();
    expect(first?.kind).toBe('unknown');
    expect(second).toEqual({ kind: 'rejected', reason: 'not sent: the client was closed' });
    expect(server.exchangeBodies.length).toBeLessThan(2);
  });

  it('rejects a cancel without an id or of an unknown market by itself', async () => {
    const coin = 'HYPE';
    expect(
      await venue.cancel([
        { coin, orderId: null, clientOrderId: null },
        { ...cancelOf(1), coin: 'NONE' },
      ]),
    ).toEqual([
      { kind: 'rejected', reason: 'not sent: no order id' },
      { kind: 'rejected', reason: 'not sent: the venue lists no market `NONE`' },
    ]);
  });

  it('sets leverage, and says why where it was not set', async () => {
    await venue.setLeverage('HYPE', 10, 'cross');
    expect(decodeExchangeRequest(server.exchangeBodies[0]).action).toEqual({
      type: 'updateLeverage',
      asset: 3,
      isCross: true,
      leverage: 10,
    });
    server.exchange = () => ({ body: { status: 'err', response: 'Invalid leverage value' } });
    await expect(venue.setLeverage('HYPE', 99, 'cross')).rejects.toThrow(
      'leverage of HYPE was not set to 99: Invalid leverage value',
    );
    await expect(venue.setLeverage('NONE', 1, 'cross')).rejects.toThrow(VenueError);
  });

  it('sets the dead man switch and takes it back', async () => {
    expect(await venue.scheduleCancel(NOW + 60_000)).toEqual({ kind: 'canceled' });
    expect(await venue.scheduleCancel(null)).toEqual({ kind: 'canceled' });
    expect(server.exchangeBodies.map((body) => body['action'])).toEqual([
      { type: 'scheduleCancel', time: NOW + 60_000 },
      { type: 'scheduleCancel' },
    ]);
    server.exchange = () => 'never';
    expect((await venue.scheduleCancel(NOW)).kind).toBe('unknown');
  });
});

describe('reading', () => {
  it.each<[Answer, boolean, RegExp]>([
    ['never', true, /^userFees: no answer within 400 ms$/],
    ['drop', true, /^userFees: /],
    [{ status: 429, text: '' }, true, /^userFees: HTTP 429$/],
    [{ status: 503, text: 'busy' }, true, /^userFees: HTTP 503 busy$/],
    [{ status: 422, text: 'Failed' }, false, /^userFees: HTTP 422 Failed$/],
    [{ body: {} }, false, /^an answer that is not understood: userFees\.userAddRate: /],
  ])('throws at %j and says whether it may pass', async (answer, retryable, message) => {
    server.info = () => answer;
    const error: unknown = await venue.fetchFeeRates().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VenueError);
    expect(error).toMatchObject({ retryable, message: expect.stringMatching(message) as string });
  });

  it('asks for the account, never for the agent', async () => {
    const users: unknown[] = [];
    server.info = (body) => {
      users.push(body['user']);
      return { status: 422, text: '' };
    };
    const reads = [
      venue.fetchAccount(),
      venue.fetchOpenOrders(),
      venue.fetchAccountMode(),
      venue.fetchOrderStatus(1),
      venue.fetchFillsSince(0),
      venue.fetchActionBudget(),
    ];
    await Promise.allSettled(reads);
    expect(users).toEqual(reads.map(() => ACCOUNT.toLowerCase()));
  });

  it('asks no more than leaves the rest of a minute to cancels and exits', async () => {
    let nowMs = NOW;
    await venue.close();
    venue = venueWith({ clock: { nowMs: () => nowMs, callAt: () => () => {} } });
    let asked = 0;
    server.info = ({ type }) => {
      asked += type === 'meta' ? 0 : 1;
      return { body: type === 'meta' ? meta : { cumVlm: '1', nRequestsUsed: 1, nRequestsCap: 2 } };
    };
    server.exchange = () => ({
      body: { status: 'ok', response: { type: 'cancel', data: { statuses: ['success'] } } },
    });
    const cancel = () => venue.cancel([{ coin: 'HYPE', orderId: 1, clientOrderId: null }]);
    await venue.fetchInstruments();
    for (let each = 0; each < 56; each += 1) await venue.fetchActionBudget();
    expect(asked).toBe(56);
    const refused: unknown = await venue.fetchActionBudget().catch((reason: unknown) => reason);
    expect(refused).toMatchObject({ retryable: true, status: 429 });
    expect(String(refused)).toContain('what is left of the minute is for cancels and exits');
    expect(asked).toBe(56);
    expect(await cancel()).toEqual([{ kind: 'canceled' }]);
    nowMs += 60_001;
    await venue.fetchActionBudget();
    expect(asked).toBe(57);
  });

  it('pages fills through to the end and takes each once', async () => {
    const history = Array.from({ length: 1200 }, (_, index) => ({
      ...rows[1],
      tid: index,
      time: 1000 + Math.floor(index / 3),
    }));
    const starts: unknown[] = [];
    server.info = ({ startTime }) => {
      starts.push(startTime);
      const page = history.filter((row) => row.time >= Number(startTime)).slice(0, 500);
      return { body: page };
    };
    const fills = await venue.fetchFillsSince(1000);
    expect(fills.map((fill) => fill.tradeId)).toEqual(history.map((row) => row.tid));
    expect(starts).toEqual([1000, 1166, 1332]);
  });

  it('gives up on a millisecond with more fills than a page, rather than losing some', async () => {
    const page = Array.from({ length: 500 }, (_, tid) => ({ ...rows[1], tid, time: 1000 }));
    server.info = () => ({ body: page });
    await expect(venue.fetchFillsSince(1000)).rejects.toThrow('more fills in one millisecond');
  });
});

describe('the key of the agent', () => {
  it('is in nothing that a venue shows, says or sends', async () => {
    server.exchange = () => 'drop';
    const outcomes = await venue.submit([order()]);
    const shown = [inspect(venue, { depth: 9, showHidden: true }), JSON.stringify({ venue })];
    shown.push(inspect(outcomes), JSON.stringify(server.exchangeBodies), inspect({ ...venue }));
    for (const text of shown) expect(text).not.toContain(KEY.slice(2, 18));
  });

  it('and every address are checked before anything is sent', () => {
    expect(() => venueWith({ account: '0x12' })).toThrow('`0x12` is no address');
    expect(() => venueWith({ vaultAddress: 'me' })).toThrow('`me` is no address');
    expect(() => venueWith({ baseUrl: 'ftp://host' })).toThrow('is no http or https address');
  });
});
