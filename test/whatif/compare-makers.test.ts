/** Goal: the books of an experiment add up, and its makers meet the very same market. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { syntheticMarket } from '../../src/feed/index.js';
import type { MarketEvent } from '../../src/market/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { compareMakers, glftMaker, type MarginSplit, runMaker } from '../../src/whatif/index.js';

const HYPE = referenceInstruments.find(({ coin }) => coin === 'HYPE');
if (HYPE === undefined) throw new Error('the venue lists HYPE');
const BUSY = { volatility: 0.001, intensity: 0.4, decay: 300 };
const SETTINGS = {
  skew: decimal('0.2'),
  perSideLeast: decimal('0.3'),
  perSideMost: decimal('0.7'),
};
const OPTIONS = {
  instrument: HYPE,
  durationMs: 60_000,
  cash: decimal('397.49'),
  leverage: 10,
  makerFee: decimal('0.0001'),
  refreshMs: 1_000,
};

function makerBy(split: MarginSplit, skew = 1) {
  return glftMaker({
    ...OPTIONS,
    instrument: OPTIONS.instrument,
    parameters: { ...BUSY, riskAversion: 30 },
    unitSize: decimal(18),
    unitsMost: 8,
    levels: 8,
    minHalfSpread: decimal(0),
    split,
    skew,
  });
}

function marketOf(seed: number): Iterable<MarketEvent> {
  return syntheticMarket({ ...BUSY, seed, startTime: 0 });
}

describe('a maker on the simulated venue', () => {
  it('earns what spread, inventory and fees add up to, and its fills say so', () => {
    const run = runMaker(makerBy({ kind: 'inner-first', settings: SETTINGS }), {
      ...OPTIONS,
      market: marketOf(3),
    });
    expect(run.fills.length).toBeGreaterThan(10);
    expect(run.spreadPnl + run.inventoryPnl - run.fees).toBeCloseTo(run.pnl, 9);
    // The venue rounds each fee to a millionth of a dollar.
    expect(run.fees).toBeCloseTo(run.turnover * 0.0001, 4);
    const edge = run.fills.reduce(
      (sum, { side, size, price, mid }) =>
        sum + (side === 'buy' ? mid - price : price - mid) * size,
      0,
    );
    expect(run.spreadPnl).toBeCloseTo(edge, 9);
    expect(run.samples).toHaveLength(60);
  });

  it('is refused most of its asks where each side takes all of the margin', () => {
    const full = runMaker(makerBy({ kind: 'full' }), { ...OPTIONS, market: marketOf(3) });
    const even = runMaker(makerBy({ kind: 'even', settings: SETTINGS }), {
      ...OPTIONS,
      market: marketOf(3),
    });
    expect(full.samples[0]?.bidSize).toBeGreaterThan(140);
    expect(full.samples[0]?.askSize).toBe(0);
    expect(full.rejected['perpMarginRejected']).toBeGreaterThan(100);
    // $397.49 at 10x and 27.11: about 73 contracts a side, less what is kept back.
    expect(even.samples[0]?.bidSize).toBeCloseTo(71.84, 0);
    expect(even.samples[0]?.askSize).toBeCloseTo(71.84, 0);
    expect(even.rejected).toEqual({});
  });

  it('quotes by inventory unless it is told not to', () => {
    const holdings = [1, 0].map((skew) => {
      const maker = makerBy({ kind: 'inner-first', settings: SETTINGS }, skew);
      const { samples } = runMaker(maker, { ...OPTIONS, market: marketOf(4) });
      return samples.reduce((sum, { position }) => sum + Math.abs(position), 0);
    });
    expect(holdings[0]).toBeLessThan(holdings[1] ?? 0);
  });
});

describe('makers side by side', () => {
  const makers = [
    { name: 'even', maker: makerBy({ kind: 'even', settings: SETTINGS }) },
    { name: 'same', maker: makerBy({ kind: 'even', settings: SETTINGS }) },
    {
      name: 'by value',
      maker: makerBy({ kind: 'by-value', settings: SETTINGS, temperature: 1e-4 }),
    },
  ];
  const markets = [1, 2, 3].map((seed) => ({ name: `seed ${seed}`, events: marketOf(seed) }));
  const { scores, summaries, runs } = compareMakers({ ...OPTIONS, makers, markets });

  it('meet the same markets: the same maker earns the same, and differs by nothing', () => {
    expect(runs[1]).toEqual(runs[0]);
    expect(summaries[1]?.pnlBeyondFirst).toEqual({ value: 0, low: 0, high: 0 });
    expect(summaries[0]?.pnlBeyondFirst).toBeNull();
  });

  it('have a score each on each market, and the interval of the paired difference', () => {
    expect(scores.map(({ maker, market }) => `${maker} ${market}`)).toHaveLength(9);
    const pnl = (maker: string): number[] =>
      scores.filter((score) => score.maker === maker).map((score) => score.pnl);
    const beyond = pnl('by value').map((value, index) => value - (pnl('even')[index] ?? 0));
    const mean = beyond.reduce((sum, value) => sum + value, 0) / 3;
    const variance = beyond.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2;
    const found = summaries[2]?.pnlBeyondFirst;
    expect(found?.value).toBeCloseTo(mean, 12);
    expect(found?.high).toBeCloseTo(mean + 4.303 * Math.sqrt(variance / 3), 12);
    expect(scores.every(({ worstDrawdown }) => worstDrawdown >= 0)).toBe(true);
  });
});
