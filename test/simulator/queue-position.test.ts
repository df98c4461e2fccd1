import { describe, expect, it } from 'vitest';
import {
  logQueue,
  powerQueue,
  type QueueModel,
  riskAverseQueue,
} from '../../src/simulator/index.js';
import {
  bookChanged,
  levels,
  order,
  topChanged,
  tradePrinted,
  USER,
  venueAt,
} from './venue-fixture.js';

/** A bid of 10 joins behind 100; 50 come behind it, then 40 of the 150 go without a trade. */
function venueBy(queue: QueueModel) {
  const { venue } = venueAt(10_000, { queue });
  venue.place(USER, order({ size: 10 }), 1500);
  venue.applyMarket(bookChanged({ bids: levels('buy', '27.10', '150'), at: 2000 }));
  venue.applyMarket(bookChanged({ bids: levels('buy', '27.10', '110'), at: 2500 }));
  const sell = (size: number): string => {
    venue.applyMarket(tradePrinted('sell', '27.10', size));
    return venue.openOrders(USER)[0]?.size.toString() ?? 'filled';
  };
  return { venue, sell };
}

describe('the queue before an order', () => {
  it('risk-averse is shortened by trades alone', () => {
    const { sell } = venueBy(riskAverseQueue);
    expect([sell(100), sell(1), sell(9)]).toEqual(['10', '9', 'filled']);
  });

  it('is the risk-averse one unless another is asked for', () => {
    const { venue } = venueAt(10_000);
    venue.place(USER, order({ size: 10 }), 1500);
    venue.applyMarket(bookChanged({ bids: levels('buy', '27.10', '150'), at: 2000 }));
    venue.applyMarket(bookChanged({ bids: levels('buy', '27.10', '110'), at: 2500 }));
    venue.applyMarket(tradePrinted('sell', '27.10', 100));
    expect(venue.openOrders(USER)[0]?.size.toString()).toBe('10');
  });

  it('power 1 gives those before us two thirds of what went, as they are two thirds', () => {
    // 100 − 40 × 100 / 150 = 73.33…; what is left of a lot stands before us as a whole one.
    const { sell } = venueBy(powerQueue(1));
    expect([sell(73), sell(0.33), sell(0.01), sell(1)]).toEqual(['10', '10', '10', '9']);
  });

  it('power 2 and log lie on either side of power 1', () => {
    // 100 − 40 × 10000 / 12500 = 68; 100 − 40 × ln 101 / (ln 101 + ln 51) = 78.40.
    expect(venueBy(powerQueue(2)).sell(68.5)).toBe('9.5');
    const byLog = venueBy(logQueue);
    expect([byLog.sell(78.41), byLog.sell(1)]).toEqual(['10', '9']);
  });

  it('does not take for a cancel what a trade took, though the book shows it later', () => {
    const { venue, sell } = venueBy(powerQueue(1));
    sell(30);
    // A new best bid says nothing of the level behind it.
    venue.applyMarket(topChanged('27.11', '27.12', 3100));
    venue.applyMarket(bookChanged({ bids: levels('buy', '27.10', '80'), at: 3200 }));
    expect([sell(43.34), sell(1)]).toEqual(['10', '9']);
  });

  it('trades whole lots whatever fraction of one a model leaves', () => {
    const { venue, sell } = venueBy(powerQueue(3));
    sell(75.55);
    const sizes = venue.fills(USER, 0, 9e9).map(({ size }) => size.decimalPlaces());
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2);
  });
});
