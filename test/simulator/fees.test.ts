import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { feeRatesOf } from '../../src/simulator/index.js';
import { bookChanged, levels, order, OTHER, tradePrinted, USER, venueAt } from './venue-fixture.js';

const DAY_MS = 86_400_000;

const percentAt = (volume: number | string, more: object = {}): string[] => {
  const { taker, maker } = feeRatesOf({ volume: decimal(volume), ...more });
  return [taker.times(100).toString(), maker.times(100).toString()];
};

describe('fees by the volume of 14 days', () => {
  it.each([
    [0, '0.045', '0.015'],
    [5_000_000, '0.045', '0.015'],
    ['5000000.01', '0.04', '0.012'],
    [25_000_001, '0.035', '0.008'],
    [100_000_001, '0.03', '0.004'],
    [500_000_001, '0.028', '0'],
    [2_000_000_001, '0.026', '0'],
    [7_000_000_000, '0.026', '0'],
    [7_000_000_001, '0.024', '0'],
  ])('of $%s are %s%% to take and %s%% to make', (volume, taker, maker) => {
    expect(percentAt(volume)).toEqual([taker, maker]);
  });

  it.each([
    ['0.005', '0.015'],
    ['0.0051', '-0.001'],
    ['0.015', '-0.001'],
    ['0.02', '-0.002'],
    ['0.0301', '-0.003'],
  ])('and a maker share of %s make at %s%%', (makerShare, maker) => {
    expect(percentAt(0, { makerShare: decimal(makerShare) })).toEqual(['0.045', maker]);
  });

  it('take discounts off what is paid, not off a rebate', () => {
    const discounts = { stakingDiscount: decimal('0.1'), referralDiscount: decimal('0.04') };
    expect(percentAt(0, discounts)).toEqual(['0.03888', '0.01296']);
    expect(percentAt(0, { ...discounts, makerShare: decimal('0.01') })[1]).toBe('-0.001');
  });

  it('never grow with volume, share or discount', () => {
    const share = fc.integer({ min: 0, max: 1000 }).map((each) => decimal(each).div(1000));
    const standing = fc.record({
      volume: fc.integer({ min: 0, max: 9_000 }).map((millions) => decimal(millions).times(1e6)),
      makerShare: share,
      stakingDiscount: share,
    });
    fc.assert(
      fc.property(standing, standing, (one, other) => {
        const less = feeRatesOf(one);
        const more = feeRatesOf({
          volume: one.volume.plus(other.volume),
          makerShare: decimal(Math.max(+one.makerShare, +other.makerShare)),
          stakingDiscount: decimal(Math.max(+one.stakingDiscount, +other.stakingDiscount)),
        });
        expect(more.taker.lte(less.taker)).toBe(true);
        expect(more.maker.lte(less.maker)).toBe(true);
      }),
      { seed: 8 },
    );
  });

  it('refuse a standing that cannot be', () => {
    expect(() => feeRatesOf({ volume: decimal(-1) })).toThrow(RangeError);
    expect(() => percentAt(1, { makerShare: decimal('1.5') })).toThrow(/makerShare/u);
  });
});

const deepBook = (at: number) =>
  bookChanged({ bids: levels('buy', '27.10', '5000'), asks: levels('sell', '27.12', '5000'), at });

/** Takes 100 at 27.12, $2,712, at noon of a day. */
function venueWith(volume: number) {
  const { venue } = venueAt(100_000, { feeStanding: { volume: decimal(volume) } });
  const rateOn = (day: number, user = USER): string => {
    const at = day * DAY_MS + DAY_MS / 2;
    venue.applyMarket(deepBook(at));
    const side = day % 2 === 0 ? 'buy' : 'sell';
    const price = side === 'buy' ? '27.12' : '27.10';
    venue.place(user, order({ side, price, size: 100, timeInForce: 'ioc' }), at);
    const fill = venue.fills(user, at, at).at(-1);
    return (
      fill?.fee.div(fill.price.times(fill.size)).times(100).toDecimalPlaces(6).toString() ?? ''
    );
  };
  return { venue, rateOn };
}

describe('a venue that charges by tier', () => {
  it('begins at the standing, tells it, and keeps it through the day', () => {
    const { venue, rateOn } = venueWith(6_000_000);
    expect(venue.feeRates(USER).taker.toString()).toBe('0.0004');
    expect([rateOn(20), rateOn(20)]).toEqual(['0.04', '0.04']);
  });

  it('moves at the turn of the day by what was traded in the fourteen before', () => {
    const { venue, rateOn } = venueWith(4_998_000);
    expect(rateOn(20)).toBe('0.045');
    // A fourteenth of what was before is gone, $357,000, and $382,252 came.
    venue.addAccount(OTHER, decimal(1));
    const at = 20 * DAY_MS + DAY_MS / 2;
    for (let trade = 0; trade < 70; trade += 1) {
      venue.applyMarket(deepBook(at));
      const side = trade % 2 === 0 ? 'sell' : 'buy';
      const price = side === 'buy' ? '27.12' : '27.10';
      venue.place(USER, order({ side, price, size: 200, timeInForce: 'ioc' }), at);
    }
    expect(rateOn(20)).toBe('0.045');
    expect(rateOn(21)).toBe('0.04');
    expect(venue.feeRates(USER).taker.toString()).toBe('0.0004');
    expect(venue.feeRates(OTHER).taker.toString()).toBe('0.00045');
    // Fourteen days later all of it is forgotten.
    expect(rateOn(36)).toBe('0.045');
  });

  it('charges makers their own rate, and pays a rebate where the share is large', () => {
    const { venue } = venueAt(100_000, {
      feeStanding: { volume: decimal(30_000_000), makerShare: decimal('0.02') },
    });
    venue.place(USER, order({ price: '27.10', size: 10 }), 1500);
    venue.applyMarket(tradePrinted('sell', '27.09', 50));
    // 271 × −0.00002.
    expect(venue.fills(USER, 0, 9e9)[0]?.fee.toString()).toBe('-0.00542');
  });
});
