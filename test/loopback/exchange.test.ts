import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  act,
  AGENT_KEY,
  askInfo,
  bookOf,
  contextOf,
  freshNonce,
  HYPE,
  MASTER,
  MASTER_KEY,
  openTestVenue,
  orderAction,
  post,
  signed,
  STRANGER_KEY,
  START_MS,
  type TestVenue,
  wireOrder,
} from './loopback-fixture.js';

let test: TestVenue;
beforeEach(async () => {
  test = await openTestVenue();
});
afterEach(() => test.close());

const statuses = (...entries: readonly unknown[]) => ({
  status: 'ok',
  response: { type: 'order', data: { statuses: entries } },
});
const cancelStatuses = (...entries: readonly unknown[]) => ({
  status: 'ok',
  response: { type: 'cancel', data: { statuses: entries } },
});
const refused = (response: string) => ({ status: 'err', response });
const done = { status: 'ok', response: { type: 'default' } };
const strangerAddress = /^User or API Wallet 0x[0-9a-f]{40} does not exist\.$/;

const leverageTo = (leverage: number) => ({
  type: 'updateLeverage',
  asset: HYPE,
  isCross: true,
  leverage,
});

const inMs = (durationMs: number) => ({
  type: 'scheduleCancel',
  time: test.clock.nowMs() + durationMs,
});

function signedWith(order: object): object {
  return signed({ type: 'order', orders: [order], grouping: 'na' }, START_MS, {
    privateKey: AGENT_KEY,
  });
}

describe('who may act', () => {
  it('takes an action that the agent signed, and one that the account itself signed', async () => {
    expect(await act(test, orderAction({}))).toEqual(statuses({ resting: { oid: 1 } }));
    const byMaster = await act(test, orderAction({}), { privateKey: MASTER_KEY });
    expect(byMaster).toEqual(statuses({ resting: { oid: 2 } }));
  });

  it('does not know the signer of an action signed by an unknown key', async () => {
    const reply = await act(test, orderAction({}), { privateKey: STRANGER_KEY });
    expect(reply).toMatchObject({
      status: 'err',
      response: expect.stringMatching(strangerAddress),
    });
  });

  it('does not know the signer of an action signed for the other network', async () => {
    const reply = await act(test, orderAction({}), { network: 'mainnet' });
    expect(reply).toMatchObject({
      status: 'err',
      response: expect.stringMatching(strangerAddress),
    });
  });

  it('does not know the signer where the action was changed after signing', async () => {
    const body = {
      ...signed(orderAction({ size: '1' }), START_MS),
      action: orderAction({ size: '2' }),
    };
    const reply = JSON.parse((await post(`${test.venue.url}/exchange`, body)).text);
    expect(reply.response).toMatch(strangerAddress);
    expect(test.venue.exchange.openOrders(MASTER)).toEqual([]);
  });

  it('says so where a signature belongs to no key', async () => {
    const signature = { r: `0x${'0'.repeat(64)}`, s: `0x${'0'.repeat(64)}`, v: 27 };
    const body = { ...signed(orderAction({}), START_MS), signature };
    const reply = JSON.parse((await post(`${test.venue.url}/exchange`, body)).text);
    expect(reply).toEqual(refused('Unable to recover signer'));
  });

  it('refuses to act for a vault', async () => {
    const vaultAddress = `0x${'ab'.repeat(20)}`;
    expect(await act(test, orderAction({}), { vaultAddress })).toEqual(
      refused(`Vault not registered: ${vaultAddress}`),
    );
  });
});

