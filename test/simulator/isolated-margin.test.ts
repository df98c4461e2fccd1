/** Goal: an isolated position lives by its own margin: what happens to it, happens to it alone. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { SimulatedVenue } from '../../src/simulator/index.js';
import {
  bookChanged,
  contextChanged,
  levels,
  openPosition,
  order,
  USER,
  venueAt,
  type VenueFixture,
} from './venue-fixture.js';

/** HYPE isolated at 5x, BTC cross; no fees, so that figures are round. */
function isolatedVenue(cash = 1_000): VenueFixture {
  const zero = decimal(0);
  const fixture = venueAt(cash, { feeRates: { maker: zero, taker: zero } });
  expect(fixture.venue.setLeverage(USER, 'HYPE', 5, 'isolated')).toBeNull();
  return fixture;
}

const reportOf = (venue: SimulatedVenue, coin = 'HYPE') =>
  venue.account(USER, 5000).positions.find((position) => position.coin === coin);
const equityOf = (venue: SimulatedVenue) => venue.account(USER, 5000).equity;
/** What does not belong to the isolated position. */
const elsewhere = (venue: SimulatedVenue): string =>
  equityOf(venue)
    .minus(reportOf(venue)?.marginUsed ?? 0)
    .toString();
const free = (venue: SimulatedVenue): string => venue.availableToTrade(USER, 'SOL').buy.toString();

/** A mark far from a book that is far with it. */
function moveTo(venue: SimulatedVenue, mark: string, at = 6000): void {
  const [bid, ask] = [decimal(mark).minus('0.01'), decimal(mark).plus('0.01')].map(String);
  const book = { bids: levels('buy', `${bid}`), asks: levels('sell', `${ask}`) };
  venue.applyMarket(bookChanged({ ...book, at }));
  venue.applyMarket(contextChanged(mark, 'HYPE', at));
}

