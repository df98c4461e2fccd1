import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '../../src/base/index.js';
import type { SimulatedVenue, SimulatedVenueEvent } from '../../src/simulator/index.js';
import { takeoverPrices } from '../../src/simulator/takeover-prices.js';
import {
  bookChanged,
  contextChanged,
  levels,
  openPosition,
  order,
  OTHER,
  topChanged,
  USER,
  venueAt,
} from './venue-fixture.js';

/**
 * 73 contracts of the story's $397.49 at 10x: cash leg 397.49 − 73 × 27.12 − 0.890892 of fee =
 * −1583.160892, so that equity falls below 5% of notional under a mark of 22.8286.
 */
function longStory(bid = '22.79', size = '100') {
  const fixture = venueAt('397.49');
  openPosition(fixture.venue, 73);
  fixture.venue.applyMarket(
    bookChanged({ bids: levels('buy', bid, size), asks: levels('sell', '22.81', size), at: 4000 }),
  );
  fixture.events.length = 0;
  return fixture;
}

const markAt = (venue: SimulatedVenue, mark: string, at: number): void =>
  venue.applyMarket(contextChanged(mark, 'HYPE', at));

const fillsOf = (venue: SimulatedVenue): string[] =>
  venue
    .fills(USER, 0, 9e9)
    .slice(1)
    .map(({ side, size, price }) => `${side} ${size} @ ${price}`);

describe('an account above its maintenance margin', () => {
  it('is left alone, a hundredth of a dollar before it', () => {
    const { venue, events } = longStory();
    // 73 × 22.83 − 1583.160892 = 83.429108 against 83.3295.
    markAt(venue, '22.83', 5000);
    expect(venue.account(USER, 0).positions[0]?.size.toString()).toBe('73');
    expect(events.map(({ kind }) => kind)).toEqual(['market', 'accountChanged']);
  });

  it('is left alone where the account is flat, whatever it lost', () => {
    const { venue, events } = venueAt('1');
    events.length = 0;
    markAt(venue, '1', 5000);
    expect(events.map(({ kind }) => kind)).toEqual(['market']);
  });
});