describe('when an action is fresh', () => {
  it('refuses a nonce that was used, and does the action once', async () => {
    const nonce = freshNonce(START_MS);
    await act(test, orderAction({}), { nonce });
    expect(await act(test, orderAction({}), { nonce })).toEqual(
      refused(`Invalid nonce: duplicate nonce ${nonce}`),
    );
    expect(test.venue.exchange.openOrders(MASTER)).toHaveLength(1);
  });

  it('takes nonces out of order, and refuses one older than two days', async () => {
    expect(await act(test, { type: 'noop' }, { nonce: START_MS + 50 })).toEqual(done);
    expect(await act(test, { type: 'noop' }, { nonce: START_MS + 20 })).toEqual(done);
    const old = START_MS - 2 * 86_400_000 - 1;
    expect(await act(test, { type: 'noop' }, { nonce: old })).toEqual(
      refused(`Invalid nonce: nonce too low ${old} < ${START_MS - 2 * 86_400_000}`),
    );
  });

  it('refuses an action whose time is over', async () => {
    const expiresAfter = START_MS - 1;
    expect(await act(test, orderAction({}), { expiresAfter })).toEqual(
      refused('Action already expired'),
    );
    expect(await act(test, orderAction({}), { expiresAfter: START_MS + 1000 })).toEqual(
      statuses({ resting: { oid: 1 } }),
    );
  });

  it('refuses more than 200 items in one action', async () => {
    const many = orderAction(...Array.from({ length: 201 }, () => ({})));
    expect(await act(test, many)).toEqual(refused('Signed action over weight limit of 200.'));
    expect(test.venue.exchange.openOrders(MASTER)).toEqual([]);
  });
});

describe('orders', () => {
  const rejections: readonly [string, object, string][] = [
    ['below $10', { size: '0.3' }, 'Order must have minimum value of $10. asset=3'],
    ['beyond the margin', { size: '200' }, 'Insufficient margin to place order. asset=3'],
    [
      'post-only across the book',
      { price: '27.01' },
      'Post only order would have immediately matched, bbo was 26.99@27.01. asset=3',
    ],
    [
      'IOC without a match',
      { tif: 'Ioc' },
      'Order could not immediately match against any resting orders. asset=3',
    ],
    [
      'reduce-only without a position',
      { reduceOnly: true },
      'Reduce only order would increase position. asset=3',
    ],
    ['far from the mark', { price: '1', size: '20' }, 'Price too far from oracle asset=3'],
  ];

  it.each(rejections)('rejects an order %s, and only that one', async (_, terms, error) => {
    expect(await act(test, orderAction(terms, {}))).toEqual(
      statuses({ error }, { resting: { oid: 2 } }),
    );
  });

  const batchErrors: readonly [string, object, string][] = [
    ['off the price grid', { price: '26.50001' }, 'Price must be divisible by tick size. asset=3'],
    ['off the size grid', { size: '1.001' }, 'Order has invalid size. asset=3'],
    ['of no size', { size: '0' }, 'Order has zero size. asset=3'],
    ['at no price', { price: '0' }, 'Order has invalid price. asset=3'],
    ['of an unknown asset', { asset: 77 }, 'Order has invalid asset. asset=77'],
  ];

  it.each(batchErrors)('answers a batch with an order %s by one error', async (_, terms, error) => {
    expect(await act(test, orderAction({}, terms))).toEqual(statuses({ error }));
    expect(test.venue.exchange.openOrders(MASTER)).toEqual([]);
  });

  it('says of a void batch for each order what is wrong, where it is set to', async () => {
    await test.close();
    test = await openTestVenue({ batchError: 'each' });
    const error = 'Order has zero size. asset=3';
    expect(await act(test, orderAction({}, { size: '0' }))).toEqual(statuses({ error }, { error }));
    expect(await act(test, orderAction())).toEqual(statuses({ error: 'Orders are empty.' }));
  });

  it.each(['exempt', 'reject'] as const)('may %s a close of all below $10', async (smallClose) => {
    await test.close();
    test = await openTestVenue({ smallClose });
    await act(test, orderAction({ tif: 'Ioc', price: '27.5' }));
    const sell = { isBuy: false, tif: 'Ioc', price: '26.5', reduceOnly: true } as const;
    await act(test, orderAction({ ...sell, size: '0.7' }));
    const reply = await act(test, orderAction({ ...sell, size: '0.3' }));
    expect(reply).toEqual(
      smallClose === 'exempt'
        ? statuses({ filled: { totalSz: '0.3', avgPx: '26.99', oid: 3 } })
        : statuses({ error: 'Order must have minimum value of $10. asset=3' }),
    );
  });

  it.each(['shrink', 'reject'] as const)(
    'may %s a reduce-only order larger than the position',
    async (reduceOnlyOversize) => {
      await test.close();
      test = await openTestVenue({ reduceOnlyOversize });
      await act(test, orderAction({ tif: 'Ioc', price: '27.5' }));
      const sell = { isBuy: false, tif: 'Ioc', price: '26.5', reduceOnly: true } as const;
      expect(await act(test, orderAction({ ...sell, size: '3' }))).toEqual(
        reduceOnlyOversize === 'shrink'
          ? statuses({ filled: { totalSz: '1', avgPx: '26.99', oid: 2 } })
          : statuses({ error: 'Reduce only order would increase position. asset=3' }),
      );
    },
  );

  it('answers an empty batch and a take-profit order by one error', async () => {
    expect(await act(test, orderAction())).toEqual(statuses({ error: 'Orders are empty.' }));
    const trigger = { trigger: { isMarket: true, triggerPx: '30', tpsl: 'tp' } };
    const action = { type: 'order', orders: [{ ...wireOrder(), t: trigger }], grouping: 'na' };
    expect(await act(test, action)).toEqual(
      statuses({ error: 'Of trigger orders this venue supports stops at market only. asset=3' }),
    );
  });

  it('repeats the client order id, and fills what crosses at the price of the book', async () => {
    const cloid = '0x1234567890abcdef1234567890abcdef';
    expect(await act(test, orderAction({ cloid }))).toEqual(
      statuses({ resting: { oid: 1, cloid } }),
    );
    const taken = await act(test, orderAction({ tif: 'Ioc', price: '27.5', size: '2' }));
    expect(taken).toEqual(statuses({ filled: { totalSz: '2', avgPx: '27.01', oid: 2 } }));
  });
});

