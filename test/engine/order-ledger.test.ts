import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  acceptOrder,
  addOrder,
  closeOrder,
  EMPTY_LEDGER,
  fillOrder,
  isMissingFills,
  loseAnswers,
  loseOrder,
  markCancelSent,
  needsCancel,
  type OrderLedger,
  removeOrder,
  settleOrders,
  SNAPSHOT_MARGIN_MS,
  UNANSWERED_MS,
} from '../../src/engine/order-ledger.js';
import type { Fill, OpenOrder } from '../../src/market/index.js';

const ID = '0x0123456789abcdef0000000000000000';

function sent(at = 0, purpose: 'quote' | 'flatten' = 'quote'): OrderLedger {
  const order = {
    coin: 'HYPE',
    side: 'buy',
    price: decimal(27),
    size: decimal(10),
    timeInForce: 'post-only',
    reduceOnly: false,
    clientOrderId: ID,
  } as const;
  return addOrder(EMPTY_LEDGER, order, purpose, at);
}

function fill(size: number, clientOrderId: string | null = null): Fill {
  return {
    tradeId: 1,
    orderId: 7,
    clientOrderId,
    coin: 'HYPE',
    side: 'buy',
    price: decimal(27),
    size: decimal(size),
    fee: decimal(0),
    closedPnl: decimal(0),
    liquidity: 'maker',
    startPosition: decimal(0),
    isLiquidation: false,
    time: 0,
  };
}

function open(change: Partial<OpenOrder> = {}): OpenOrder {
  return {
    coin: 'HYPE',
    side: 'buy',
    price: decimal(27),
    size: decimal(10),
    originalSize: decimal(10),
    reduceOnly: false,
    orderId: 7,
    clientOrderId: ID,
    placedAt: 0,
    ...change,
  };
}

const settle = (ledger: OrderLedger, listed: readonly OpenOrder[], at: number): OrderLedger =>
  settleOrders(ledger, listed, at, ['ffffffffffffffff', ID.slice(2, 18)]);
const accepted = (): OrderLedger => acceptOrder(sent(), { clientOrderId: ID, orderId: 7 }, 1);
const left = (ledger: OrderLedger): string[] =>
  ledger.orders.map((order) => `${order.status} ${order.size}`);
const begin = (ledger: OrderLedger): string[] =>
  left(acceptOrder(ledger, { clientOrderId: ID, orderId: 7 }, 4));