describe('an account below its maintenance margin', () => {
  it('is closed by an order to the book, as a taker, at what the book pays', () => {
    const { venue, events } = longStory();
    // Equity 73 × 22.80 − 1583.160892 = 81.239108; kept 83.22, two thirds of it 55.48.
    markAt(venue, '22.80', 5000);
    const [fill] = venue.fills(USER, 4500, 9e9);
    expect(fill).toMatchObject({
      coin: 'HYPE',
      side: 'sell',
      liquidity: 'taker',
      isLiquidation: true,
      clientOrderId: null,
      liquidation: { user: USER, method: 'market' },
      time: 5000,
    });
    expect(fill?.size.toString()).toBe('73');
    expect(fill?.price.toString()).toBe('22.79');
    expect(fill?.liquidation?.mark.toString()).toBe('22.8');
    // 73 × 22.79 × 0.00045, cut to six decimals; what is left stays with the account.
    expect(fill?.fee.toString()).toBe('0.748651');
    expect(venue.account(USER, 0).equity.toString()).toBe('79.760457');
    expect(venue.account(USER, 0).positions).toEqual([]);
    const liquidated = events.filter((event) => event.kind === 'liquidated');
    expect(liquidated).toMatchObject([{ user: USER, liquidation: { id: 1, method: 'market' } }]);
    expect(liquidated[0]?.liquidation.notional.toString()).toBe('1664.4');
    expect(liquidated[0]?.liquidation.accountValue.toString()).toBe('81.239108');
  });

  it('loses its open orders and stops first', () => {
    const { venue, events } = longStory();
    venue.place(USER, order({ price: '22.00', size: 1 }), 4100);
    const stop = { side: 'sell', price: '20', size: 73, reduceOnly: true } as const;
    venue.place(USER, order({ ...stop, triggerPrice: decimal(21) }), 4200);
    events.length = 0;
    markAt(venue, '22.80', 5000);
    expect(venue.openOrders(USER)).toEqual([]);
    expect(told(events)).toEqual([
      'market',
      'accountChanged',
      '2 liquidatedCanceled',
      '3 liquidatedCanceled',
      'filled',
      'accountChanged',
      'liquidated market',
    ]);
  });

  it('is closed as a short too, by buying', () => {
    const { venue } = venueAt('397.49');
    openPosition(venue, -73);
    const asks = levels('sell', '31.01');
    venue.applyMarket(bookChanged({ bids: levels('buy', '30.99'), asks, at: 4000 }));
    // Cash 397.49 + 73 × 27.10 − 0.890235 = 2374.899765; equity at 31 111.899765, kept 113.15.
    markAt(venue, '31', 5000);
    expect(fillsOf(venue)).toEqual(['buy 73 @ 31.01']);
    expect(venue.account(USER, 0).equity.toString()).toBe('110.151087');
  });

  it('trades what a thin book takes, and tries again a moment later', () => {
    const { venue } = longStory('22.79', '3');
    markAt(venue, '22.80', 5000);
    expect(venue.account(USER, 0).positions[0]?.size.toString()).toBe('43');
    // The same moment again: no second step.
    venue.applyMarket(bookChanged({ bids: levels('buy', '22.79'), at: 5000 }));
    expect(venue.account(USER, 0).positions[0]?.size.toString()).toBe('43');
    // Covered meanwhile: 43 × 22.80 is 5% of 49.02.
    venue.applyMarket(topChanged('22.79', '22.81', 6000));
    expect(venue.account(USER, 0).positions[0]?.size.toString()).toBe('43');
    markAt(venue, '22', 7000);
    expect(fillsOf(venue).at(-1)).toBe('sell 43 @ 22.79');
  });

  it('is found where nothing but funding made it so', () => {
    const { venue } = longStory();
    markAt(venue, '22.83', 5000);
    const hour = 3_600_000;
    // 73 × 22.83 × 0.0000125 = $0.0208 an hour; $0.0996 above what is kept lasts for four.
    for (let hours = 1; hours <= 4; hours += 1) {
      venue.applyMarket(topChanged('22.79', '22.81', hours * hour));
    }
    expect(venue.account(USER, 0).positions[0]?.size.toString()).toBe('73');
    venue.applyMarket(topChanged('22.79', '22.81', 5 * hour));
    expect(fillsOf(venue)).toEqual(['sell 73 @ 22.79']);
  });

  it("names it on the maker's fill as well, whose account was not liquidated", () => {
    const { venue } = longStory();
    venue.addAccount(OTHER, decimal(10_000));
    venue.place(OTHER, order({ side: 'buy', price: '22.80', size: 50 }), 4200);
    markAt(venue, '22.80', 5000);
    const [maker] = venue.fills(OTHER, 0, 9e9);
    expect(maker).toMatchObject({
      liquidity: 'maker',
      isLiquidation: false,
      liquidation: { user: USER, method: 'market' },
    });
    expect(fillsOf(venue)).toEqual(['sell 50 @ 22.8', 'sell 23 @ 22.79']);
  });
});

/** 5000 HYPE, $135,600: cash leg 14,000 − 135,600 − 61.02; short below a mark of 25.6128. */
function largeStory() {
  const { venue } = venueAt('14000');
  const depth = (bid: string, ask: string, at: number): void =>
    venue.applyMarket(
      bookChanged({ bids: levels('buy', bid, '9000'), asks: levels('sell', ask, '9000'), at }),
    );
  depth('27.10', '27.12', 1100);
  openPosition(venue, 5000);
  depth('25.59', '25.61', 4000);
  return { venue, depth };
}