describe('cancels', () => {
  const missing = {
    error: 'Order was never placed, already canceled, or filled. asset=3',
  };

  it('cancels once, by either id, and says so of what is not there', async () => {
    const cloid = `0x${'c'.repeat(32)}`;
    await act(test, orderAction({}, { cloid }));
    const byOid = {
      type: 'cancel',
      cancels: [
        { a: HYPE, o: 1 },
        { a: HYPE, o: 99 },
      ],
    };
    expect(await act(test, byOid)).toEqual(cancelStatuses('success', missing));
    expect(await act(test, byOid)).toEqual(cancelStatuses(missing, missing));
    const byCloid = { type: 'cancelByCloid', cancels: [{ asset: HYPE, cloid }] };
    expect(await act(test, byCloid)).toEqual(cancelStatuses('success'));
    expect(await act(test, byCloid)).toEqual(cancelStatuses(missing));
    expect(test.venue.exchange.openOrders(MASTER)).toEqual([]);
  });

  it('does not cancel an order under another asset than its own', async () => {
    await act(test, orderAction({}));
    expect(await act(test, { type: 'cancel', cancels: [{ a: 0, o: 1 }] })).toEqual(
      cancelStatuses({ error: missing.error.replace('asset=3', 'asset=0') }),
    );
    expect(test.venue.exchange.openOrders(MASTER)).toHaveLength(1);
  });
});

describe('updateLeverage', () => {
  it('sets it, answers the same where nothing changes, and refuses what is not offered', async () => {
    expect(await act(test, leverageTo(5))).toEqual(done);
    expect(await act(test, leverageTo(5))).toEqual(done);
    expect(test.venue.exchange.leverageOf(MASTER, 'HYPE')).toEqual({ value: 5, mode: 'cross' });
    expect(await act(test, leverageTo(11))).toEqual(refused('Invalid leverage value'));
    expect(await act(test, leverageTo(0))).toEqual(refused('Invalid leverage value'));
  });
});

