/** Goal: the notebooks' figures as stored JSON: any change of look or data shows in review. */
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { loadMarket, marketSteps, plot } from '../../src/notebook/index.js';
import { calibrateMarket, calibrateRolling, reachRates } from '../../src/quoting/index.js';
import type { MakerRun, MakerSummary } from '../../src/whatif/index.js';

/** Four digits: the last ones of a logarithm may differ between processors. */
function textOf(figure: object): string {
  return `${JSON.stringify(figure, rounded, 1)}\n`;
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

function order(side: 'buy' | 'sell', price: string, size: number) {
  return { side, price: decimal(price), size: decimal(size) };
}

function golden(name: string): string {
  return `../golden/figures/${name}.json`;
}

/** Depths on levels 1, 1, 2, 1, 3 … of half a tick, mids that move by whole ticks. */
const STEPS = Array.from({ length: 40 }, (_, index) => ({
  mid: 27 + 0.001 * (index % 3),
  depth: index % 2 === 0 ? 0.0005 * (1 + (index % 7)) : null,
}));
const GRID = { levelStep: 0.0005, levels: 70, stepSeconds: 0.1 };

const SUMMARY = { worstDrawdown: 1, submitted: 10, rejected: 0 };
const SUMMARIES: readonly MakerSummary[] = [
  { ...SUMMARY, maker: 'even', pnl: 2, meanPosition: 30, pnlBeyondFirst: null },
  {
    ...SUMMARY,
    maker: 'by value',
    pnl: 3,
    meanPosition: 20,
    pnlBeyondFirst: { value: 1, low: -0.5, high: 2.5 },
  },
];

describe('figures of the notebooks', () => {
  it('show counted rates and both fits of them', async () => {
    const rates = reachRates(STEPS, GRID);
    const calibration = calibrateMarket(STEPS, GRID);
    const title = 'Does it fit?';
    const figure = plot.intensityFit({ title, rates, calibration, tickSize: 0.001 });
    await expect(textOf(figure)).toMatchFileSnapshot(golden('intensity-fit'));
  });

  it('show a rolling fit with its band', async () => {
    const fits = calibrateRolling(STEPS, { ...GRID, windowSteps: 20, everySteps: 5 });
    const title = 'Does it hold?';
    const figure = plot.rollingFit({ title, fits, parameter: 'decay', tickSize: 0.001 });
    await expect(textOf(figure)).toMatchFileSnapshot(golden('rolling-fit'));
  });

  it('show where contracts rest, the furthest bid first', async () => {
    const figure = plot.allocation({
      title: 'Where do they rest?',
      splits: [
        {
          name: 'one',
          orders: [order('buy', '27.1', 3), order('buy', '27', 2), order('sell', '27.2', 4)],
        },
        { name: 'two', orders: [order('sell', '27.2', 1), order('sell', '27.3', 1)] },
      ],
    });
    await expect(textOf(figure)).toMatchFileSnapshot(golden('allocation'));
  });

  it('show makers side by side', async () => {
    const samples = [0, 30, 60].map((seconds) => ({
      seconds,
      mid: 27,
      position: seconds / 10,
      equity: 400 + seconds / 60,
      bidSize: 1,
      askSize: 1,
    }));
    const run: MakerRun = {
      pnl: 1,
      spreadPnl: 1,
      inventoryPnl: 0,
      fees: 0,
      turnover: 0,
      fills: [],
      samples,
      submitted: 2,
      rejected: {},
    };
    await expect(textOf(plot.riskProfit('What does it cost?', SUMMARIES))).toMatchFileSnapshot(
      golden('risk-profit'),
    );
    await expect(textOf(plot.profitDifference('Is it luck?', SUMMARIES))).toMatchFileSnapshot(
      golden('profit-difference'),
    );
    const makers = [{ name: 'one', run }];
    await expect(textOf(plot.makerSeries('How much?', 'position', makers))).toMatchFileSnapshot(
      golden('maker-series'),
    );
  });

  it('are plain data that survives storage', () => {
    const figure = plot.profitDifference('Is it luck?', SUMMARIES);
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
  });
});

describe('the market of a notebook', () => {
  it('is as long as asked for, with its tick, and becomes steps of 100 ms', async () => {
    const options = { recording: null, coin: 'HYPE', minutes: 1, seed: 4 };
    const market = await loadMarket(options);
    expect(market.tickSize).toBe(0.001);
    expect(market.events.at(-1)?.at).toBeLessThan(market.startMs + 60_000);
    const steps = marketSteps(market.events);
    expect(steps.length).toBeGreaterThan(590);
    expect(steps.at(-1)?.mid).toBeCloseTo(27.1, 0);
    expect(await loadMarket(options)).toEqual(market);
  });

  it('says which coins there are, and what is wrong with a folder', async () => {
    const options = { recording: null, coin: 'DOGE', minutes: 1, seed: 1 };
    await expect(loadMarket(options)).rejects.toThrow('lists no DOGE, but BTC, ETH');
    const lost = { recording: '/no/such/folder', coin: 'HYPE', minutes: 1, seed: 1 };
    await expect(loadMarket(lost)).rejects.toThrow('/no/such/folder');
  });
});
