import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  scaledToPrice,
  solDynamics,
  syntheticMarket,
  type SyntheticMarketOptions,
} from '../../src/feed/index.js';
import { isOnPriceGrid, isOnSizeGrid, type MarketEvent } from '../../src/market/index.js';

const START = 1_757_015_216_000;

describe('scaling a market to another price', () => {
  it("takes SOL's moves and depths to HYPE's price", () => {
    const hype = scaledToPrice(solDynamics, 27.11);
    expect(hype.volatility).toBeCloseTo(0.002_158_8, 6);
    expect(hype.decay).toBeCloseTo(453.3, 1);
    expect(hype.intensity).toBe(0.10005);
    expect(scaledToPrice(hype, solDynamics.price).decay).toBeCloseTo(solDynamics.decay, 9);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a price of %d', (price) => {
    expect(() => scaledToPrice(solDynamics, price)).toThrow(RangeError);
  });
});

describe('a synthetic market', () => {
  it('gives the same events for the same seed and others for another', () => {
    const [one, again, other] = [7, 7, 8].map((seed) => eventsUntil({ seed }, 60_000));
    expect(JSON.stringify(one)).toBe(JSON.stringify(again));
    expect(JSON.stringify(one)).not.toBe(JSON.stringify(other));
  });

  it('begins with a book and a mark, and can be iterated again from the start', () => {
    const market = syntheticMarket({ seed: 1, startTime: START });
    const firstTwo = (): string[] => {
      const kinds: string[] = [];
      for (const event of market) {
        kinds.push(event.kind);
        if (kinds.length === 2) break;
      }
      return kinds;
    };
    expect(firstTwo()).toEqual(['bookChanged', 'contextChanged']);
    expect(firstTwo()).toEqual(['bookChanged', 'contextChanged']);
  });

  it('keeps to its grid and its order of time, never crosses, and trades outside the top', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(27.11, 0.2, 9.9999, 202.225, 109_755, 10_000.2),
        fc.integer({ min: 0, max: 5 }),
        (seed, startPrice, sizeDecimals) => {
          const events = eventsUntil({ seed, startPrice, sizeDecimals, intensity: 2 }, 20_000);
          expect(faultsOf(events, sizeDecimals)).toEqual([]);
        },
      ),
      { seed: 5, numRuns: 30 },
    );
  });

  it('sends books, marks and tops at their pace', () => {
    const events = eventsUntil({ seed: 3 }, 60_000);
    const count = (kind: MarketEvent['kind']): number =>
      events.filter((event) => event.kind === kind).length;
    expect(count('bookChanged')).toBe(120);
    expect(count('contextChanged')).toBe(20);
    expect(count('topChanged')).toBeGreaterThan(100);
  });

  it('calibrates back to the volatility, intensity and decay it was made with', () => {
    const dynamics = scaledToPrice(solDynamics, 27.11);
    const hours = 6;
    const found = calibrate({ seed: 42, startTime: START }, hours * 3_600_000);
    expect(found.volatility / dynamics.volatility).toBeGreaterThan(0.95);
    expect(found.volatility / dynamics.volatility).toBeLessThan(1.05);
    expect(found.decay / dynamics.decay).toBeGreaterThan(0.9);
    expect(found.decay / dynamics.decay).toBeLessThan(1.1);
    expect(found.intensity / dynamics.intensity).toBeGreaterThan(0.85);
    expect(found.intensity / dynamics.intensity).toBeLessThan(1.15);
  }, 120_000);

  it.each<[string, Partial<SyntheticMarketOptions>]>([
    ['a decay of 0', { decay: 0 }],
    ['a volatility below 0', { volatility: -1 }],
    ['an intensity that is no number', { intensity: Number.NaN }],
    ['a start price of 0', { startPrice: 0 }],
    ['half a millisecond of a step', { stepMs: 0.5 }],
    ['a seed that is no number', { seed: Number.NaN }],
    ['no levels', { bookDepth: 0 }],
  ])('refuses %s', (_, options) => {
    expect(() => syntheticMarket({ seed: 1, startTime: START, ...options })).toThrow(RangeError);
  });
});

