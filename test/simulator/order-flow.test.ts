import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decimal, decimal, ZERO } from '../../src/base/index.js';
import { roundPriceDown } from '../../src/market/index.js';
import type { MarketEvent, OrderRequest, Side } from '../../src/market/index.js';
import {
  createSimulatedVenue,
  referenceInstruments,
  type SimulatedVenue,
  type SimulatedVenueEvent,
} from '../../src/simulator/index.js';
import { VenueAuditor } from './venue-auditor.js';
import { bookChanged, contextChanged, levels, order, OTHER, USER } from './venue-fixture.js';

const COINS = ['HYPE', 'SOL'];
const START: Record<string, number> = { HYPE: 2711, SOL: 20_000 };

/** What a step of the workload does; prices are cents away from the start. */
type Step =
  | {
      readonly kind: 'place';
      readonly user: string;
      readonly coin: string;
      readonly side: Side;
      readonly offset: number;
      readonly size: number;
      readonly timeInForce: OrderRequest['timeInForce'];
      readonly reduceOnly: boolean;
    }
  | { readonly kind: 'cancel'; readonly user: string; readonly nth: number }
  | { readonly kind: 'book'; readonly coin: string; readonly mid: number; readonly size: number }
  | {
      readonly kind: 'top';
      readonly coin: string;
      readonly mid: number;
      readonly spread: number;
      readonly size: number;
    }
  | {
      readonly kind: 'trade';
      readonly coin: string;
      readonly side: Side;
      readonly offset: number;
      readonly size: number;
    }
  | { readonly kind: 'mark'; readonly coin: string; readonly offset: number };

const user = fc.constantFrom(USER, OTHER);
const coin = fc.constantFrom(...COINS);
const side = fc.constantFrom<Side>('buy', 'sell');
const offset = fc.integer({ min: -12, max: 12 });
/** Marks jump much further than prices, so that margins run short, at last for good. */
const farOffset = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -300, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: -1500, max: 1500 }) },
);
const size = fc.integer({ min: 1, max: 9000 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('place' as const),
      user,
      coin,
      side,
      offset,
      size,
      timeInForce: fc.constantFrom<OrderRequest['timeInForce']>('post-only', 'ioc', 'gtc'),
      reduceOnly: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('cancel' as const), user, nth: fc.nat(9) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('book' as const), coin, mid: offset, size }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('top' as const),
      coin,
      mid: offset,
      spread: fc.integer({ min: 1, max: 5 }),
      size,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('trade' as const), coin, side, offset, size }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('mark' as const), coin, offset: farOffset }),
  },
);

describe('a random order flow', () => {
  it('keeps the books of every account exact, step by step', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 120 }), (steps) => {
        const { venue, auditor } = auditedVenue();
        for (const each of steps) runStep(venue, auditor, each);
        auditor.compare(venue, COINS);
        expect(auditor.problems).toEqual([]);
      }),
      { seed: 20_250_904, numRuns: 150 },
    );
  });

  it('never commits more margin than there is by resting an order', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const { venue, auditor } = auditedVenue();
        for (const each of steps) {
          const before = each.kind === 'place' ? overcommitted(venue, each.user) : ZERO;
          const result = runStep(venue, auditor, each);
          if (each.kind !== 'place' || result !== 'resting') continue;
          const rested = venue.openOrders(each.user).at(-1);
          if (rested === undefined || !rested.size.eq(rested.originalSize)) continue;
          // The report rounds margins to eight decimals.
          const most = Decimal.max(before, ZERO).plus('0.000001');
          expect(overcommitted(venue, each.user).lte(most)).toBe(true);
        }
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  it('meets every way an order can end', () => {
    const endings = new Set<string>();
    const flows = fc.sample(fc.array(step, { minLength: 150, maxLength: 150 }), {
      seed: 3,
      numRuns: 40,
    });
    for (const steps of flows) {
      const { venue, auditor } = auditedVenue((event) => {
        if (event.kind === 'orderUpdated') endings.add(event.record.status);
        if (event.kind === 'filled') endings.add(event.fill.liquidity);
        if (event.kind === 'filled') endings.add(event.fill.liquidation?.method ?? '');
      });
      for (const each of steps) endings.add(runStep(venue, auditor, each));
    }
    expect([...endings].sort()).toEqual(
      expect.arrayContaining([
        'backstop',
        'canceled',
        'filled',
        'liquidatedCanceled',
        'maker',
        'marginCanceled',
        'market',
        'open',
        'perpMarginRejected',
        'reduceOnlyCanceled',
        'reduceOnlyRejected',
        'selfTradeCanceled',
        'taker',
      ]),
    );
  });

  it('leaves no account below its maintenance margin, once there was time to liquidate it', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 30, maxLength: 90 }), (steps) => {
        const { venue, auditor } = auditedVenue();
        for (const each of steps) runStep(venue, auditor, each);
        for (let round = 1; round <= 3; round += 1) {
          // A book that takes everything close to the marks as they are.
          for (const each of COINS) showAroundMark(venue, each, 7_000 * round);
        }
        for (const name of [USER, OTHER]) {
          const { equity, maintenanceMargin, positions } = venue.account(name, 0);
          expect(positions.length === 0 || equity.gte(maintenanceMargin)).toBe(true);
        }
        auditor.compare(venue, COINS);
        expect(auditor.problems).toEqual([]);
      }),
      { seed: 13, numRuns: 100 },
    );
  });

  it('ends the same way when it is run again', () => {
    const steps = fc.sample(fc.array(step, { minLength: 200, maxLength: 200 }), {
      seed: 11,
      numRuns: 1,
    })[0];
    const run = (): unknown => {
      const { venue, auditor } = auditedVenue();
      for (const each of steps ?? []) runStep(venue, auditor, each);
      const fills = venue.fills(USER, 0, Number.MAX_SAFE_INTEGER);
      return JSON.stringify(fills, (key, value) => (key === 'clientOrderId' ? null : value));
    };
    expect(run()).toBe(run());
    expect(String(run()).length).toBeGreaterThan(1000);
  });
});