describe('an isolated position', () => {
  it('takes its initial margin out of the account, and moves with the mark', () => {
    const { venue } = isolatedVenue();
    venue.applyMarket(contextChanged('200', 'SOL'));
    openPosition(venue, 10);
    expect(reportOf(venue)).toMatchObject({ marginMode: 'isolated', leverage: 5 });
    expect(reportOf(venue)?.marginUsed.toString()).toBe('54.14');
    expect(elsewhere(venue)).toBe('945.76');
    expect(free(venue)).toBe('945.76');
    moveTo(venue, '30');
    expect(reportOf(venue)?.marginUsed.toString()).toBe('83.04');
    expect(elsewhere(venue)).toBe('945.76');
    expect(free(venue)).toBe('945.76');
  });

  it('is liquidated where its own margin meets its own maintenance margin', () => {
    const { venue } = isolatedVenue();
    openPosition(venue, 10);
    const liquidation = reportOf(venue)?.liquidationPrice?.toNumber() ?? 0;
    // 54.24 + 10 (p − 27.12) = 10 p × 5%
    expect(liquidation).toBeCloseTo(216.96 / 9.5, 6);
    moveTo(venue, '22.85');
    expect(reportOf(venue)).toBeDefined();
    moveTo(venue, '22.83', 7000);
    expect(reportOf(venue)).toBeUndefined();
  });

  it('goes to the vault with its margin, and leaves the rest of the account as it is', () => {
    const { venue, events } = isolatedVenue();
    const btc = { coin: 'BTC', bids: levels('buy', '100000', '1'), asks: levels('sell', '100010') };
    venue.applyMarket(bookChanged(btc));
    venue.applyMarket(contextChanged('100000', 'BTC'));
    venue.place(USER, order({ coin: 'BTC', price: '90000', size: '0.01' }), 5000);
    openPosition(venue, 10);
    venue.place(USER, order({ price: '20', size: '1' }), 5000);
    moveTo(venue, '22');
    expect(reportOf(venue)).toBeUndefined();
    expect(equityOf(venue).toNumber()).toBeCloseTo(945.76, 6);
    expect(venue.openOrders(USER).map(({ coin }) => coin)).toEqual(['BTC']);
    const liquidated = events.filter(({ kind }) => kind === 'liquidated');
    expect(liquidated).toMatchObject([{ liquidation: { method: 'backstop' } }]);
  });

  it('does not save a cross position, nor does that drag it down', () => {
    const { venue } = isolatedVenue(100);
    openPosition(venue, 10);
    const asks = levels('sell', '200.02', '100');
    venue.applyMarket(bookChanged({ coin: 'SOL', bids: levels('buy', '200'), asks }));
    const sol = order({ coin: 'SOL', price: '200.02', size: '3', timeInForce: 'ioc' });
    expect(venue.place(USER, sol, 5000).kind).toBe('filled');
    venue.applyMarket(contextChanged('186', 'SOL'));
    expect(reportOf(venue, 'SOL')).toBeUndefined();
    expect(reportOf(venue)?.size.toString()).toBe('10');
  });

  it('is given margin and is asked for it, down to the initial margin', () => {
    const { venue } = isolatedVenue();
    openPosition(venue, 10);
    expect(venue.moveMargin(USER, 'HYPE', decimal(100))).toBeNull();
    expect(reportOf(venue)?.marginUsed.toString()).toBe('154.14');
    expect(elsewhere(venue)).toBe('845.76');
    expect(venue.moveMargin(USER, 'HYPE', decimal(-99))).toBeNull();
    expect(venue.moveMargin(USER, 'HYPE', decimal(-1))).toBe('Insufficient margin to remove.');
    expect(venue.moveMargin(USER, 'HYPE', decimal(10_000))).toBe('Insufficient margin to add.');
    expect(venue.moveMargin(USER, 'BTC', decimal(1))).toBe('No isolated position.');
  });

  it('pays its funding itself', () => {
    const { venue } = isolatedVenue();
    openPosition(venue, 10);
    const before = elsewhere(venue);
    venue.applyMarket(contextChanged('27.11', 'HYPE', 3_600_000));
    // 10 × 27.11 × 0.0000125
    expect(reportOf(venue)?.marginUsed.toString()).toBe('54.13661125');
    expect(elsewhere(venue)).toBe(before);
  });

  it('is not opened where the account cannot give its margin, and may be closed then', () => {
    const { venue } = isolatedVenue(60);
    const tooMuch = order({ price: '27.12', size: '20', timeInForce: 'ioc' });
    expect(venue.place(USER, tooMuch, 5000)).toMatchObject({ reason: 'perpMarginRejected' });
    openPosition(venue, 10);
    const more = order({ price: '27.12', size: '2', timeInForce: 'ioc' });
    expect(venue.place(USER, more, 5000)).toMatchObject({ reason: 'perpMarginRejected' });
    openPosition(venue, -10);
    expect(equityOf(venue).toString()).toBe('59.8');
  });

  it('keeps its margin where the leverage rises, and needs more for a lower one', () => {
    const { venue } = isolatedVenue();
    openPosition(venue, 10);
    expect(venue.setLeverage(USER, 'HYPE', 10, 'isolated')).toBeNull();
    expect(reportOf(venue)?.marginUsed.toString()).toBe('54.14');
    expect(venue.setLeverage(USER, 'HYPE', 5, 'isolated')).toBe(
      'Isolated position does not have sufficient margin available to decrease leverage. ' +
        'To decrease leverage, add margin to the position.',
    );
    expect(venue.setLeverage(USER, 'HYPE', 10, 'cross')).toBe(
      'Cannot switch leverage type with open position.',
    );
  });

  it('leaves what is elsewhere alone at every mark, whatever was traded before', () => {
    const trade = fc.integer({ min: -15, max: 15 }).filter((size) => size !== 0);
    const marks = fc.integer({ min: 2_500, max: 2_900 });
    fc.assert(
      fc.property(fc.array(trade, { minLength: 1, maxLength: 8 }), marks, (trades, mark) => {
        const { venue } = isolatedVenue();
        for (const size of trades) openPosition(venue, size);
        const size = reportOf(venue)?.size ?? decimal(0);
        const before = elsewhere(venue);
        const equity = equityOf(venue);
        moveTo(venue, decimal(mark).div(100).toFixed(2));
        expect(Number(elsewhere(venue))).toBeCloseTo(Number(before), 6);
        const gain = size.times(decimal(mark).div(100).minus('27.11'));
        expect(equityOf(venue).toString()).toBe(equity.plus(gain).toString());
        if (!size.isZero()) openFlat(venue, size.neg().toNumber(), mark);
        expect(reportOf(venue)).toBeUndefined();
        expect(elsewhere(venue)).toBe(equityOf(venue).toString());
      }),
      { numRuns: 60 },
    );
  });
});

/** Closes at the touch of a book around `cents`. */
function openFlat(venue: SimulatedVenue, size: number, cents: number): void {
  const price = decimal(cents)
    .plus(size > 0 ? 1 : -1)
    .div(100)
    .toFixed(2);
  const side = size > 0 ? 'buy' : 'sell';
  const request = order({ side, price, size: Math.abs(size), timeInForce: 'ioc' });
  expect(venue.place(USER, request, 8000).kind).toBe('filled');
}
