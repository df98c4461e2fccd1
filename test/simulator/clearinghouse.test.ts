import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import type { SimulatedVenue } from '../../src/simulator/index.js';
import {
  bookChanged,
  contextChanged,
  levels,
  openPosition,
  order,
  tradePrinted,
  USER,
  venueAt,
} from './venue-fixture.js';

describe('positions', () => {
  it('average their entry as they grow and keep it as they shrink', () => {
    const { venue } = venueAt(10_000);
    openPosition(venue, 10);
    venue.applyMarket(bookChanged({ asks: levels('sell', '27.18') }));
    venue.place(USER, order({ price: '27.18', size: 10, timeInForce: 'ioc' }), 1);
    expect(venue.account(USER, 1).positions[0]?.entryPrice.toString()).toBe('27.15');
    openPosition(venue, -5);
    const [position] = venue.account(USER, 1).positions;
    expect(position?.size.toString()).toBe('15');
    expect(position?.entryPrice.toString()).toBe('27.15');
    // 5 × (27.10 − 27.15), gross of fees.
    expect(venue.fills(USER, 0, 9e9).at(-1)?.closedPnl.toString()).toBe('-0.25');
    expect(venue.fills(USER, 0, 9e9).at(-1)?.startPosition.toString()).toBe('20');
  });

  it('flip through zero at the fill price and realise the whole old one', () => {
    const { venue } = venueAt(10_000);
    openPosition(venue, 10);
    openPosition(venue, -25);
    const [position] = venue.account(USER, 1).positions;
    expect(position?.size.toString()).toBe('-15');
    expect(position?.entryPrice.toString()).toBe('27.1');
    expect(venue.fills(USER, 0, 9e9).at(-1)?.closedPnl.toString()).toBe('-0.2');
  });

  it('vanish when closed', () => {
    const { venue } = venueAt(10_000);
    openPosition(venue, 10);
    openPosition(venue, -10);
    expect(venue.account(USER, 1).positions).toEqual([]);
  });
});

describe('fees', () => {
  it('are 4.5 basis points for takers and 1.5 for makers, cut to six decimals', () => {
    const { venue } = venueAt(10_000);
    openPosition(venue, 1);
    venue.place(USER, order({ price: '27.11', size: '0.77' }), 1);
    venue.applyMarket(tradePrinted('sell', '27.11', 1));
    const fees = venue.fills(USER, 0, 9e9).map((fill) => fill.fee.toString());
    // 27.12 × 0.00045 = 0.012204; 20.8747 × 0.00015 = 0.003131205.
    expect(fees).toEqual(['0.012204', '0.003131']);
  });
});

describe('an account report', () => {
  it('gives equity, margins and the liquidation price at the mark', () => {
    const { venue } = venueAt('397.49');
    openPosition(venue, 73);
    const report = venue.account(USER, 777);
    const fee = decimal('27.12').times(73).times('0.00045').toDecimalPlaces(6, 1);
    const equity = decimal('397.49').minus(fee).minus('0.73');
    expect(report.time).toBe(777);
    expect(report.equity.toString()).toBe(equity.toString());
    expect(report.marginUsed.toString()).toBe('197.903');
    expect(report.maintenanceMargin.toString()).toBe('98.9515');
    const [position] = report.positions;
    expect(position).toMatchObject({ coin: 'HYPE', leverage: 10, marginMode: 'cross' });
    expect(position?.unrealizedPnl.toString()).toBe('-0.73');
    // mark − (equity − maintenance) / size / (1 − 0.05)
    const expected = decimal('27.11').minus(equity.minus('98.9515').div(73).div('0.95'));
    expect(position?.liquidationPrice?.toString()).toBe(expected.toDecimalPlaces(8).toString());
  });

  it('revalues with the mark and tells those who hold the coin', () => {
    const { venue, events } = venueAt(10_000);
    openPosition(venue, 10);
    const before = venue.account(USER, 1).equity;
    events.length = 0;
    venue.applyMarket(contextChanged('28.11'));
    expect(venue.account(USER, 1).equity.minus(before).toString()).toBe('10');
    expect(events.map((event) => event.kind)).toEqual(['market', 'accountChanged']);
    events.length = 0;
    venue.applyMarket(contextChanged('200', 'SOL'));
    expect(events.map((event) => event.kind)).toEqual(['market']);
  });

  it('values by the mid where the feed has no mark', () => {
    const { venue } = venueAt(1000);
    venue.applyMarket(
      bookChanged({ coin: 'SOL', bids: levels('buy', '200.01'), asks: levels('sell', '200.06') }),
    );
    expect(venue.market('SOL').mark?.toString()).toBe('200.03');
    expect(venue.market('SOL').oracle?.toString()).toBe('200.03');
    venue.applyMarket(contextChanged('199', 'SOL'));
    venue.applyMarket(
      bookChanged({ coin: 'SOL', bids: levels('buy', '210'), asks: levels('sell', '210.06') }),
    );
    expect(venue.market('SOL').mark?.toString()).toBe('199');
  });
});