describe("the dead man's switch", () => {
  it('cancels every order at its time, with a status that says so', async () => {
    await act(test, orderAction({}, { isBuy: false, price: '28' }));
    expect(await act(test, inMs(5_000))).toEqual(done);
    test.clock.advance(4_999);
    expect(test.venue.exchange.openOrders(MASTER)).toHaveLength(2);
    test.clock.advance(1);
    expect(test.venue.exchange.openOrders(MASTER)).toEqual([]);
    expect(await askInfo(test.venue, { type: 'orderStatus', user: MASTER, oid: 1 })).toMatchObject({
      order: { status: 'scheduledCancel', statusTimestamp: START_MS + 5_000 },
    });
  });

  it('moves with each call and is taken back by one without a time', async () => {
    await act(test, orderAction({}));
    await act(test, inMs(5_000));
    await act(test, inMs(60_000));
    test.clock.advance(59_999);
    expect(test.venue.exchange.openOrders(MASTER)).toHaveLength(1);
    expect(await act(test, { type: 'scheduleCancel' })).toEqual(done);
    test.clock.advance(60_000);
    expect(test.venue.exchange.openOrders(MASTER)).toHaveLength(1);
  });

  it('refuses a time less than five seconds away', async () => {
    expect(await act(test, inMs(4_999))).toEqual(
      refused('Scheduled cancel time too early, must be at least 5 seconds from now.'),
    );
  });

  it('refuses an eleventh trigger of a day, and not the first of the next', async () => {
    for (let count = 0; count < 10; count += 1) {
      expect(await act(test, inMs(5_000))).toEqual(done);
      test.clock.advance(5_000);
    }
    expect(await act(test, inMs(5_000))).toMatchObject({ status: 'err' });
    test.clock.advance(86_400_000);
    expect(await act(test, inMs(5_000))).toEqual(done);
  });

  it('asks for traded volume where the venue is set to', async () => {
    await test.close();
    test = await openTestVenue({ scheduledCancelVolume: decimal(50) });
    await act(test, orderAction({ tif: 'Ioc', price: '27.5', size: '1' }));
    const words = 'Cannot set scheduled cancel time until enough volume traded.';
    expect(await act(test, inMs(5_000))).toEqual(
      refused(`${words} Required: $50. Traded: $27.01.`),
    );
    await act(test, orderAction({ tif: 'Ioc', price: '27.5', size: '1' }));
    expect(await act(test, inMs(5_000))).toEqual(done);
  });
});

describe('bodies that are no request', () => {
  const bodies: readonly [string, unknown][] = [
    ['no JSON', '{"action":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an unknown action', { ...signed(orderAction({}), START_MS), action: { type: 'withdraw3' } }],
    ['an order whose price is a number', signedWith({ ...wireOrder(), p: 26.5 })],
    ['an action without a signature', { action: orderAction({}), nonce: 1 }],
    ['a nonce of text', { ...signed(orderAction({}), START_MS), nonce: '1' }],
  ];

  it.each(bodies)('are answered 422 in plain text: %s', async (_, body) => {
    const reply = await post(`${test.venue.url}/exchange`, body);
    expect(reply.status).toBe(422);
    expect(reply.type).toMatch(/^text\/plain/);
    expect(reply.text).toMatch(/^Failed to deserialize the JSON body into the target type/);
  });

  it('do not stop the venue', async () => {
    const huge = await post(`${test.venue.url}/exchange`, 'x'.repeat(2 * 1024 * 1024));
    expect(huge.status).toBe(413);
    const get = await fetch(`${test.venue.url}/exchange`);
    expect(get.status).toBe(405);
    expect((await fetch(`${test.venue.url}/elsewhere`)).status).toBe(404);
    expect(await act(test, orderAction({}))).toEqual(statuses({ resting: { oid: 1 } }));
  });
});

describe('the market', () => {
  it('fills a resting order when it comes to its price', async () => {
    await act(test, orderAction({ price: '26.9', size: '2' }));
    await test.play(contextOf(START_MS, '26.8'), bookOf(START_MS, '26.7', '26.8'));
    const account = test.venue.exchange.account(MASTER, START_MS);
    expect(account.positions.map(({ size }) => size.toString())).toEqual(['2']);
  });
});
