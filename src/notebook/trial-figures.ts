/** Charts of what-if trials: one comparison, and one question a chart for each trial. */
import type { Trial, TrialMoment } from '../study/index.js';
import { axisOf, plainLayout, seriesColor } from './chart-style.js';
import type { Figure } from './figure.js';
import { type TimeFigure, timeFigure, type TimeLine } from './time-figure.js';

/** What each trial gained over its beginning, USD. */
export function equityFigure(trials: readonly Trial[]): TimeFigure {
  return timeFigure({
    title: 'What does each policy gain?',
    yTitle: 'equity over its beginning ($)',
    lines: trials.map(({ label, times, equity }, index) => {
      const first = equity.find((value) => value !== null) ?? 0;
      const values = equity.map((value) => (value === null ? null : value - first));
      return { name: label, times, values, color: seriesColor(index) };
    }),
  });
}

/** Contracts held, and how many margin carries. */
export function inventoryFigure(trial: Trial): TimeFigure {
  const { times, markets } = trial;
  return timeFigure({
    title: 'How much is held?',
    yTitle: 'position (contracts; below 0 is short)',
    format: '.4~f',
    lines: markets.map(({ coin, position }, index) => ({
      name: coin,
      times,
      values: position,
      color: seriesColor(index),
      isStep: true,
    })),
  });
}

/** Our best quotes around the market's mid. */
export function quotesFigure(trial: Trial, coin: string): TimeFigure {
  const { times, markets } = trial;
  const market = markets.find((each) => each.coin === coin);
  const line = (
    name: string,
    values: readonly (number | null)[],
    color: string,
    dash: 'solid' | 'dot',
  ): TimeLine => ({ name, times, values, color, dash });
  return timeFigure({
    title: `Where are the quotes of ${coin} against mid?`,
    yTitle: 'price ($)',
    format: '.6~g',
    lines: [
      line('our bid', market?.bid ?? [], seriesColor(0), 'solid'),
      line('our ask', market?.ask ?? [], seriesColor(1), 'solid'),
      line('mid', market?.mid ?? [], '#808080', 'dot'),
    ],
  });
}

/** Margin that the positions use, against all that there is. */
export function marginFigure(trial: Trial): TimeFigure {
  const { times, marginUtilization } = trial;
  const values = marginUtilization.map((value) => (value === null ? null : 100 * value));
  return timeFigure({
    title: 'How much of the margin is used?',
    yTitle: 'margin utilisation (% of equity)',
    format: '.1f',
    lines: [{ name: 'margin utilisation', times, values, color: seriesColor(0) }],
  });
}

/** Triggers that came nearest, at most so many. */
const TRIGGERS_SHOWN = 7;

/** How far each trigger was from tripping, the nearest ones, and when rules acted. */
export function headroomFigure(trial: Trial): TimeFigure {
  const { times, headroom, moments } = trial;
  const shown = headroom
    .toSorted((left, right) => nearness(left.fractionLeft) - nearness(right.fractionLeft))
    .slice(0, TRIGGERS_SHOWN);
  return timeFigure({
    title: 'How near did its triggers come?',
    yTitle: 'way left to the trigger (%; 0 is tripped)',
    format: '.0f',
    yRange: [-5, 105],
    lines: shown.map(({ rule, coin, fractionLeft }, index) => ({
      name: coin === null || rule.startsWith(`${coin}.`) ? rule : `${rule} ${coin}`,
      times,
      values: fractionLeft.map((value) => (value === null ? null : 100 * value)),
      color: seriesColor(index),
    })),
    marks: moments.filter(isTrip).map(({ at, rule, coin, text }) => ({
      at,
      value: 0,
      text: `${rule}${coin === null ? '' : ` ${coin}`}: ${text}`,
      color: '#b00020',
    })),
  });
}

function nearness(fractions: readonly (number | null)[]): number {
  return fractions.reduce<number>((least, value) => Math.min(least, value ?? 1), 1);
}

function isTrip(moment: TrialMoment): moment is Extract<TrialMoment, { kind: 'tripped' }> {
  return moment.kind === 'tripped';
}

interface BarTrace {
  readonly type: 'bar' | 'scatter';
  readonly mode?: 'markers';
  readonly name: string;
  readonly x: readonly string[];
  readonly y: readonly number[];
  readonly marker: Readonly<Record<string, unknown>>;
  readonly hovertemplate: string;
}

export type BarFigure = Figure<BarTrace>;

/** The parts of each profit, which add up to it: stacked, with the sum as a mark. */
export function attributionFigure(trials: readonly Trial[], names: readonly string[]): BarFigure {
  const parts = [
    ['spread', (trial: Trial) => trial.figures.spread],
    ['inventory', (trial: Trial) => trial.figures.inventory],
    ['fees', (trial: Trial) => -trial.figures.fees],
    ['funding', (trial: Trial) => trial.figures.funding],
  ] as const;
  return {
    data: [
      ...parts.map(([name, amountOf], index): BarTrace => ({
        type: 'bar',
        name,
        x: names,
        y: trials.map(amountOf),
        marker: { color: seriesColor(index) },
        hovertemplate: '%{y:$.2f}',
      })),
      {
        type: 'scatter',
        mode: 'markers',
        name: 'profit',
        x: names,
        y: trials.map(({ figures }) => figures.profit),
        marker: { color: '#333333', symbol: 'diamond', size: 11 },
        hovertemplate: '%{y:$.2f}',
      },
    ],
    layout: {
      ...plainLayout('Where does the profit come from?', 2),
      barmode: 'relative',
      hovermode: 'x unified',
      xaxis: { ...axisOf('trial'), type: 'category' },
      yaxis: axisOf('profit ($)'),
    },
  };
}
