import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { batchCancels, batchOrders } from '../../src/hyperliquid/action-batch.js';
import { encodeExchangeRequest } from '../../src/hyperliquid/exchange-request.js';
import {
  addressOfKey,
  decodeExchangeRequest,
  decodeInfoRequest,
  decodeOrder,
  recoverL1Signer,
  signL1Action,
} from '../../src/hyperliquid/index.js';
import type { OrderRequest } from '../../src/market/index.js';

const KEY = `0x${'11'.repeat(32)}`;
const SIGNATURE = { r: '0x1', s: '0x2', v: 27 };

const order = (change: Partial<OrderRequest> = {}): OrderRequest => ({
  coin: 'HYPE',
  side: 'buy',
  price: decimal('27.10'),
  size: decimal('73.00'),
  timeInForce: 'post-only',
  reduceOnly: false,
  clientOrderId: '0x00000000000000000000000000000001',
  ...change,
});

const ASSETS = new Map([
  ['BTC', 0],
  ['HYPE', 3],
]);

describe('a request to the exchange', () => {
  const wireOrder = { a: 3, b: true, p: '27.1', s: '73', r: false, t: { limit: { tif: 'Alo' } } };
  const request = (first: object, rest: object = {}) => ({
    action: { type: 'order', orders: [first], grouping: 'na' },
    nonce: 1,
    signature: SIGNATURE,
    ...rest,
  });

  it('is read in canonical form: key order, decimals and ids as the venue hashes them', () => {
    const sloppy = {
      t: { limit: { tif: 'Alo' } },
      c: '0x0000000000000000000000000000000A',
      s: '73.00',
      p: '27.10',
      r: false,
      b: true,
      a: 3,
      extra: 1,
    };
    const { action } = decodeExchangeRequest(request(sloppy));
    expect(JSON.stringify(action)).toBe(
      JSON.stringify({
        type: 'order',
        orders: [{ ...wireOrder, c: '0x0000000000000000000000000000000a' }],
        grouping: 'na',
      }),
    );
  });

  it('is signed over those bytes, so a sloppy sender becomes somebody else', () => {
    const signer = (first: object): string => {
      const { action, nonce } = request(first);
      const signature = signL1Action({ action, nonce, privateKey: KEY, network: 'testnet' });
      const read = decodeExchangeRequest({ ...request(first), signature });
      return recoverL1Signer({ ...read, network: 'testnet' });
    };
    expect(signer(wireOrder)).toBe(addressOfKey(KEY));
    expect(signer({ ...wireOrder, p: '27.10' })).not.toBe(addressOfKey(KEY));
    const { a, ...others } = wireOrder;
    expect(signer({ ...others, a })).not.toBe(addressOfKey(KEY));
  });

  it.each([
    [{ ...wireOrder, a: -1 }, {}, 'action.orders.0.a'],
    [{ ...wireOrder, p: '1e5' }, {}, 'action.orders.0.p'],
    [{ ...wireOrder, c: '0123' }, {}, 'action.orders.0.c'],
    [wireOrder, { nonce: '1' }, 'nonce'],
    [wireOrder, { signature: { ...SIGNATURE, v: 5 } }, 'signature.v'],
    [wireOrder, { action: { type: 'withdraw3' } }, 'action.type'],
  ])('is refused by field: %j %j', (first, rest, field) => {
    expect(() => decodeExchangeRequest(request(first, rest))).toThrow(
      `exchange request.${field}: `,
    );
  });

  it('leaves absent keys out of the envelope', () => {
    const action = { type: 'scheduleCancel' } as const;
    const bare = { action, nonce: 1, vaultAddress: null, expiresAfter: undefined };
    expect(Object.keys(encodeExchangeRequest(bare, SIGNATURE))).toEqual([
      'action',
      'nonce',
      'signature',
    ]);
  });
});

describe('batches of orders and cancels', () => {
  it('cut 450 post-only orders into actions of at most 200 and keep them from the others', () => {
    const orders = Array.from({ length: 450 }, (_, index) =>
      order({ timeInForce: index === 3 ? 'ioc' : 'post-only' }),
    );
    const batches = batchOrders(orders, ASSETS);
    expect(batches.map(({ positions }) => positions.length)).toEqual([200, 200, 49, 1]);
    expect(batches.at(-1)?.positions).toEqual([3]);
    const everywhere = batches.flatMap(({ positions }) => positions);
    expect(new Set(everywhere).size).toBe(450);
  });

  it('carry an order there and back, and leave out one of an unknown market', () => {
    const [batch] = batchOrders([order({ coin: 'NONE' }), order({ side: 'sell' })], ASSETS);
    expect(batch?.positions).toEqual([1]);
    const body = { action: batch?.action, nonce: 1, signature: SIGNATURE };
    const { action } = decodeExchangeRequest(JSON.parse(JSON.stringify(body)));
    const [wire] = action.type === 'order' ? action.orders : [];
    expect(wire).toMatchObject({ a: 3, p: '27.1', s: '73' });
    expect(wire === undefined ? null : decodeOrder(wire, 'HYPE')).toEqual(order({ side: 'sell' }));
  });

  it('read a take-profit order as none of ours', () => {
    const t = { trigger: { isMarket: true, triggerPx: '103', tpsl: 'tp' as const } };
    expect(decodeOrder({ a: 0, b: true, p: '1', s: '1', r: false, t }, 'BTC')).toBeNull();
  });

  it('send a stop as a trigger at market, and read it back', () => {
    const stop = order({ timeInForce: 'ioc', reduceOnly: true, triggerPrice: decimal('103.50') });
    const action = batchOrders([stop], ASSETS)[0]?.action;
    const [wire] = action?.type === 'order' ? action.orders : [];
    expect(wire?.t).toEqual({ trigger: { isMarket: true, triggerPx: '103.5', tpsl: 'sl' } });
    expect(wire === undefined ? null : decodeOrder(wire, 'HYPE')).toEqual(stop);
  });

  it('cancel by the number of the venue where it is known, else by ours', () => {
    const clientOrderId = '0x00000000000000000000000000000001';
    const batches = batchCancels(
      [
        { coin: 'HYPE', orderId: null, clientOrderId },
        { coin: 'BTC', orderId: 7, clientOrderId },
        { coin: 'BTC', orderId: null, clientOrderId: null },
        { coin: 'NONE', orderId: 8, clientOrderId: null },
      ],
      ASSETS,
    );
    expect(batches).toEqual([
      { positions: [1], action: { type: 'cancel', cancels: [{ a: 0, o: 7 }] } },
      {
        positions: [0],
        action: { type: 'cancelByCloid', cancels: [{ asset: 3, cloid: clientOrderId }] },
      },
    ]);
  });
});

describe('a request for information', () => {
  it('is read with its address in lower case', () => {
    const user = `0x${'AB'.repeat(20)}`;
    expect(decodeInfoRequest({ type: 'userFees', user })).toEqual({
      type: 'userFees',
      user: user.toLowerCase(),
    });
  });

  it.each([{}, { type: 'perpDexs' }, { type: 'userFees' }, { type: 'userFees', user: '0x1' }])(
    'is refused as %j',
    (body) => {
      expect(() => decodeInfoRequest(body)).toThrow(/^info request/);
    },
  );
});
