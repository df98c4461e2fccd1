import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { BookLevel } from '../../src/market/index.js';
import { RecentSet } from '../../src/session/recent-set.js';
import { VenueNews } from '../../src/session/venue-news.js';
import type { VenueEvent } from '../../src/venue/index.js';

const CLOID = `0x${'1'.repeat(32)}`;
const order = {
  coin: 'HYPE',
  side: 'buy',
  price: decimal('27.1'),
  size: decimal(4),
  timeInForce: 'post-only',
  reduceOnly: false,
  clientOrderId: CLOID,
} as const;

function updated(
  status: string,
  unfilled: number | null = null,
): Extract<VenueEvent, { kind: 'orderUpdated' }> {
  return {
    kind: 'orderUpdated',
    coin: 'HYPE',
    orderId: 7,
    clientOrderId: CLOID,
    status,
    time: 1,
    unfilled: unfilled === null ? null : decimal(unfilled),
  };
}

describe('news of an order on two channels', () => {
  it('is accepted once, whichever of reply and stream comes first', () => {
    const news = new VenueNews();
    const accepted = { kind: 'orderAccepted', at: 5, clientOrderId: CLOID, orderId: 7 };
    expect(news.fromVenue(updated('open'), 5)).toEqual(accepted);
    expect(news.fromSubmit(order, { kind: 'resting', orderId: 7 }, 6)).toBeNull();
    expect(news.fromVenue(updated('open'), 7)).toBeNull();
  });

  it('is accepted even after it closed, for only that may tell whose end it was', () => {
    const news = new VenueNews();
    const nameless: VenueEvent = { ...updated('canceled'), clientOrderId: null };
    expect(news.fromVenue(nameless, 5)).toMatchObject({ kind: 'orderClosed', clientOrderId: null });
    const accepted = { kind: 'orderAccepted', at: 6, clientOrderId: CLOID, orderId: 7 };
    expect(news.fromSubmit(order, { kind: 'resting', orderId: 7 }, 6)).toEqual(accepted);
    expect(news.fromVenue(updated('open'), 7)).toBeNull();
  });

  it('is closed once, by the reply to the cancel or by the stream', () => {
    const news = new VenueNews();
    const cancel = { coin: 'HYPE', orderId: 7, clientOrderId: CLOID };
    expect(news.fromCancel(cancel, { kind: 'canceled' }, 5)).toMatchObject({
      kind: 'orderClosed',
      status: 'canceled',
    });
    expect(news.fromVenue(updated('canceled'), 6)).toBeNull();
  });

  it('is closed again where the stream says what the reply had left open, once', () => {
    const news = new VenueNews();
    const cancel = { coin: 'HYPE', orderId: 7, clientOrderId: CLOID };
    const replied = news.fromCancel(cancel, { kind: 'canceled' }, 5);
    expect(replied).toMatchObject({ kind: 'orderClosed', unfilled: null });
    const figure = { kind: 'orderClosed', status: 'canceled', unfilled: decimal(1) };
    expect(news.fromVenue(updated('canceled', 1), 6)).toMatchObject(figure);
    expect(news.fromVenue(updated('canceled', 1), 7)).toBeNull();
    const streamFirst = new VenueNews();
    expect(streamFirst.fromVenue(updated('canceled', 1), 6)).toMatchObject(figure);
    expect(streamFirst.fromCancel(cancel, { kind: 'canceled' }, 7)).toBeNull();
  });

  it('says an unknown outcome as such, never as a rejection', () => {
    const news = new VenueNews();
    const unknown = { kind: 'unknown', reason: 'timeout' } as const;
    expect(news.fromSubmit(order, unknown, 5)).toMatchObject({ kind: 'orderOutcomeUnknown' });
    const cancel = { coin: 'HYPE', orderId: 7, clientOrderId: CLOID };
    expect(news.fromCancel(cancel, unknown, 5)).toMatchObject({ kind: 'cancelOutcomeUnknown' });
  });
});

describe('news of the market', () => {
  const level: BookLevel = { price: decimal('27.1'), size: decimal(5) };

  it('takes a book for the top it shows, so that a quiet top does not look stale', () => {
    const news = new VenueNews();
    const book = { kind: 'bookChanged', at: 9, coin: 'HYPE', bids: [level, level], asks: [] };
    expect(news.fromVenue({ kind: 'market', event: book as never }, 10)).toEqual({
      kind: 'topChanged',
      at: 10,
      coin: 'HYPE',
      bid: level,
      ask: null,
      venueTime: 9,
    });
  });

  it('does not go back to a book that is older than the top', () => {
    const news = new VenueNews();
    const top = { kind: 'topChanged', at: 9, coin: 'HYPE', bid: level, ask: null } as const;
    const book = { kind: 'bookChanged', at: 8, coin: 'HYPE', bids: [], asks: [] } as const;
    expect(news.fromVenue({ kind: 'market', event: top }, 10)).not.toBeNull();
    expect(news.fromVenue({ kind: 'market', event: book }, 11)).toBeNull();
  });

  it('leaves snapshots of fills to the reconciliation', () => {
    const fill = {
      tradeId: 1,
      orderId: 7,
      clientOrderId: null,
      coin: 'HYPE',
      side: 'buy',
      price: decimal('27.1'),
      size: decimal(1),
      fee: decimal(0),
      closedPnl: decimal(0),
      liquidity: 'maker',
      startPosition: decimal(0),
      isLiquidation: false,
      time: 1,
    } as const;
    const news = new VenueNews();
    expect(news.fromVenue({ kind: 'fillReceived', fill, isSnapshot: true }, 5)).toBeNull();
    expect(news.fromVenue({ kind: 'fillReceived', fill, isSnapshot: false }, 5)).toEqual({
      kind: 'orderFilled',
      at: 5,
      fill,
    });
  });
});

describe('a set of recent keys', () => {
  it('forgets the oldest beyond its capacity', () => {
    const recent = new RecentSet<number>(2);
    expect([1, 2, 1, 3].map((key) => recent.add(key))).toEqual([true, true, false, true]);
    expect([1, 2, 3].map((key) => recent.has(key))).toEqual([false, true, true]);
  });
});