describe('margin', () => {
  it('carries about 73 contracts a side at $397.49, 10x and 27.11, and not 146', () => {
    const both = venueAt('397.49').venue;
    expect(place(both, 'buy', '27.11', 73)).toBe('resting');
    expect(place(both, 'sell', '27.12', 73)).toBe('resting');
    expect(place(both, 'sell', '27.12', 1)).toBe('perpMarginRejected');
    const greedy = venueAt('397.49').venue;
    expect(place(greedy, 'buy', '27.11', 146)).toBe('resting');
    expect(place(greedy, 'sell', '27.12', 146)).toBe('perpMarginRejected');
  });

  it('is not reserved by orders against a position up to its size, but beyond', () => {
    const { venue } = venueAt('397.49');
    openPosition(venue, 73);
    const free = () => venue.availableToTrade(USER, 'HYPE').buy;
    const before = free();
    place(venue, 'sell', '27.13', 73);
    expect(free().toString()).toBe(before.toString());
    place(venue, 'sell', '27.13', 10);
    expect(before.minus(free()).toString()).toBe('27.13');
    place(venue, 'buy', '27.10', 10);
    expect(before.minus(free()).toString()).toBe('54.23');
  });

  it('available to trade is what the venue accepts, also against a position', () => {
    const { venue } = venueAt('397.49');
    openPosition(venue, 73);
    const { buy, sell } = venue.availableToTrade(USER, 'HYPE');
    // Closing needs none: 197.903 is the margin worth of 73 contracts at the mark.
    expect(sell.minus(buy).toString()).toBe('197.903');
    const most = sell.times(10).div('27.11').toDecimalPlaces(2, 1);
    expect(place(venue, 'sell', '27.11', most.plus('0.2'))).toBe('perpMarginRejected');
    expect(place(venue, 'sell', '27.11', most)).toBe('resting');
  });

  it('short at match time cancels the resting order instead of filling it', () => {
    const { venue } = venueAt('100');
    expect(place(venue, 'buy', '27.10', 36)).toBe('resting');
    venue.applyMarket(contextChanged('27.09'));
    // 36 × 27.10 / 10 = 97.56 was reserved; a loss elsewhere leaves less than that.
    openLosingPosition(venue);
    venue.applyMarket(tradePrinted('sell', '27.09', 1000));
    expect(venue.orderRecord(USER, 1)).toMatchObject({ status: 'marginCanceled' });
    expect(venue.account(USER, 1).positions.map((position) => position.coin)).toEqual(['SOL']);
  });

  it('short for a flip at match time fills what closes and cancels the rest', () => {
    const { venue } = venueAt('100');
    openPosition(venue, 10);
    expect(place(venue, 'sell', '27.13', 33)).toBe('resting');
    // 23 short at 29 would need 66.7; the equity left after selling 33 at 27.13 is about 57.
    venue.applyMarket(contextChanged('29'));
    venue.applyMarket(tradePrinted('buy', '27.14', 1000));
    const filled = venue.fills(USER, 0, 9e9).slice(1);
    expect(filled.map((fill) => fill.size.toString())).toEqual(['10']);
    expect(venue.orderRecord(USER, 2)).toMatchObject({
      status: 'marginCanceled',
      order: { size: decimal(23) },
    });
    expect(venue.account(USER, 1).positions).toEqual([]);
  });
});

describe('leverage', () => {
  it('is at most 20 until it is set, and never above the instrument', () => {
    const { venue } = venueAt(1000);
    expect(venue.leverageOf(USER, 'BTC')).toEqual({ value: 20, mode: 'cross' });
    expect(venue.leverageOf(USER, 'HYPE')).toEqual({ value: 10, mode: 'cross' });
    expect(venue.setLeverage(USER, 'BTC', 40, 'cross')).toBeNull();
    expect(venue.leverageOf(USER, 'BTC').value).toBe(40);
    for (const leverage of [0, -1, 1.5, 41, Number.NaN]) {
      expect(venue.setLeverage(USER, 'BTC', leverage, 'cross')).toBe('Invalid leverage value');
    }
  });

  it('cannot switch its type while a position is open', () => {
    const { venue } = venueAt(1000);
    openPosition(venue, 1);
    expect(venue.setLeverage(USER, 'HYPE', 5, 'isolated')).toBe(
      'Cannot switch leverage type with open position.',
    );
    expect(venue.setLeverage(USER, 'SOL', 5, 'isolated')).toBe(null);
  });

  it('is not lowered below what the margin carries', () => {
    const { venue } = venueAt('100');
    openPosition(venue, 20);
    expect(venue.setLeverage(USER, 'HYPE', 3, 'cross')).toMatch(/^Insufficient margin/);
    expect(venue.leverageOf(USER, 'HYPE').value).toBe(10);
    expect(venue.setLeverage(USER, 'HYPE', 8, 'cross')).toBeNull();
    expect(venue.account(USER, 1).marginUsed.toString()).toBe('67.775');
  });
});

function place(
  venue: SimulatedVenue,
  side: 'buy' | 'sell',
  price: string,
  size: { toString(): string } | number,
): string {
  const result = venue.place(USER, order({ side, price, size: String(size) }), 5000);
  return result.kind === 'rejected' ? result.reason : result.kind;
}

/** A SOL position that ties up no more than 3 USD and has lost 5. */
function openLosingPosition(venue: SimulatedVenue): void {
  const asks = levels('sell', '200.02', '100');
  venue.applyMarket(bookChanged({ coin: 'SOL', bids: levels('buy', '200'), asks }));
  const request = order({ coin: 'SOL', price: '200.02', size: '0.2', timeInForce: 'ioc' });
  const result = venue.place(USER, request, 5000);
  if (result.kind !== 'filled') throw new Error(JSON.stringify(result));
  venue.applyMarket(contextChanged('175', 'SOL'));
}
