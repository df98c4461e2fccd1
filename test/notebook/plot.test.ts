/** Goal: the charts of policies and sizes as stored JSON: any change of look or data shows. */
import { describe, expect, it } from 'vitest';
import { plot, type SweepPoint, type Trial } from '../../src/notebook/index.js';
import { trialFixture } from './trial-fixture.js';

const AT = Date.UTC(2026, 0, 5, 12);
const TRIAL = trialFixture();
const OTHER: Trial = {
  ...TRIAL,
  label: 'a/policy/with/a/long/name/other.policy',
  figures: { ...TRIAL.figures, profit: -0.5, maxDrawdown: 0.75, fills: 0 },
};

/** Four digits: the last ones of a logarithm may differ between processors. */
function textOf(figure: object): string {
  return `${JSON.stringify(figure, rounded, 1)}\n`;
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

/** A market each; profits as they are given, all else the same. */
function sweepPoint(settings: SweepPoint['settings'], profits: readonly number[]): SweepPoint {
  return { settings, figures: profits.map((profit) => ({ ...TRIAL.figures, profit })) };
}

const LADDERS = [0, 1, 2].map((second) => ({
  at: AT + 1_000 * second,
  orders:
    second === 2
      ? []
      : [
          { coin: 'HYPE', side: 'buy' as const, price: 27, size: 4 },
          { coin: 'HYPE', side: 'buy' as const, price: 27, size: 2 },
          { coin: 'HYPE', side: 'sell' as const, price: 27.004, size: 8 - second },
          { coin: 'SOL', side: 'sell' as const, price: 200, size: 1 },
        ],
}));

const BETS = [
  { name: 'as seen', winRate: 0.55, payoff: 2 },
  { name: 'no edge', winRate: 0.4, payoff: 0.75 },
];
const MARKS = [
  { name: 'half', fraction: 0.5 },
  { name: 'a quarter', fraction: 0.25 },
];

describe('the plot family', () => {
  it.each([
    [
      'ladder-heat-map',
      plot.ladderHeatMap({
        title: 'Where do they stand?',
        coin: 'HYPE',
        ladders: LADDERS,
        mid: { times: TRIAL.times, values: TRIAL.markets[0]?.mid ?? [] },
      }),
    ],
    ['equity-and-inventory', plot.equityAndInventory('What was held?', [TRIAL, OTHER], 'HYPE')],
    ['comparison', plot.comparison('Which is better?', [TRIAL, OTHER])],
    [
      'kelly-growth',
      plot.kellyGrowth({
        title: 'What does it bring?',
        bets: BETS,
        marks: MARKS,
      }),
    ],
    [
      'kelly-drawdown',
      plot.kellyDrawdown({
        title: 'How likely?',
        depths: [0.1, 0.5],
        marks: MARKS,
        bearable: 0.1,
      }),
    ],
    [
      'sweep-line',
      plot.sweepSurface({
        title: 'Which γ?',
        points: ['0.01', '0.1'].map((gamma, index) =>
          sweepPoint({ 'quote.risk-aversion': gamma }, [1 + index, 2, 4]),
        ),
        x: 'quote.risk-aversion',
        value: ({ profit }) => profit,
        valueTitle: 'profit ($)',
      }),
    ],
    [
      'sweep-map',
      plot.sweepSurface({
        title: 'Which of both?',
        points: [
          sweepPoint({ a: '1', b: 'x' }, [1, 2]),
          sweepPoint({ a: '1', b: 'y' }, [-3]),
          sweepPoint({ a: '2', b: 'x' }, [0.5]),
        ],
        x: 'a',
        y: 'b',
        value: ({ profit }) => profit,
        valueTitle: 'profit ($)',
      }),
    ],
  ])('%s is as stored', async (name, figure) => {
    await expect(textOf(figure)).toMatchFileSnapshot(`../golden/figures/plot-${name}.json`);
  });
});

describe('a ladder heat map', () => {
  it('adds up orders at one price, bids below 0, and leaves out what nobody quotes', () => {
    const figure = plot.ladderHeatMap({ title: '', coin: 'HYPE', ladders: LADDERS });
    const [heat] = figure.data as readonly { y: number[]; z: (number | null)[][] }[];
    expect(heat?.z[0]).toEqual([-6, -6, null]);
    expect(heat?.z.at(-1)).toEqual([8, 7, null]);
    expect(heat?.y.at(-1)).toBeCloseTo(27.004, 6);
  });

  it('is empty where nothing rests', () => {
    const figure = plot.ladderHeatMap({ title: '', coin: 'BTC', ladders: LADDERS });
    expect((figure.data[0] as { z: unknown }).z).toEqual([]);
  });
});

function kindsOf(points: readonly SweepPoint[]): readonly string[] {
  const figure = plot.sweepSurface({
    title: '',
    points,
    x: 'a',
    y: 'b',
    value: ({ profit }) => profit,
    valueTitle: '',
  });
  return figure.data.map((trace) => (trace as { type: string }).type);
}

describe('a sweep surface', () => {
  it('draws lines of equal height only where there are enough points for them', () => {
    const values = ['1', '2', '3', '4', '5'];
    const points = values.flatMap((a, i) => values.map((b, j) => sweepPoint({ a, b }, [i * j])));
    expect(kindsOf(points)).toEqual(['heatmap', 'contour', 'scatter']);
    expect(kindsOf(points.slice(0, 10))).toEqual(['heatmap', 'scatter']);
    expect(kindsOf(points.slice(0, 1))).toEqual(['scatter']);
    expect(kindsOf([])).toEqual(['scatter']);
  });
});