describe('the order ledger', () => {
  it('counts an order from the moment it is sent', () => {
    expect(left(sent())).toEqual(['inFlight 10']);
    expect(left(accepted())).toEqual(['resting 10']);
  });

  it('takes off what fills, and drops an order that is filled whole', () => {
    expect(left(fillOrder(accepted(), fill(4), 2))).toEqual(['resting 6']);
    expect(left(fillOrder(accepted(), fill(10), 2))).toEqual([]);
  });

  it('takes off a fill that came before the order had its number', () => {
    const early = fillOrder(sent(), fill(4), 1);
    expect(left(early)).toEqual(['inFlight 10']);
    expect(left(acceptOrder(early, { clientOrderId: ID, orderId: 7 }, 2))).toEqual(['resting 6']);
    const whole = fillOrder(sent(), fill(10), 1);
    expect(left(acceptOrder(whole, { clientOrderId: ID, orderId: 7 }, 2))).toEqual([]);
  });

  it('drops what is rejected or cancelled', () => {
    expect(left(removeOrder(sent(), { clientOrderId: ID, orderId: null }))).toEqual([]);
    const closed = { orderId: 7, clientOrderId: null, status: 'canceled' };
    expect(left(closeOrder(accepted(), closed, 2))).toEqual([]);
  });

  it('keeps counting a filled order until its fills are in, and says when they are late', () => {
    const closing = closeOrder(
      accepted(),
      { orderId: 7, clientOrderId: null, status: 'filled' },
      2,
    );
    expect(left(closing)).toEqual(['closing 10']);
    expect(isMissingFills(closing, 5_000)).toBe(false);
    expect(isMissingFills(closing, 5_003)).toBe(true);
    expect(left(fillOrder(closing, fill(10), 3))).toEqual([]);
  });

  it('keeps counting what of a cancelled order has filled by the venue until its fills are in', () => {
    const ids = { orderId: 7, clientOrderId: null, status: 'canceled' };
    const part = closeOrder(fillOrder(accepted(), fill(2), 2), { ...ids, unfilled: decimal(3) }, 3);
    expect(left(part)).toEqual(['closing 5']);
    expect(isMissingFills(part, 5_004)).toBe(true);
    expect(left(fillOrder(part, fill(4), 4))).toEqual(['closing 1']);
    expect(left(fillOrder(part, fill(5), 4))).toEqual([]);
    const told = closeOrder(fillOrder(accepted(), fill(7), 2), { ...ids, unfilled: decimal(3) }, 3);
    expect(left(told)).toEqual([]);
    expect(left(closeOrder(part, { ...ids, unfilled: decimal(3) }, 4))).toEqual(['closing 5']);
    expect(left(settle(part, [], 3 + SNAPSHOT_MARGIN_MS))).toEqual([]);
  });

  it('keeps all of a cancelled order until the venue says how much of it never fills', () => {
    const ids = { orderId: 7, clientOrderId: null, status: 'canceled' };
    const replied = closeOrder(accepted(), { ...ids, unfilled: null }, 2);
    expect(left(replied)).toEqual(['cancelled 10']);
    expect(isMissingFills(replied, 5_003)).toBe(true);
    expect(left(acceptOrder(replied, { clientOrderId: ID, orderId: 7 }, 3))).toEqual([
      'cancelled 10',
    ]);
    expect(left(settle(replied, [open()], 3))).toEqual(['cancelled 10']);
    expect(replied.orders.map((order) => needsCancel(order, 60_000))).toEqual([false]);
    const filled = fillOrder(replied, fill(4), 3);
    expect(left(filled)).toEqual(['cancelled 6']);
    expect(left(closeOrder(filled, { ...ids, unfilled: decimal(6) }, 4))).toEqual([]);
    expect(left(closeOrder(filled, { ...ids, unfilled: decimal(5) }, 4))).toEqual(['closing 1']);
    expect(left(loseAnswers(filled, 4))).toEqual(['closing 6']);
    expect(left(settle(filled, [], 2 + SNAPSHOT_MARGIN_MS))).toEqual([]);
  });

  it('waits for the fills of an order whose cancelling was told before its beginning', () => {
    const nameless = { orderId: 7, clientOrderId: null, status: 'canceled' };
    const untold = closeOrder(sent(), { ...nameless, unfilled: null }, 2);
    expect(begin(untold)).toEqual(['cancelled 10']);
    expect(begin(closeOrder(untold, { ...nameless, unfilled: decimal(6) }, 3))).toEqual([
      'closing 4',
    ]);
    const early = fillOrder(sent(), fill(4), 1);
    expect(begin(closeOrder(early, { ...nameless, unfilled: decimal(6) }, 3))).toEqual([]);
  });

  it('keeps an order of unknown outcome until it can come no more and no snapshot lists it', () => {
    const lost = loseOrder(sent(1_000), ID);
    expect(left(lost)).toEqual(['unknown 10']);
    expect(left(settle(lost, [], 1_000 + UNANSWERED_MS - 1))).toEqual(['unknown 10']);
    expect(left(settle(lost, [], 1_000 + UNANSWERED_MS))).toEqual([]);
    expect(left(settle(lost, [open()], 1_500))).toEqual(['resting 10']);
  });

  it('does not wait so long for an exit, which never rests', () => {
    const lost = loseOrder(sent(1_000, 'flatten'), ID);
    expect(left(settle(lost, [], 1_000 + SNAPSHOT_MARGIN_MS - 1))).toEqual(['unknown 10']);
    expect(left(settle(lost, [], 1_000 + SNAPSHOT_MARGIN_MS))).toEqual([]);
  });

  it('never lets a snapshot drop an order whose reply may still come', () => {
    expect(left(settle(sent(0), [], 29_999))).toEqual(['inFlight 10']);
    expect(left(settle(sent(0), [], 30_000))).toEqual([]);
  });

  it('does not bring back an order that closed after the snapshot was taken', () => {
    const closed = closeOrder(accepted(), { orderId: 7, clientOrderId: ID, status: 'canceled' }, 2);
    expect(left(settle(closed, [open()], 3))).toEqual([]);
  });

  it('drops an order whose end was told before its beginning', () => {
    const closed = closeOrder(sent(), { orderId: 7, clientOrderId: null, status: 'canceled' }, 2);
    expect(left(closed)).toEqual(['inFlight 10']);
    expect(left(acceptOrder(closed, { clientOrderId: ID, orderId: 7 }, 3))).toEqual([]);
  });

  it('waits for the fills of an order whose filling was told before its beginning', () => {
    const filled = { orderId: 7, status: 'filled' };
    const start = { clientOrderId: ID, orderId: 7 };
    const nameless = closeOrder(sent(), { ...filled, clientOrderId: null }, 2);
    const named = closeOrder(sent(), { ...filled, clientOrderId: ID }, 2);
    for (const closed of [nameless, named]) {
      const begun = acceptOrder(closed, start, 3);
      expect(left(begun)).toEqual(['closing 10']);
      expect(isMissingFills(begun, 5_003)).toBe(true);
      expect(left(fillOrder(begun, fill(10), 4))).toEqual([]);
    }
    const early = closeOrder(fillOrder(sent(), fill(10), 1), { ...filled, clientOrderId: null }, 2);
    expect(left(acceptOrder(early, start, 3))).toEqual([]);
  });

  it('takes in quotes of an earlier run, and all else as foreign, client id or not', () => {
    const byHand = open({ orderId: 8, clientOrderId: null });
    const ofAnotherBot = open({ orderId: 9, clientOrderId: `0x${'1'.repeat(32)}` });
    const { orders } = settle(EMPTY_LEDGER, [open(), byHand, ofAnotherBot], 3);
    expect(orders.map(({ purpose }) => purpose)).toEqual(['quote', 'foreign', 'foreign']);
  });

  it('cancels once, and again only when the first was not confirmed in time', () => {
    const [order] = markCancelSent(accepted(), { orderId: 7, clientOrderId: null }, 10).orders;
    expect(order && needsCancel(order, 11)).toBe(false);
    expect(order && needsCancel(order, 3_010)).toBe(true);
  });

  it('forgets an unconfirmed cancel when a snapshot still lists the order', () => {
    const cancelled = markCancelSent(accepted(), { orderId: 7, clientOrderId: null }, 10);
    const [order] = settle(cancelled, [open()], 10 + SNAPSHOT_MARGIN_MS).orders;
    expect(order?.cancelAt).toBeNull();
  });
});
