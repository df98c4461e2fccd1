import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  createSimulatedVenue,
  type RejectReason,
  referenceInstruments,
} from '../../src/simulator/index.js';
import { openPosition, order, USER, venueAt } from './venue-fixture.js';

type Fields = Parameters<typeof order>[0];

function reasonFor(cash: string, fields: Fields, position = 0): RejectReason | 'accepted' {
  const { venue } = venueAt(cash);
  if (position !== 0) openPosition(venue, position);
  const result = venue.place(USER, order(fields), 5000);
  return result.kind === 'rejected' ? result.reason : 'accepted';
}

describe('order entry', () => {
  it.each<[string, Fields, RejectReason | 'accepted']>([
    ['a price of six significant figures', { price: '27.1001' }, 'tickRejected'],
    ['a price of 0', { price: '0' }, 'tickRejected'],
    ['a price that is no number', { price: 'NaN' }, 'tickRejected'],
    ['an endless price', { price: 'Infinity' }, 'tickRejected'],
    ['a size between lots', { size: '1.001' }, 'sizeRejected'],
    ['a size of 0', { size: '0' }, 'sizeRejected'],
    ['a size below 0', { size: '-1' }, 'sizeRejected'],
    ['a size that is no number', { size: 'NaN' }, 'sizeRejected'],
    ['an endless size', { size: 'Infinity' }, 'sizeRejected'],
    ['a bid more than 80% below the mark', { price: '5.42', size: 10 }, 'oracleRejected'],
    ['a bid 80% below the mark', { price: '5.43', size: 10 }, 'accepted'],
    ['an offer more than 80% above the mark', { side: 'sell', price: '48.8' }, 'oracleRejected'],
    ['less than ten dollars', { size: '0.36' }, 'minTradeNtlRejected'],
    ['just above ten dollars', { size: '0.37' }, 'accepted'],
    ['reduce-only with no position', { reduceOnly: true }, 'reduceOnlyRejected'],
    ['more than the margin carries', { size: '400' }, 'perpMarginRejected'],
  ])('judges %s', (_, fields, expected) => {
    expect(reasonFor('1000', fields)).toBe(expected);
  });

  it('rejects everything while the market has no mark', () => {
    const venue = createSimulatedVenue({ instruments: referenceInstruments, emit: () => {} });
    venue.addAccount(USER, decimal(1000));
    expect(venue.place(USER, order({}), 1)).toMatchObject({ reason: 'oracleRejected' });
    expect(venue.account(USER, 1).equity.toString()).toBe('1000');
  });

  it('names the first reason where several hold', () => {
    expect(reasonFor('1', { price: '27.1001', size: '0.001' })).toBe('tickRejected');
    expect(reasonFor('1', { price: '1.01', size: '0.01', reduceOnly: true })).toBe(
      'oracleRejected',
    );
    expect(reasonFor('1', { size: '0.01', reduceOnly: true })).toBe('reduceOnlyRejected');
    expect(reasonFor('1', { price: '27.12', size: '100' })).toBe('badAloPxRejected');
  });

  it('refuses the order beyond the number that may be open', () => {
    const { venue } = venueAt(1000, { openOrdersMost: 2 });
    venue.place(USER, order({}), 1);
    venue.place(USER, order({}), 1);
    expect(venue.place(USER, order({}), 1)).toMatchObject({ reason: 'tooManyOpenOrdersRejected' });
  });

  it('refuses a position whose tier does not carry the leverage', () => {
    const { venue } = venueAt('100000000');
    const mark = { kind: 'contextChanged', at: 1, coin: 'BTC', fundingRate: decimal(0) } as const;
    venue.applyMarket({ ...mark, mark: decimal(100_000), oracle: decimal(100_000) });
    expect(venue.setLeverage(USER, 'BTC', 40, 'cross')).toBeNull();
    const big = { coin: 'BTC', price: '100000', size: '1600' };
    expect(venue.place(USER, order(big), 1)).toMatchObject({ reason: 'perpMaxPositionRejected' });
    expect(venue.setLeverage(USER, 'BTC', 20, 'cross')).toBeNull();
    expect(venue.place(USER, order(big), 1)).toMatchObject({ kind: 'resting' });
  });
});

describe('a reduce-only order', () => {
  const close = { side: 'sell', price: '27.13', reduceOnly: true } as const;

  it('is rejected on the side that would grow the position', () => {
    expect(reasonFor('1000', { reduceOnly: true }, 5)).toBe('reduceOnlyRejected');
    expect(reasonFor('1000', close, -5)).toBe('reduceOnlyRejected');
  });

  it('larger than the position shrinks to it and keeps its original size', () => {
    const { venue } = venueAt(1000);
    openPosition(venue, 5);
    venue.place(USER, order({ ...close, size: 8 }), 5000);
    expect(venue.openOrders(USER)).toMatchObject([
      { size: decimal(5), originalSize: decimal(8), reduceOnly: true },
    ]);
  });

  it('larger than the position is rejected where the venue is set so', () => {
    const { venue } = venueAt(1000, { reduceOnlyOversize: 'reject' });
    openPosition(venue, 5);
    const result = venue.place(USER, order({ ...close, size: 8 }), 5000);
    expect(result).toMatchObject({ reason: 'reduceOnlyRejected' });
    expect(venue.place(USER, order({ ...close, size: 5 }), 5000).kind).toBe('resting');
  });

  it('below ten dollars passes only where it closes the whole position', () => {
    const { venue } = venueAt(1000);
    openPosition(venue, 1);
    venue.place(USER, order({ side: 'sell', price: '27.10', size: '0.8', timeInForce: 'ioc' }), 1);
    const small = venue.place(USER, order({ ...close, size: '0.1' }), 5000);
    expect(small).toMatchObject({ reason: 'minTradeNtlRejected' });
    expect(venue.place(USER, order({ ...close, size: '0.2' }), 5000).kind).toBe('resting');
  });

  it('shrinks as the position shrinks and ends with it', () => {
    const { venue } = venueAt(1000);
    openPosition(venue, 5);
    venue.place(USER, order({ ...close, size: 5 }), 5000);
    openPosition(venue, -3);
    expect(venue.openOrders(USER)).toMatchObject([{ size: decimal(2) }]);
    openPosition(venue, -2);
    expect(venue.openOrders(USER)).toEqual([]);
    expect(venue.orderRecord(USER, 2)).toMatchObject({ status: 'reduceOnlyCanceled' });
  });

  it('needs no margin', () => {
    const { venue } = venueAt(60);
    openPosition(venue, 20);
    expect(venue.place(USER, order({ price: '27.00', size: 5 }), 1)).toMatchObject({
      reason: 'perpMarginRejected',
    });
    expect(venue.place(USER, order({ ...close, size: 20 }), 1).kind).toBe('resting');
  });
});
