/** Fills for tests of the tracker. */
import * as fc from 'fast-check';
import { decimal, type Decimal, ZERO } from '../../src/base/index.js';
import {
  type Fill,
  NO_POSITIONS,
  type PositionTracker,
  type RoundTrip,
  type Side,
  type TrackedFill,
  trackFill,
} from '../../src/index.js';

export function fillOf(
  side: Side,
  size: Decimal | number | string,
  price: Decimal | number | string,
  more: Partial<Fill> = {},
): Fill {
  return {
    tradeId: 1,
    orderId: 1,
    clientOrderId: null,
    coin: 'HYPE',
    side,
    price: decimal(price),
    size: decimal(size),
    fee: ZERO,
    closedPnl: ZERO,
    liquidity: 'maker',
    startPosition: ZERO,
    isLiquidation: false,
    time: 1,
    ...more,
  };
}

/** Fills as a venue tells them in order: each starts where the one before ended. */
export function anyFills(): fc.Arbitrary<readonly Fill[]> {
  const trade = fc.record({
    side: fc.constantFrom<Side>('buy', 'sell'),
    lots: fc.integer({ min: 1, max: 4 }),
    cents: fc.integer({ min: 2_000, max: 3_000 }),
    fee: fc.integer({ min: -4, max: 20 }),
    waitMs: fc.constantFrom(0, 0, 1, 1_000),
    tradeId: fc.integer({ min: 1, max: 1_000_000 }),
  });
  const trades = fc.uniqueArray(trade, { maxLength: 24, selector: ({ tradeId }) => tradeId });
  return trades.map((raw) => {
    let [time, startPosition] = [1, ZERO];
    return raw.map(({ side, lots, cents, fee, waitMs, tradeId }) => {
      time += waitMs;
      const size = decimal(lots).div(10);
      const price = decimal(cents).div(100);
      const more = { fee: decimal(fee).div(1_000), time, tradeId, startPosition };
      const fill = fillOf(side, size, price, more);
      startPosition = startPosition.plus(size.times(side === 'buy' ? 1 : -1));
      return fill;
    });
  });
}

export interface TrackedFills {
  readonly tracker: PositionTracker;
  /** The round trips that hold after all, by what was told and what was told again. */
  readonly closed: readonly RoundTrip[];
  readonly steps: readonly TrackedFill[];
}

export function trackAll(fills: readonly Fill[], from = NO_POSITIONS): TrackedFills {
  let tracker = from;
  let closed: readonly RoundTrip[] = [];
  const steps: TrackedFill[] = [];
  for (const fill of fills) {
    const step = trackFill(tracker, fill);
    tracker = step.tracker;
    const kept = step.restated?.tripsKept;
    const standing = kept === undefined ? closed : closed.filter(({ number }) => number <= kept);
    closed = [...standing, ...step.closed];
    steps.push(step);
  }
  return { tracker, closed, steps };
}
