import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  REGIME_NAMES,
  type RegimeName,
  type RegimeSpan,
  syntheticMarket,
} from '../../src/feed/index.js';
import { isOnPriceGrid, isOnSizeGrid, type MarketEvent } from '../../src/market/index.js';

const START = 1_757_015_216_000;

type Options = Partial<Parameters<typeof syntheticMarket>[0]>;

function eventsOf(options: Options, durationMs: number): MarketEvent[] {
  const events: MarketEvent[] = [];
  for (const event of syntheticMarket({ seed: 1, startTime: START, ...options })) {
    if (event.at >= START + durationMs) break;
    events.push(event);
  }
  return events;
}

const marksOf = (events: readonly MarketEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'contextChanged' ? event.mark.toNumber() : []));

const spans = fc
  .array(
    fc.record({
      regime: fc.constantFrom(...REGIME_NAMES),
      durationMs: fc.integer({ min: 300, max: 6_000 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .filter((timed) => timed.some(({ regime }) => regime !== 'outage'))
  .chain((timed) =>
    fc
      .boolean()
      .map((isEndless): readonly RegimeSpan[] =>
        isEndless
          ? timed.map((span, at) =>
              at === timed.length - 1 ? { ...span, durationMs: null } : span,
            )
          : timed,
      ),
  );

describe('a market of any regimes', () => {
  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer(), spans, (seed, regime) => {
        const [one, again] = [0, 1].map(() => eventsOf({ seed, regime }, 15_000));
        expect(JSON.stringify(one)).toBe(JSON.stringify(again));
      }),
      { seed: 2, numRuns: 12 },
    );
  });

  it('never goes back in time, is never crossed, and shows and trades sizes above 0', () => {
    fc.assert(
      fc.property(fc.integer(), spans, fc.constantFrom(27.11, 0.2, 111_000), (...drawn) => {
        const [seed, regime, startPrice] = drawn;
        const events = eventsOf({ seed, regime, startPrice, intensity: 2 }, 20_000);
        expect(faultsOf(events, 2)).toEqual([]);
      }),
      { seed: 4, numRuns: 25 },
    );
  });

  it('in ordinary times is the market that it is without one', () => {
    const plain = eventsOf({ seed: 5 }, 60_000);
    expect(JSON.stringify(eventsOf({ seed: 5, regime: 'ordinary' }, 60_000))).toBe(
      JSON.stringify(plain),
    );
  });

  it('comes to its first regime again where the last has a time', () => {
    const regime = [
      { regime: 'ordinary', durationMs: 10_000 },
      { regime: 'outage', durationMs: 5_000 },
    ] as const;
    const heard = new Set(
      eventsOf({ regime }, 45_000).map(({ at }) => Math.floor((at - START) / 5_000)),
    );
    expect([...heard].sort((one, two) => one - two)).toEqual([0, 1, 3, 4, 6, 7]);
  });
});

/** Standard deviation of mark's moves in 3 s, in basis points. */
const roughness = (regime: RegimeName): number => {
  const marks = marksOf(eventsOf({ regime, seed: 3 }, 450_000));
  const moves = marks.slice(1).map((mark, at) => 1e4 * (mark / (marks[at] ?? mark) - 1));
  return Math.sqrt(moves.reduce((sum, move) => sum + move ** 2, 0) / moves.length);
};

describe('a regime', () => {
  it('quiet moves less, jump and cascade more than ordinary', () => {
    const [ordinary, quiet, jump, cascade] = (
      ['ordinary', 'quiet', 'jump', 'cascade'] as const
    ).map(roughness) as [number, number, number, number];
    expect(quiet).toBeLessThan(0.5 * ordinary);
    expect(jump).toBeGreaterThan(2 * ordinary);
    expect(cascade).toBeGreaterThan(5 * ordinary);
  });

  it('trending goes one way, and more takers with it', () => {
    const events = eventsOf({ regime: 'trending', seed: 3, intensity: 1 }, 600_000);
    const marks = marksOf(events);
    const way = Math.sign((marks.at(-1) ?? 0) - (marks[0] ?? 0));
    const ups = marks.filter((mark, at) => at % 20 === 0 && at > 0 && mark > (marks[at - 20] ?? 0));
    const blocks = Math.floor((marks.length - 1) / 20);
    expect(way > 0 ? ups.length : blocks - ups.length).toBeGreaterThanOrEqual(blocks - 2);
    const trades = events.flatMap((event) => (event.kind === 'tradePrinted' ? event.side : []));
    const along = trades.filter((side) => (side === 'buy') === way > 0).length;
    expect(along / trades.length).toBeGreaterThan(0.6);
  });

  it('cascade runs some percent away within 30 s, through a thinner book, and half comes back', () => {
    const regime = [{ regime: 'cascade', durationMs: 90_000 }] as const;
    const events = eventsOf({ regime, seed: 8 }, 90_000);
    const marks = marksOf(events);
    const [first = 0, bottom = 0, last = 0] = [marks[0], marks[10], marks.at(-1)];
    expect(Math.abs(bottom / first - 1)).toBeGreaterThan(0.03);
    const back = (last - bottom) / (first - bottom);
    expect(back).toBeGreaterThan(0.25);
    expect(back).toBeLessThan(0.75);
    const shown = (from: number, to: number): number => {
      const books = events.flatMap((event) =>
        event.kind === 'bookChanged' && event.at >= START + from && event.at < START + to
          ? event.bids
          : [],
      );
      return books.reduce((sum, { price, size }) => sum + +price.times(size), 0) / books.length;
    };
    expect(shown(0, 30_000)).toBeLessThan(0.6 * shown(30_000, 90_000));
  });

  it('outage is heard of not at all, then begins with book and mark, away from where it was', () => {
    const regime = [
      { regime: 'ordinary', durationMs: 10_000 },
      { regime: 'outage', durationMs: 40_000 },
      { regime: 'ordinary', durationMs: null },
    ] as const;
    const events = eventsOf({ regime, seed: 6, intensity: 5 }, 60_000);
    const silent = events.filter(({ at }) => at >= START + 10_000 && at < START + 50_000);
    expect(silent).toEqual([]);
    const after = events.filter(({ at }) => at >= START + 50_000);
    expect(after[0]?.at).toBe(START + 50_000);
    const first = after.filter(({ at }) => at === START + 50_000).map(({ kind }) => kind);
    expect(first).toEqual(expect.arrayContaining(['bookChanged', 'contextChanged']));
    const before = marksOf(events.filter(({ at }) => at < START + 10_000)).at(-1) ?? 0;
    // Ten thousandths of 27.11 at least, which ordinary times take minutes for.
    expect(Math.abs((marksOf(after)[0] ?? 0) - before)).toBeGreaterThan(0.027);
  });

  it('cascade and outage without a time come once a minute, and the market is ordinary between', () => {
    const events = eventsOf({ regime: 'outage' }, 200_000);
    const seconds = new Set(events.map(({ at }) => Math.floor((at - START) / 1_000)));
    const silent = Array.from({ length: 200 }, (_, second) => second).filter(
      (second) => !seconds.has(second),
    );
    expect(silent).toEqual([
      ...Array.from({ length: 40 }, (_, at) => 60 + at),
      ...Array.from({ length: 40 }, (_, at) => 160 + at),
    ]);
  });

  it('goes the same way in all markets with the same seed of regimes', () => {
    const ends = [1, 2, 3, 4].map((seed) => {
      const marks = marksOf(eventsOf({ seed, regimeSeed: 9, regime: 'trending' }, 300_000));
      return Math.sign((marks.at(-1) ?? 0) - (marks[0] ?? 0));
    });
    expect(new Set(ends).size).toBe(1);
  });

  it.each<[string, readonly RegimeSpan[], RegExp]>([
    ['none at all', [], /at least one regime/u],
    ['a time of 0', [{ regime: 'quiet', durationMs: 0 }], /above 0 ms, not 0/u],
    [
      'one for ever before another',
      [
        { regime: 'quiet', durationMs: null },
        { regime: 'jump', durationMs: 1_000 },
      ],
      /quiet has no time/u,
    ],
    ['outages alone', [{ regime: 'outage', durationMs: 1_000 }], /never heard/u],
    ['an unknown one', [{ regime: 'wild' as RegimeName, durationMs: null }], /no regime `wild`/u],
  ])('is refused: %s', (_, regime, message) => {
    expect(() => syntheticMarket({ seed: 1, startTime: START, regime })).toThrow(message);
  });
});

/** What is wrong with a stream, in words. */
function faultsOf(events: readonly MarketEvent[], sizeDecimals: number): string[] {
  const faults: string[] = [];
  let time = 0;
  for (const event of events) {
    if (event.at < time) faults.push(`${event.at} comes after ${time}`);
    time = event.at;
    if (event.kind === 'contextChanged') continue;
    if (event.kind === 'tradePrinted') {
      if (!event.size.gt(0)) faults.push(`traded ${event.size}`);
      continue;
    }
    const [bids, asks] =
      event.kind === 'topChanged'
        ? [[event.bid], [event.ask]].map((side) => side.flatMap((level) => level ?? []))
        : [event.bids, event.asks];
    for (const { price, size } of [...(bids ?? []), ...(asks ?? [])]) {
      const isLevel = isOnPriceGrid(price, sizeDecimals) && isOnSizeGrid(size, sizeDecimals);
      if (!isLevel || !size.gt(0)) faults.push(`${size} at ${price}`);
    }
    const [bid, ask] = [bids?.[0], asks?.[0]];
    if (bid === undefined || ask === undefined || bid.price.gte(ask.price)) {
      faults.push(`crossed ${bid?.price} ${ask?.price}`);
    }
  }
  return faults;
}