function auditedVenue(listen: (event: SimulatedVenueEvent) => void = () => {}): {
  readonly venue: SimulatedVenue;
  readonly auditor: VenueAuditor;
} {
  const auditor = new VenueAuditor();
  const venue = createSimulatedVenue({
    instruments: referenceInstruments,
    emit: (event) => {
      auditor.hear(event);
      listen(event);
    },
  });
  for (const [name, cash] of [
    [USER, '397.49'],
    [OTHER, '5000'],
  ] as const) {
    venue.addAccount(name, decimal(cash));
    auditor.deposited(name, decimal(cash));
  }
  for (const each of COINS) {
    venue.applyMarket(bookAround(each, 0, 500));
    venue.applyMarket(contextChanged(cents(each, 0).toString(), each));
  }
  return { venue, auditor };
}

function runStep(venue: SimulatedVenue, auditor: VenueAuditor, each: Step): string {
  switch (each.kind) {
    case 'place': {
      const price = cents(each.coin, each.offset).toString();
      const lots = decimal(each.size).div(100).toString();
      const request = order({ ...each, price, size: lots });
      auditor.placing(each.user, request);
      const result = venue.place(each.user, request, 5000);
      auditor.placed(result);
      return result.kind === 'rejected' ? result.reason : result.kind;
    }
    case 'cancel': {
      const open = venue.openOrders(each.user)[each.nth];
      return String(open !== undefined && venue.cancel(each.user, open.orderId, 5000));
    }
    default:
      venue.applyMarket(marketEvent(each));
      return 'market';
  }
}

function marketEvent(each: Exclude<Step, { kind: 'place' | 'cancel' }>): MarketEvent {
  if (each.kind === 'book') return bookAround(each.coin, each.mid, each.size);
  if (each.kind === 'mark') {
    return contextChanged(cents(each.coin, each.offset).toString(), each.coin);
  }
  const lots = decimal(each.size).div(100);
  if (each.kind === 'top') {
    const bid = { price: cents(each.coin, each.mid), size: lots };
    const ask = { price: cents(each.coin, each.mid + each.spread), size: lots };
    return { kind: 'topChanged', at: 6000, coin: each.coin, bid, ask };
  }
  return {
    kind: 'tradePrinted',
    at: 6000,
    coin: each.coin,
    side: each.side,
    price: cents(each.coin, each.offset),
    size: lots,
    tradeId: 1,
  };
}

function bookAround(of: string, mid: number, lots: number): MarketEvent {
  const shown = decimal(lots).div(100).toString();
  return bookChanged({
    coin: of,
    bids: levels('buy', cents(of, mid - 1).toString(), shown),
    asks: levels('sell', cents(of, mid + 1).toString(), shown),
  });
}

function showAroundMark(venue: SimulatedVenue, of: string, at: number): void {
  const mark = venue.market(of).mark ?? ZERO;
  const shown = (away: string) => [{ price: mark.plus(away), size: decimal(100_000) }];
  venue.applyMarket(bookChanged({ coin: of, bids: shown('-0.01'), asks: shown('0.01'), at }));
  venue.applyMarket(contextChanged(mark.toString(), of, at));
}

function cents(of: string, away: number): Decimal {
  return roundPriceDown(decimal((START[of] ?? 0) + away).div(100), 2);
}

/** USD by which margins and full reservations exceed the equity, reckoned anew; below 0: room. */
function overcommitted(venue: SimulatedVenue, of: string): Decimal {
  const report = venue.account(of, 0);
  let committed = report.marginUsed;
  for (const each of COINS) {
    const { value: leverage } = venue.leverageOf(of, each);
    const position = report.positions.find((held) => held.coin === each)?.size ?? ZERO;
    for (const way of ['buy', 'sell'] as const) {
      const orders = venue
        .openOrders(of)
        .filter((open) => open.coin === each && open.side === way)
        .sort((one, two) => priority(one, two, way));
      let closable = Decimal.max(ZERO, way === 'buy' ? position.neg() : position);
      for (const open of orders) {
        const opening = Decimal.max(ZERO, open.size.minus(closable));
        closable = Decimal.max(ZERO, closable.minus(open.size));
        if (open.reduceOnly) continue;
        committed = committed.plus(opening.times(open.price).div(leverage));
      }
    }
  }
  return committed.minus(report.equity);
}

function priority(
  one: { readonly price: Decimal; readonly orderId: number },
  two: { readonly price: Decimal; readonly orderId: number },
  way: Side,
): number {
  const byPrice = way === 'buy' ? two.price.cmp(one.price) : one.price.cmp(two.price);
  return byPrice === 0 ? one.orderId - two.orderId : byPrice;
}
