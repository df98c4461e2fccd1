/** Goal: what a round trip came to, whatever fills, marks and funding it was made of. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '../../src/base/index.js';
import {
  excursionsOf,
  type Fill,
  NO_POSITIONS,
  type PositionTracker,
  type RoundTrip,
  type Side,
  totalsOf,
  trackFill,
  trackFunding,
  trackMark,
} from '../../src/index.js';
import { anyFills, fillOf, trackAll } from './fill-kit.js';

/** `buy 2 @ 20`, `mark 21`, `fund 0.5`: a line of trading, a second a step. */
function trade(...steps: readonly string[]) {
  let tracker: PositionTracker = NO_POSITIONS;
  const closed: RoundTrip[] = [];
  for (const [index, step] of steps.entries()) {
    const time = 1_000 * (index + 1);
    const [verb = '', first = '', , price = '', , fee = '0'] = step.split(' ');
    if (verb === 'mark') tracker = trackMark(tracker, 'HYPE', decimal(first));
    else if (verb === 'fund') {
      ({ tracker } = trackFunding(tracker, { coin: 'HYPE', amount: decimal(first), time }));
    } else {
      const fill = fillOf(verb as Side, first, price, { fee: decimal(fee), time, tradeId: index });
      const tracked = trackFill(tracker, fill);
      tracker = tracked.tracker;
      closed.push(...tracked.closed);
    }
  }
  return { tracker, closed, position: tracker.positions['HYPE'] };
}

describe('a round trip', () => {
  it('tells entry, exit, size, result, fees, funding, excursions and times', () => {
    const { closed } = trade(
      'buy 2 @ 20 fee 0.01',
      'mark 19',
      'fund 0.25',
      'mark 26',
      'sell 2 @ 23 fee 0.02',
    );
    expect(JSON.parse(JSON.stringify(closed))).toEqual([
      {
        coin: 'HYPE',
        number: 1,
        side: 'long',
        size: '2',
        entryPrice: '20',
        exitPrice: '23',
        realizedPnl: '6',
        fees: '0.03',
        funding: '0.25',
        netPnl: '5.72',
        maxAdverse: '-2',
        maxFavorable: '12',
        openedAt: 1_000,
        closedAt: 5_000,
        isAdopted: false,
      },
    ]);
  });

  it('is one trade, whether one fill or three close it', () => {
    const { closed } = trade('sell 3 @ 20', 'buy 1 @ 19', 'buy 1 @ 18', 'buy 1 @ 17');
    expect(closed).toHaveLength(1);
    expect(closed[0]).toMatchObject({ side: 'short', number: 1 });
    expect(closed[0]?.exitPrice.toString()).toBe('18');
    expect(closed[0]?.netPnl.toString()).toBe('6');
  });

  it('long 1, sold 3: short 2 with 1,000 realised, and two trips that share the fee', () => {
    const { closed, position } = trade('buy 1 @ 50000', 'sell 3 @ 51000 fee 3');
    expect(position?.size.toString()).toBe('-2');
    expect(position?.entryPrice?.toString()).toBe('51000');
    expect(position?.realizedPnl.toString()).toBe('1000');
    expect(closed[0]?.netPnl.toString()).toBe('999');
    expect(position?.trip?.fees.toString()).toBe('2');
    expect(position?.trip?.openedAt).toBe(2_000);
  });

  it('counts what was realised on the way towards its excursions', () => {
    // +10 in hand on one half; then the other half falls by 30.
    const { closed } = trade('buy 2 @ 100', 'sell 1 @ 110', 'mark 70', 'sell 1 @ 95');
    expect(closed[0]?.maxFavorable.toString()).toBe('20');
    expect(closed[0]?.maxAdverse.toString()).toBe('-20');
    expect(closed[0]?.realizedPnl.toString()).toBe('5');
  });

  it('takes marks only while it is open', () => {
    const { closed } = trade('mark 1', 'buy 1 @ 100', 'sell 1 @ 100', 'mark 500', 'mark 1');
    expect(closed[0]?.maxAdverse.toString()).toBe('0');
    expect(closed[0]?.maxFavorable.toString()).toBe('0');
  });

  it('says how it stands while it is under way', () => {
    const { position } = trade('sell 2 @ 100', 'mark 103', 'mark 99');
    if (position === undefined) throw new Error('there is a position');
    const excursions = excursionsOf(position);
    expect(excursions?.maxAdverse.toString()).toBe('-6');
    expect(excursions?.maxFavorable.toString()).toBe('2');
  });

  it('funding of a flat position belongs to no round trip', () => {
    const { closed, position } = trade('buy 1 @ 100', 'sell 1 @ 101', 'fund 7', 'fund -2');
    expect(closed[0]?.funding.toString()).toBe('0');
    expect(position?.funding.toString()).toBe('5');
  });

  it('adds up: realised is what exits brought less what entries cost, long or short', () => {
    fc.assert(
      fc.property(anyFills(), (fills) => {
        const { closed, tracker } = trackAll(fills);
        for (const trip of closed) {
          const sign = trip.side === 'long' ? 1 : -1;
          const gain = trip.exitPrice.minus(trip.entryPrice).times(trip.size).times(sign);
          expect(gain.minus(trip.realizedPnl).abs().toNumber()).toBeLessThan(1e-25);
          expect(trip.size.gt(0) && trip.openedAt <= trip.closedAt).toBe(true);
          expect(trip.maxAdverse.lte(trip.realizedPnl.plus('1e-25'))).toBe(true);
          expect(trip.maxFavorable.gte(trip.realizedPnl.minus('1e-25'))).toBe(true);
        }
        const position = tracker.positions['HYPE'];
        const open = position?.trip?.realizedPnl ?? ZERO;
        const told = closed.reduce((sum, { realizedPnl }) => sum.plus(realizedPnl), open);
        expect(
          told
            .minus(position?.realizedPnl ?? 0)
            .abs()
            .toNumber(),
        ).toBeLessThan(1e-25);
        expect(closed.map(({ number }) => number)).toEqual(closed.map((_, index) => index + 1));
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

describe('totals', () => {
  const fills: readonly Fill[] = [
    fillOf('buy', 2, 20, { tradeId: 1, fee: decimal('0.1') }),
    fillOf('sell', 3, 100, { tradeId: 2, coin: 'BTC' }),
  ];

  it('value what is open at the marks given', () => {
    const { tracker } = trackAll(fills);
    const totals = totalsOf(tracker, { HYPE: decimal(21), BTC: decimal(90) });
    expect(JSON.parse(JSON.stringify(totals))).toEqual({
      exposure: '312',
      unrealizedPnl: '32',
      realizedPnl: '0',
      fees: '0.1',
      funding: '0',
    });
  });

  it('are not known while a mark is missing or no number', () => {
    const { tracker } = trackAll(fills);
    expect(totalsOf(tracker, { HYPE: decimal(21) })).toBeNull();
    expect(totalsOf(tracker, { HYPE: decimal(21), BTC: decimal(NaN) })).toBeNull();
  });
});
