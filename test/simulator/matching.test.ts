import { describe, expect, it } from 'vitest';
import { decimal, InvariantError } from '../../src/base/index.js';
import type { SimulatedVenue } from '../../src/simulator/index.js';
import {
  bookChanged,
  levels,
  openPosition,
  order,
  OTHER,
  topChanged,
  tradePrinted,
  USER,
  venueAt,
} from './venue-fixture.js';

describe('an arriving order', () => {
  it('takes the visible levels up to its limit and answers the average price', () => {
    const { venue } = venueAt(100_000);
    const request = order({ price: '27.13', size: 150, timeInForce: 'ioc' });
    const result = venue.place(USER, request, 5000);
    // 100 at 27.12 and 50 at 27.13.
    expect(result).toMatchObject({ kind: 'filled', orderId: 1 });
    expect(result.kind === 'filled' && result.averagePrice.toString()).toBe(
      decimal('27.12').times(100).plus('1356.5').div(150).toString(),
    );
    expect(venue.fills(USER, 0, 9e9).map((fill) => `${fill.size}@${fill.price}`)).toEqual([
      '100@27.12',
      '50@27.13',
    ]);
    expect(venue.fills(USER, 0, 9e9).every((fill) => fill.liquidity === 'taker')).toBe(true);
  });

  it('rests what is left of a good-till-cancelled order, before everybody at its price', () => {
    const { venue } = venueAt(100_000);
    const request = order({ price: '27.12', size: 130, timeInForce: 'gtc' });
    expect(venue.place(USER, request, 5000)).toEqual({ kind: 'resting', orderId: 1 });
    expect(venue.openOrders(USER)).toMatchObject([{ orderId: 1, originalSize: decimal(130) }]);
    expect(restingSize(venue)).toBe('30');
    venue.applyMarket(tradePrinted('sell', '27.12', 30));
    expect(restingSize(venue)).toBe('none');
  });

  it('cancels what is left of an immediate-or-cancel order and answers the filled part', () => {
    const { venue } = venueAt(100_000);
    const request = order({ price: '27.12', size: 130, timeInForce: 'ioc' });
    const result = venue.place(USER, request, 5000);
    expect(result.kind === 'filled' && result.size.toString()).toBe('100');
    expect(venue.orderRecord(USER, 1)).toMatchObject({ status: 'canceled' });
    expect(venue.openOrders(USER)).toEqual([]);
  });

  it('is refused as immediate-or-cancel where nothing matches', () => {
    const { venue, events } = venueAt(100_000);
    events.length = 0;
    const request = order({ price: '27.11', size: 1, timeInForce: 'ioc' });
    const result = venue.place(USER, request, 5000);
    expect(result).toMatchObject({ kind: 'rejected', reason: 'iocCancelRejected' });
    expect(venue.orderRecord(USER, 1)).toMatchObject({ status: 'iocCancelRejected' });
    expect(events).toEqual([]);
  });

  it('is refused as post-only where it touches the other side, the account own included', () => {
    const { venue } = venueAt(100_000);
    const crossing = venue.place(USER, order({ price: '27.12' }), 5000);
    expect(crossing).toMatchObject({ kind: 'rejected', reason: 'badAloPxRejected' });
    venue.place(USER, order({ price: '27.11' }), 5000);
    const ownCrossing = venue.place(USER, order({ side: 'sell', price: '27.11' }), 5000);
    expect(ownCrossing).toMatchObject({ kind: 'rejected', reason: 'badAloPxRejected' });
  });

  it('does not take the same liquidity twice until the market shows it anew', () => {
    const { venue } = venueAt(100_000);
    const take = () =>
      venue.place(USER, order({ price: '27.12', size: 60, timeInForce: 'ioc' }), 5);
    expect(take()).toMatchObject({ kind: 'filled', size: decimal(60) });
    expect(take()).toMatchObject({ kind: 'filled', size: decimal(40) });
    expect(take()).toMatchObject({ reason: 'iocCancelRejected' });
    // A top that repeats what was shown before brings nothing back, a different one does.
    venue.applyMarket(topChanged('27.10 x 90', '27.12'));
    expect(take()).toMatchObject({ reason: 'iocCancelRejected' });
    venue.applyMarket(topChanged('27.10', '27.12 x 70'));
    expect(take()).toMatchObject({ kind: 'filled', size: decimal(60) });
    venue.applyMarket(bookChanged({}));
    expect(take()).toMatchObject({ kind: 'filled', size: decimal(60) });
  });

  it('cancels the own resting order that it would meet and goes on', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.11', size: 5 }), 5000);
    const request = order({ side: 'sell', price: '27.10', size: 10, timeInForce: 'ioc' });
    const result = venue.place(USER, request, 5001);
    expect(result).toMatchObject({ kind: 'filled', averagePrice: decimal('27.1') });
    expect(venue.orderRecord(USER, 1)).toMatchObject({ status: 'selfTradeCanceled' });
  });

  it('trades with another account that quotes the better price, one fill each', () => {
    const { venue } = venueAt(100_000);
    venue.addAccount(OTHER, decimal(100_000));
    venue.place(OTHER, order({ side: 'sell', price: '27.11', size: 4 }), 5000);
    const request = order({ price: '27.12', size: 10, timeInForce: 'ioc' });
    expect(venue.place(USER, request, 5001)).toMatchObject({ kind: 'filled', size: decimal(10) });
    expect(venue.fills(USER, 0, 9e9).map(describeFill)).toEqual(['4@27.11', '6@27.12']);
    expect(venue.fills(OTHER, 0, 9e9).map(describeFill)).toEqual(['4@27.11']);
    expect(venue.fills(OTHER, 0, 9e9)[0]?.liquidity).toBe('maker');
  });
});