function eventsUntil(options: Partial<SyntheticMarketOptions>, durationMs: number): MarketEvent[] {
  const events: MarketEvent[] = [];
  for (const event of syntheticMarket({ seed: 1, startTime: START, ...options })) {
    if (event.at >= START + durationMs) break;
    events.push(event);
  }
  return events;
}

/** What is wrong with a stream, in words. */
function faultsOf(events: readonly MarketEvent[], sizeDecimals: number): string[] {
  const faults: string[] = [];
  let time = 0;
  let top = { bid: 0, ask: Number.POSITIVE_INFINITY };
  for (const event of events) {
    if (event.at < time) faults.push(`${event.at} comes after ${time}`);
    time = event.at;
    for (const { price, size } of levelsOf(event)) {
      if (!isOnPriceGrid(price, sizeDecimals)) faults.push(`${price} is between ticks`);
      if (!size.gt(0) || !isOnSizeGrid(size, sizeDecimals)) faults.push(`${size} is no size`);
    }
    if (event.kind === 'tradePrinted') {
      const isOutside = event.side === 'buy' ? event.price.gte(top.ask) : event.price.lte(top.bid);
      if (!isOutside) faults.push(`traded inside the top at ${event.price}`);
    } else if (event.kind !== 'contextChanged') {
      const [bid, ask] =
        event.kind === 'topChanged' ? [event.bid, event.ask] : [event.bids[0], event.asks[0]];
      top = { bid: bid?.price.toNumber() ?? 0, ask: ask?.price.toNumber() ?? 0 };
      if (!(top.bid > 0 && top.bid < top.ask)) faults.push(`crossed ${top.bid} ${top.ask}`);
    }
  }
  return faults;
}

function levelsOf(
  event: MarketEvent,
): { price: MarketLevel['price']; size: MarketLevel['size'] }[] {
  switch (event.kind) {
    case 'bookChanged':
      return [...event.bids, ...event.asks];
    case 'topChanged':
      return [event.bid, event.ask].flatMap((level) => level ?? []);
    case 'tradePrinted':
      return [event];
    default:
      return [];
  }
}

type MarketLevel = Extract<MarketEvent, { kind: 'tradePrinted' }>;

/**
 * The practitioners' procedure from the outside: volatility from changes of the visible mid over
 * ten seconds, where the grid's noise is small; intensity and decay from how often takers reach
 * each distance from the mid, by least squares of ln λ over the levels that were reached often.
 */
function calibrate(
  options: SyntheticMarketOptions,
  durationMs: number,
): { readonly volatility: number; readonly intensity: number; readonly decay: number } {
  const tick = 0.001;
  const reached = new Map<number, number>();
  let mid = 0;
  let sampledMid: number | null = null;
  let nextSample = options.startTime;
  let squares = 0;
  let samples = 0;
  for (const event of syntheticMarket(options)) {
    if (event.at >= options.startTime + durationMs) break;
    if (event.kind === 'tradePrinted') {
      // The visible mid lies half a tick beside every price, so levels are half ticks.
      const ticks = Math.abs(event.price.toNumber() - mid) / tick;
      for (let level = 0.5; level <= ticks + 0.01; level += 1) {
        reached.set(level, (reached.get(level) ?? 0) + 1);
      }
    } else if (event.kind === 'topChanged' && event.bid !== null && event.ask !== null) {
      mid = (event.bid.price.toNumber() + event.ask.price.toNumber()) / 2;
    }
    if (event.at < nextSample || mid === 0) continue;
    nextSample = event.at + 10_000;
    if (sampledMid !== null) {
      squares += (mid - sampledMid) ** 2;
      samples += 1;
    }
    sampledMid = mid;
  }
  const points = [...reached].filter(([, count]) => count >= 100);
  const line = leastSquares(
    points.map(([level, count]) => [level * tick, Math.log(count / 2 / (durationMs / 1000))]),
  );
  const volatility = Math.sqrt(squares / samples / 10);
  return { volatility, intensity: Math.exp(line.intercept), decay: -line.slope };
}

function leastSquares(points: readonly (readonly [number, number])[]): {
  readonly slope: number;
  readonly intercept: number;
} {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = covariance / variance;
  return { slope, intercept: meanY - slope * meanX };
}
