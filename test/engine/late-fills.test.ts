/** Goal: the order in which fills arrive changes nothing, nor does hearing one twice. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { LATE_FILL_MS } from '../../src/engine/fill-window.js';
import { countTrips, lossesOf, NO_LOSSES } from '../../src/engine/loss-streak.js';
import type { Fill, RoundTrip, Side } from '../../src/index.js';
import { anyFills, fillOf, trackAll } from './fill-kit.js';

function at(seconds: number, side: Side, size: number, price: number, tradeId = seconds): Fill {
  return fillOf(side, size, price, { time: seconds * 1_000, tradeId });
}

function trip(number: number, netPnl: number): RoundTrip {
  return { coin: 'HYPE', number, closedAt: number, netPnl: decimal(netPnl) } as RoundTrip;
}

/** A permutation of fills, with some of them told twice or more. */
const shuffled = anyFills().chain((fills) =>
  fc
    .tuple(
      fc.shuffledSubarray([...fills], { minLength: fills.length, maxLength: fills.length }),
      fc.array(fc.nat({ max: Math.max(0, fills.length - 1) }), { maxLength: 8 }),
      fc.nat({ max: 40 }),
    )
    .map(([order, repeated, offset]) => {
      const heard = [...order];
      for (const index of repeated) {
        const again = fills[index];
        if (again !== undefined) heard.splice((offset + index) % (heard.length + 1), 0, again);
      }
      return { fills, heard };
    }),
);

/** A position that is the same twice in one millisecond tells no order: the trade id decides. */
function isUnambiguous(fills: readonly Fill[]): boolean {
  const moments = fills.map(({ time, startPosition }) => `${time} ${startPosition.toString()}`);
  return new Set(moments).size === fills.length;
}

describe('fills in any order, some of them twice', () => {
  it('end with the same position, money and round trips', () => {
    fc.assert(
      fc.property(shuffled, ({ fills, heard }) => {
        const inOrder = trackAll(fills);
        const mixed = trackAll(heard);
        expect(mixed.tracker.positions).toEqual(inOrder.tracker.positions);
        expect(mixed.closed).toEqual(inOrder.closed);
        expect(mixed.steps.filter(({ isKnown }) => !isKnown)).toHaveLength(fills.length);
      }),
      { seed: 3, numRuns: 400 },
    );
  });

  it('told in order, nothing is restated and each round trip is told once', () => {
    fc.assert(
      fc.property(anyFills().filter(isUnambiguous), (fills) => {
        const { steps, closed, tracker } = trackAll(fills);
        expect(steps.every(({ restated }) => restated === null)).toBe(true);
        expect(closed).toHaveLength(tracker.positions['HYPE']?.trips ?? 0);
        const told = steps.flatMap((step) => step.closed);
        expect(told).toEqual(closed);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('what each step says was realised adds up to what was realised in all', () => {
    fc.assert(
      fc.property(shuffled, ({ heard }) => {
        const { steps, tracker } = trackAll(heard);
        const sum = steps.reduce((total, { realizedPnl }) => total.plus(realizedPnl), decimal(0));
        const all = tracker.positions['HYPE']?.realizedPnl ?? decimal(0);
        expect(sum.minus(all).abs().toNumber()).toBeLessThan(1e-25);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe('a fill that comes late', () => {
  it('restates the round trip that was told, from short to long', () => {
    const { steps, closed, tracker } = trackAll([at(2, 'sell', 1, 110), at(1, 'buy', 1, 100)]);
    expect(steps[1]?.restated).toEqual({ tripsKept: 0, isExact: true });
    expect(closed).toMatchObject([{ number: 1, side: 'long', openedAt: 1_000, closedAt: 2_000 }]);
    expect(tracker.positions['HYPE']?.size.isZero()).toBe(true);
  });

  it('takes back a round trip that there never was', () => {
    const { closed, tracker } = trackAll([
      at(1, 'buy', 1, 100),
      at(3, 'sell', 1, 90),
      at(2, 'buy', 1, 80),
    ]);
    expect(closed).toEqual([]);
    expect(tracker.positions['HYPE']?.entryPrice?.toString()).toBe('90');
    expect(tracker.positions['HYPE']?.trips).toBe(0);
  });

  it('of one moment is placed where the venue says the position stood', () => {
    const first = fillOf('buy', 2, 100, { time: 5, tradeId: 9, startPosition: decimal(0) });
    const second = fillOf('sell', 3, 101, { time: 5, tradeId: 1, startPosition: decimal(2) });
    const { tracker, closed } = trackAll([second, first]);
    expect(tracker.positions['HYPE']?.entryPrice?.toString()).toBe('101');
    expect(closed).toMatchObject([{ side: 'long' }]);
  });

  it('later than the window counts in full, and says that its place is not known', () => {
    const late = fillOf('buy', 1, 100, { time: 1, tradeId: 3 });
    const { tracker, steps } = trackAll([
      fillOf('buy', 1, 100, { time: 2, tradeId: 1 }),
      fillOf('buy', 1, 130, { time: 3 + LATE_FILL_MS, tradeId: 2 }),
      late,
    ]);
    expect(steps[2]?.restated?.isExact).toBe(false);
    expect(tracker.positions['HYPE']?.size.toString()).toBe('3');
    expect(tracker.positions['HYPE']?.entryPrice?.toString()).toBe('110');
  });

  it('that is itself too old to be kept makes no other late one look exact', () => {
    const { steps } = trackAll([
      fillOf('buy', 1, 100, { time: 10, tradeId: 1 }),
      fillOf('buy', 1, 130, { time: 20 + LATE_FILL_MS, tradeId: 2 }),
      fillOf('buy', 1, 100, { time: 1, tradeId: 3 }),
      fillOf('buy', 1, 100, { time: 5, tradeId: 4 }),
    ]);
    expect(steps.map(({ restated }) => restated?.isExact)).toEqual([
      undefined,
      undefined,
      false,
      false,
    ]);
  });

  it('is found a place by bounded memory', () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      fillOf(index % 2 === 0 ? 'buy' : 'sell', 1, 100, { time: index, tradeId: index }),
    );
    const { tracker } = trackAll(many);
    expect(tracker.fillWindows['HYPE']?.moves).toHaveLength(256);
    expect(tracker.positions['HYPE']?.trips).toBe(1_000);
  });
});

describe('losses in a row', () => {
  it('neither grow nor end by a round trip that came to nothing', () => {
    const lost = countTrips(NO_LOSSES, 'HYPE', 0, [trip(1, -1), trip(2, 0)]);
    expect(lossesOf(lost)).toBe(1);
    expect(lossesOf(countTrips(lost, 'HYPE', 2, [trip(3, -1)]))).toBe(2);
    expect(lossesOf(countTrips(lost, 'HYPE', 2, [trip(3, 1)]))).toBe(0);
  });

  it('are counted again where a round trip is told again', () => {
    const two = countTrips(NO_LOSSES, 'HYPE', 0, [trip(1, -1), trip(2, -1)]);
    expect(lossesOf(countTrips(two, 'HYPE', 1, [trip(2, 5)]))).toBe(0);
    expect(lossesOf(countTrips(two, 'HYPE', 1, []))).toBe(1);
  });

  it('go on beyond what is remembered one by one', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => trip(index + 1, -1));
    expect(lossesOf(countTrips(NO_LOSSES, 'HYPE', 0, many))).toBe(1_000);
  });
});