describe('a resting order', () => {
  it('waits until the size shown before it has traded at its price', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.10', size: 10 }), 5000);
    venue.applyMarket(tradePrinted('sell', '27.10', 60));
    expect(restingSize(venue)).toBe('10');
    venue.applyMarket(tradePrinted('sell', '27.10', 44));
    expect(restingSize(venue)).toBe('6');
    venue.applyMarket(tradePrinted('sell', '27.10', 44));
    expect(restingSize(venue)).toBe('none');
    expect(venue.fills(USER, 0, 9e9).map(describeFill)).toEqual(['4@27.1', '6@27.1']);
  });

  it('moves up where the book shows less than its queue, never back', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.10', size: 10 }), 5000);
    venue.applyMarket(topChanged('27.10 x 20', '27.12'));
    venue.applyMarket(topChanged('27.10 x 500', '27.12'));
    venue.applyMarket(tradePrinted('sell', '27.10', 25));
    expect(restingSize(venue)).toBe('5');
  });

  it('has nobody before it at a price better than the book', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.11', size: 10 }), 5000);
    venue.applyMarket(tradePrinted('sell', '27.11', 3));
    expect(restingSize(venue)).toBe('7');
  });

  it('fills without a queue where the market trades through it, by the printed size', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.10', size: 10 }), 5000);
    venue.applyMarket(tradePrinted('sell', '27.09', 4));
    expect(restingSize(venue)).toBe('6');
    expect(venue.fills(USER, 0, 9e9).map(describeFill)).toEqual(['4@27.1']);
  });

  it('is not filled by takers of its own side', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.11', size: 10 }), 5000);
    venue.applyMarket(tradePrinted('buy', '27.11', 100));
    expect(restingSize(venue)).toBe('10');
  });

  it('fills as maker where the other side is shown at its price, by what is shown', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.11', size: 10 }), 5000);
    venue.applyMarket(topChanged('27.09', '27.11 x 4'));
    expect(restingSize(venue)).toBe('6');
    // The same offer shown again was taken already.
    venue.applyMarket(topChanged('27.08', '27.11 x 4'));
    expect(restingSize(venue)).toBe('6');
    venue.applyMarket(topChanged('27.08', '27.10 x 50'));
    expect(restingSize(venue)).toBe('none');
    expect(venue.fills(USER, 0, 9e9).map((fill) => fill.liquidity)).toEqual(['maker', 'maker']);
    expect(venue.fills(USER, 0, 9e9).map(describeFill)).toEqual(['4@27.11', '6@27.11']);
  });

  it('beyond the visible depth fills only when traded through, until the book reaches it', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '26.90', size: 10 }), 5000);
    venue.applyMarket(tradePrinted('sell', '26.90', 5000));
    expect(restingSize(venue)).toBe('10');
    venue.applyMarket(bookChanged({ bids: levels('buy', '26.95', '30') }));
    venue.applyMarket(tradePrinted('sell', '26.90', 33));
    expect(restingSize(venue)).toBe('7');
  });

  it('shares one queue with the account other orders at the price', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.10', size: 10 }), 5000);
    venue.place(USER, order({ price: '27.10', size: 10 }), 5001);
    venue.applyMarket(tradePrinted('sell', '27.10', 115));
    expect(venue.openOrders(USER).map((open) => `${open.orderId}:${open.size}`)).toEqual(['2:5']);
  });

  it('gives priority to price, then to age', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.10', size: 10 }), 5000);
    venue.place(USER, order({ price: '27.11', size: 10 }), 5001);
    venue.applyMarket(tradePrinted('sell', '27.09', 12));
    expect(venue.openOrders(USER).map((open) => `${open.orderId}:${open.size}`)).toEqual(['1:8']);
  });
});

