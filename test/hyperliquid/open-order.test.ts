import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { encodeOpenOrder, encodeOrderStatus } from '../../src/hyperliquid/index.js';
import { decodeOpenOrders } from '../../src/hyperliquid/open-order.js';
import { decodeOrderStatus } from '../../src/hyperliquid/order-status.js';
import openOrders from './fixtures/frontend-open-orders.json' with { type: 'json' };

describe('frontendOpenOrders', () => {
  it('reads what rests and leaves trigger orders out', () => {
    expect(decodeOpenOrders(openOrders)).toEqual([
      {
        coin: 'HYPE',
        side: 'buy',
        price: decimal('27.1'),
        size: decimal('3.5'),
        originalSize: decimal(5),
        reduceOnly: false,
        orderId: 77747314,
        clientOrderId: '0x06c60000000000000000000000003f5a',
        placedAt: 1755857898644,
      },
      {
        coin: 'HYPE',
        side: 'sell',
        price: decimal('27.4'),
        size: decimal(1),
        originalSize: decimal(1),
        reduceOnly: true,
        orderId: 77747315,
        clientOrderId: null,
        placedAt: 1755857898645,
      },
    ]);
  });

  it('tells a stop at market from what rests, by its trigger', () => {
    const [resting] = decodeOpenOrders(openOrders);
    if (resting === undefined) throw new Error('the fixture holds an order');
    const stop = { ...resting, side: 'sell', reduceOnly: true, triggerPrice: decimal(26) } as const;
    const wire = encodeOpenOrder(stop, 'ioc');
    expect(wire).toMatchObject({
      isTrigger: true,
      orderType: 'Stop Market',
      triggerPx: '26',
      triggerCondition: 'Price below 26',
    });
    expect(decodeOpenOrders(JSON.parse(JSON.stringify([wire])))).toEqual([stop]);
    const other = { ...wire, orderType: 'Take Profit Market' };
    expect(decodeOpenOrders(JSON.parse(JSON.stringify([other])))).toEqual([]);
  });

  it('brings back the orders that were encoded', () => {
    const orders = decodeOpenOrders(openOrders);
    const wire = orders.map((order) => encodeOpenOrder(order, 'post-only'));
    expect(decodeOpenOrders(JSON.parse(JSON.stringify(wire)))).toEqual(orders);
  });

  it.each([{ side: 'X' }, { limitPx: '0.0' }, { sz: '-1' }, { oid: 1.5 }, { cloid: '0x1' }])(
    'refuses a list with an order of %j',
    (change) => {
      expect(() => decodeOpenOrders([{ ...openOrders[1], ...change }])).toThrow(
        /^frontendOpenOrders/,
      );
    },
  );
});

describe('orderStatus', () => {
  const [order] = decodeOpenOrders(openOrders);

  it('hands on the word of the venue, a new one too', () => {
    if (order === undefined) throw new Error('the fixture holds an order');
    const record = {
      order,
      timeInForce: 'gtc',
      status: 'brandNewCanceled',
      statusTime: 9,
    } as const;
    expect(decodeOrderStatus(JSON.parse(JSON.stringify(encodeOrderStatus(record))))).toEqual({
      kind: 'known',
      status: 'brandNewCanceled',
      orderId: 77747314,
    });
  });

  it('says that a record was not found, and no more', () => {
    expect(decodeOrderStatus(encodeOrderStatus(null))).toEqual({ kind: 'notFound' });
    expect(() => decodeOrderStatus({ status: 'later' })).toThrow(/^orderStatus/);
  });
});