describe('a large position', () => {
  it('goes a fifth at first, and no further where that covers the rest', () => {
    const { venue } = largeStory();
    // Equity 6338.98, kept 6400; after 1000 at 25.59 less 11.5155 of fee 6317.4645 against 5120.
    markAt(venue, '25.60', 5000);
    expect(fillsOf(venue)).toEqual(['sell 1000 @ 25.59']);
    expect(venue.account(USER, 0).equity.toString()).toBe('6317.4645');
    markAt(venue, '25.60', 5001);
    expect(fillsOf(venue)).toHaveLength(1);
  });

  it('goes whole within 30 s after that, and by a fifth again later', () => {
    const within = largeStory();
    markAt(within.venue, '25.60', 5000);
    within.depth('25.19', '25.21', 6000);
    // Equity 4717.4645, kept 5040, 100,800 of notional.
    markAt(within.venue, '25.20', 34_999);
    expect(fillsOf(within.venue).at(-1)).toBe('sell 4000 @ 25.19');
    const later = largeStory();
    markAt(later.venue, '25.60', 5000);
    later.depth('25.19', '25.21', 6000);
    markAt(later.venue, '25.20', 35_000);
    expect(fillsOf(later.venue).at(-1)).toBe('sell 800 @ 25.19');
  });

  it('is what the venue is set to call large', () => {
    const { venue } = venueAt('397.49', { partialLiquidationAbove: decimal(1000) });
    openPosition(venue, 73);
    venue.applyMarket(bookChanged({ bids: levels('buy', '22.79'), asks: levels('sell', '22.81') }));
    markAt(venue, '22.80', 5000);
    // A fifth of 73 is 14.6.
    expect(fillsOf(venue)).toEqual(['sell 14.6 @ 22.79']);
  });
});

describe('an account below two thirds of its maintenance margin', () => {
  it('is taken over with what is left of its margin, without a fee', () => {
    const { venue, events } = longStory();
    venue.place(USER, order({ price: '21.00', size: 1 }), 4100);
    // Equity 73 × 22 − 1583.160892 = 22.839108; two thirds of 80.3 is 53.53.
    markAt(venue, '22', 5000);
    const [fill] = venue.fills(USER, 4500, 9e9);
    expect(fill).toMatchObject({
      isLiquidation: true,
      liquidation: { user: USER, method: 'backstop' },
    });
    // 22 − 22.839108 / 73, rounded up to eight decimals.
    expect(fill?.price.toString()).toBe('21.68713551');
    expect(fill?.fee.toString()).toBe('0');
    expect(venue.openOrders(USER)).toEqual([]);
    const { equity, positions } = venue.account(USER, 0);
    expect(positions).toEqual([]);
    expect(equity.gte(0) && equity.lt('0.000001')).toBe(true);
    expect(events.filter(({ kind }) => kind === 'liquidated')).toMatchObject([
      { liquidation: { method: 'backstop' } },
    ]);
  });

  it('owes nothing where the mark went through all of its margin', () => {
    const { venue } = longStory();
    markAt(venue, '20', 5000);
    const { equity, positions } = venue.account(USER, 0);
    expect(positions).toEqual([]);
    expect(equity.gte(0) && equity.lt('0.000001')).toBe(true);
  });
});

const amount = (min: number, max: number) =>
  fc.integer({ min, max }).map((cents) => decimal(cents).div(100));

describe('the prices at which positions are taken over', () => {
  const position = fc.record({
    coin: fc.uuid(),
    size: amount(-100_000, 100_000).filter((size) => !size.isZero()),
    mark: amount(1, 20_000_000),
  });

  it('use the equity up, are above 0, and are for the vault where there is equity', () => {
    fc.assert(
      fc.property(
        fc.array(position, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: -20_000, max: 6_666 }),
        (positions, share) => {
          const notional = positions.reduce(
            (sum, { size, mark }) => sum.plus(size.abs().times(mark)),
            ZERO,
          );
          const hasLongs = positions.some(({ size }) => size.gt(0));
          // Shorts alone have proceeds: they cannot be short of more than their notional.
          const most = hasLongs ? share : Math.max(share, -9_990);
          const equity = notional.times(most).div(10_000);
          const prices = takeoverPrices(positions, equity);
          let left = equity;
          for (const { coin, size, mark } of positions) {
            const price = prices.get(coin) ?? ZERO;
            expect(price.gt(0)).toBe(true);
            const gain = size.times(price.minus(mark));
            left = left.plus(gain);
            if (equity.gt(0)) expect(gain.lte('0.001')).toBe(true);
          }
          expect(left.gte('-0.000000001') && left.lt('0.001')).toBe(true);
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });
});

/** Kinds, with what tells them apart. */
function told(events: readonly SimulatedVenueEvent[]): string[] {
  return events.map((event) => {
    if (event.kind === 'orderUpdated')
      return `${event.record.order.orderId} ${event.record.status}`;
    return event.kind === 'liquidated' ? `liquidated ${event.liquidation.method}` : event.kind;
  });
}