describe('cancels', () => {
  it('take an order off once, by its id or its client order id', () => {
    const { venue, events } = venueAt(100_000);
    const request = order({});
    venue.place(USER, order({}), 5000);
    venue.place(USER, request, 5000);
    events.length = 0;
    expect(venue.cancel(USER, 1, 5001)).toBe(true);
    expect(venue.cancel(USER, 1, 5001)).toBe(false);
    expect(venue.cancelByClientOrderId(USER, 'SOL', request.clientOrderId, 5001)).toBe(false);
    expect(venue.cancelByClientOrderId(USER, 'HYPE', request.clientOrderId, 5001)).toBe(true);
    expect(venue.cancelByClientOrderId(USER, 'HYPE', request.clientOrderId, 5001)).toBe(false);
    expect(events.map((event) => event.kind)).toEqual(['orderUpdated', 'orderUpdated']);
    expect(venue.orderRecord(USER, request.clientOrderId)).toMatchObject({
      status: 'canceled',
      statusTime: 5001,
    });
  });

  it('take all orders off with the status that was asked for', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({}), 5000);
    venue.place(USER, order({ side: 'sell', price: '27.13' }), 5000);
    expect(venue.cancelAll(USER, 5001, 'scheduledCancel')).toBe(2);
    expect(venue.orderRecord(USER, 2)).toMatchObject({ status: 'scheduledCancel' });
    expect(venue.openOrders(USER)).toEqual([]);
  });
});

describe('what the venue remembers', () => {
  it('forgets the oldest ended orders beyond two thousand, never an open one', () => {
    const { venue } = venueAt(100_000);
    venue.place(USER, order({ price: '27.00' }), 5000);
    for (let count = 0; count < 2100; count += 1) {
      const request = order({ price: '26.99' });
      venue.place(USER, request, 5000);
      venue.cancelByClientOrderId(USER, 'HYPE', request.clientOrderId, 5000);
    }
    expect(venue.orderRecord(USER, 1)).toMatchObject({ status: 'open' });
    expect(venue.orderRecord(USER, 2)).toBeNull();
    expect(venue.orderRecord(USER, 102)).toBeNull();
    expect(venue.orderRecord(USER, 103)).toMatchObject({ status: 'canceled' });
  });

  it('numbers trades upwards', () => {
    const { venue } = venueAt(100_000, { firstTradeId: 500 });
    openPosition(venue, 3);
    openPosition(venue, -5);
    expect(venue.fills(USER, 0, 9e9).map((fill) => fill.tradeId)).toEqual([500, 501]);
  });
});

describe('a broken caller', () => {
  it('learns of unknown coins, unknown users and crossed books', () => {
    const { venue } = venueAt(1000);
    expect(() => venue.market('NOPE')).toThrow(InvariantError);
    expect(() => venue.openOrders(OTHER)).toThrow(InvariantError);
    expect(() => venue.applyMarket(topChanged('27.12', '27.12'))).toThrow(InvariantError);
    expect(() => venue.applyMarket(topChanged('NaN', '27.12'))).toThrow(InvariantError);
  });
});

function restingSize(venue: SimulatedVenue): string {
  return venue.openOrders(USER)[0]?.size.toString() ?? 'none';
}

function describeFill(fill: { readonly size: object; readonly price: object }): string {
  return `${String(fill.size)}@${String(fill.price)}`;
}
