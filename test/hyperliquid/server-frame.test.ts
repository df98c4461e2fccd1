import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { encodeClientFrame } from '../../src/hyperliquid/client-frame.js';
import {
  encodeBbo,
  encodeErrorFrame,
  encodeL2Book,
  encodeOrderUpdate,
  encodePong,
  encodeTrades,
  WireError,
} from '../../src/hyperliquid/index.js';
import { checkBbo } from '../../src/hyperliquid/bbo.js';
import { readBbo } from '../../src/hyperliquid/read-bbo.js';
import { decodeServerFrame, type ServerFrame } from '../../src/hyperliquid/server-frame.js';
import frames from './fixtures/frames.json' with { type: 'json' };

const USER = '0x14791697260e4c9a71f18484c9f997b308e59325';

const decodeText = (text: string): ServerFrame =>
  decodeServerFrame(text, { user: USER, nowMs: 1756944000999 });

const decode = (frame: unknown): ServerFrame => decodeText(JSON.stringify(frame));

const market = (event: object) => ({ kind: 'events', events: [{ kind: 'market', event }] });

/** Texts of figures, most of them good; and what is none. */
const figure = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[0-9]{1,9}(\.[0-9]{1,6})?$/) },
  fc.constantFrom<unknown>('0', '0.000', '-1', '1e5', '', '1.', 7, null),
);
const level = fc.oneof(
  { weight: 6, arbitrary: fc.record({ px: figure, sz: figure, n: fc.nat() }) },
  fc.constantFrom<unknown>(null, 'none', [], {}, undefined),
);
const anyBbo = fc.record({
  coin: fc.constantFrom<unknown>('BTC', 'BTC', 'é', '', 7),
  time: fc.oneof({ weight: 6, arbitrary: fc.nat() }, fc.constantFrom<unknown>(-1, 0.5, 2 ** 53)),
  bbo: fc.oneof(
    { weight: 6, arbitrary: fc.tuple(level, level) },
    fc.constantFrom<unknown>([], [null], null),
  ),
});

describe('the quick way to read a top of book', () => {
  it('comes to what the schema comes to, and leaves the rest to it', () => {
    let read = 0;
    fc.assert(
      fc.property(anyBbo, (data) => {
        const quick = readBbo(data);
        const slow = trial(() => checkBbo(data));
        if (quick !== null) read += 1;
        expect(quick).toEqual(slow);
      }),
      { seed: 20261129, numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(200);
  });
});

/** Null where it throws. */
function trial<Result>(run: () => Result): Result | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

describe('a frame of the venue', () => {
  it('tells the top of the book, with null for an empty side', () => {
    const top = {
      kind: 'topChanged',
      at: 1756944000123,
      coin: 'BTC',
      bid: { price: decimal(109000), size: decimal('0.5') },
      ask: null,
    } as const;
    expect(decode(frames.bbo)).toEqual(market(top));
    expect(decode({ channel: 'bbo', data: encodeBbo(top) })).toEqual(market(top));
  });

  it('tells the book', () => {
    const book = {
      kind: 'bookChanged',
      at: 1756944000124,
      coin: 'BTC',
      bids: [
        { price: decimal(109000), size: decimal('0.5') },
        { price: decimal(108999), size: decimal(2) },
      ],
      asks: [{ price: decimal(109001), size: decimal('1.25') }],
    } as const;
    expect(decode(frames.l2Book)).toEqual(market(book));
    expect(decode({ channel: 'l2Book', data: encodeL2Book(book) })).toEqual(market(book));
  });

  it('tells trades by the side of the taker', () => {
    const trade = {
      kind: 'tradePrinted',
      at: 1756944000125,
      coin: 'BTC',
      side: 'sell',
      price: decimal(109000),
      size: decimal('0.00012'),
      tradeId: 745210434703679,
    } as const;
    expect(decode(frames.trades)).toEqual(market(trade));
    expect(decode({ channel: 'trades', data: encodeTrades([trade]) })).toEqual(market(trade));
  });

  it('tells mark, oracle and funding, dated by our clock', () => {
    expect(decode(frames.activeAssetCtx)).toEqual(
      market({
        kind: 'contextChanged',
        at: 1756944000999,
        coin: 'BTC',
        mark: decimal('109005.5'),
        oracle: decimal(109010),
        fundingRate: decimal('-0.0000125'),
      }),
    );
  });

  it('tells what became of an order, in the word of the venue', () => {
    const update = {
      kind: 'orderUpdated',
      coin: 'BTC',
      orderId: 41547028680,
      clientOrderId: null,
      status: 'marginCanceled',
      unfilled: decimal('0.1'),
      time: 1756944000126,
    };
    expect(decode(frames.orderUpdates)).toEqual({ kind: 'events', events: [update] });
    const order = {
      coin: 'BTC',
      side: 'buy',
      price: decimal(108900),
      size: decimal('0.1'),
      originalSize: decimal('0.1'),
      reduceOnly: true,
      orderId: 41547028680,
      clientOrderId: '0x00000000000000000000000000000001',
      placedAt: 1,
    } as const;
    const wire = [encodeOrderUpdate(order, 'marginCanceled', 1756944000126)];
    expect(decode({ channel: 'orderUpdates', data: wire })).toEqual({
      kind: 'events',
      events: [{ ...update, clientOrderId: order.clientOrderId }],
    });
  });

  it('is no event where it answers, greets, or is of a channel nobody asked for', () => {
    expect(decode(frames.userFills)).toEqual({ kind: 'events', events: [] });
    expect(decode(frames.subscriptionResponse)).toEqual({ kind: 'subscribed', key: 'l2Book BTC' });
    expect(decode(frames.unsubscribed)).toEqual({ kind: 'ignored' });
    expect(decode(frames.notification)).toEqual({ kind: 'ignored' });
    expect(decode(frames.pong)).toEqual({ kind: 'pong' });
    expect(decodeText('Websocket connection established.')).toEqual({ kind: 'ignored' });
    expect(decode(frames.error)).toEqual({
      kind: 'refused',
      reason: 'Cannot track more than 10 total users.',
    });
  });

  it('is answered as it was asked', () => {
    expect(decodeText(encodePong())).toEqual({ kind: 'pong' });
    expect(decodeText(encodeErrorFrame('no'))).toEqual({ kind: 'refused', reason: 'no' });
  });

  it.each([
    '',
    '{',
    '[]',
    '{"channel":5}',
    '{"channel":"bbo"}',
    '{"channel":"bbo","data":{"coin":"BTC","time":1,"bbo":[null]}}',
    '{"channel":"bbo","data":{"coin":"BTC","time":1,"bbo":[{"px":"0.0","sz":"1"},null]}}',
    '{"channel":"trades","data":[{"coin":"BTC"}]}',
    '{"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"markPx":null}}}',
    '{"channel":"error","data":{}}',
  ])('is refused by name where it is %s', (text) => {
    expect(() => decodeText(text)).toThrow(WireError);
  });
});

describe('a frame of a client', () => {
  it('is written as the venue wants it', () => {
    const subscription = { type: 'bbo', coin: 'BTC' } as const;
    expect(encodeClientFrame({ method: 'subscribe', subscription })).toBe(
      '{"method":"subscribe","subscription":{"type":"bbo","coin":"BTC"}}',
    );
    expect(encodeClientFrame({ method: 'ping' })).toBe('{"method":"ping"}');
  });
});
