/** Lines over market time in the house's one style, with the moments at which rules acted. */
import type { TimeMs } from '../base/index.js';
import { axisOf, legendRows, plainLayout } from './chart-style.js';
import type { Figure } from './figure.js';
import { DRAWN_POINTS_MAX, thinSeries } from './thin-series.js';

export type TimeFigure = Figure<TimeTrace>;

export interface TimeTrace {
  readonly type: 'scatter';
  readonly mode: 'lines' | 'markers';
  readonly name: string;
  /** ISO, UTC. */
  readonly x: readonly string[];
  readonly y: readonly (number | null)[];
  readonly line?: Readonly<Record<string, unknown>>;
  readonly marker?: Readonly<Record<string, unknown>>;
  readonly text?: readonly string[];
  readonly hovertemplate: string;
}

export interface TimeLine {
  readonly name: string;
  /** Typed arrays too; of more points than can be seen only those are kept that can. */
  readonly times: ArrayLike<TimeMs>;
  /** `null` or NaN where the line breaks. */
  readonly values: ArrayLike<number | null>;
  readonly color: string;
  readonly dash?: 'solid' | 'dash' | 'dot';
  /** Steps hold from one value to the next: positions do, prices are drawn straight. */
  readonly isStep?: boolean;
}

/** Something that happened, drawn on the line at its foot. */
export interface TimeMark {
  readonly at: TimeMs;
  readonly value: number;
  readonly text: string;
  readonly color: string;
}

export interface TimeFigureInputs {
  /** The question that the chart answers. */
  readonly title: string;
  /** With its unit. */
  readonly yTitle: string;
  readonly lines: readonly TimeLine[];
  readonly marks?: readonly TimeMark[];
  /** Left out: as far as the values go. */
  readonly yRange?: readonly [number, number];
  /** Plotly's format of the values, such as `.2f`. */
  readonly format?: string;
}

export function timeFigure(inputs: TimeFigureInputs): TimeFigure {
  const { title, yTitle, lines, marks = [], yRange, format = '.2f' } = inputs;
  const rows = legendRows(lines.length + (marks.length > 0 ? 1 : 0));
  return {
    data: [
      ...lines.map((line) => traceOf(line, format)),
      ...(marks.length === 0 ? [] : [traceOfMarks(marks)]),
    ],
    layout: {
      ...plainLayout(title, rows),
      ...metaOf(lines),
      hovermode: 'x unified',
      xaxis: { ...axisOf('market time (UTC)'), type: 'date' },
      yaxis: { ...axisOf(yTitle), ...(yRange === undefined ? {} : { range: [...yRange] }) },
    },
  };
}

function traceOf(line: TimeLine, format: string): TimeTrace {
  const { name, times, values, color, dash = 'solid', isStep = false } = line;
  const kept = thinSeries(values);
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: kept.map((index) => new Date(times[index] ?? Number.NaN).toISOString()),
    y: kept.map((index) => valueOf(values[index])),
    line: { color, width: 2, dash, shape: isStep ? 'hv' : 'linear' },
    hovertemplate: `%{y:${format}}`,
  };
}

/** JSON knows no NaN. */
function valueOf(value: number | null | undefined): number | null {
  return value === undefined || value === null || Number.isNaN(value) ? null : value;
}

/** How many points there were, for the page to tell; nothing where all are drawn. */
function metaOf(lines: readonly TimeLine[]): Figure['layout'] {
  const points = Math.max(0, ...lines.map(({ values }) => values.length));
  return points > DRAWN_POINTS_MAX ? { meta: { points } } : {};
}

function traceOfMarks(marks: readonly TimeMark[]): TimeTrace {
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'a rule acted',
    x: marks.map(({ at }) => new Date(at).toISOString()),
    y: marks.map(({ value }) => value),
    marker: {
      color: marks.map(({ color }) => color),
      symbol: 'x',
      size: 9,
    },
    text: marks.map(({ text }) => text),
    hovertemplate: '%{text}<extra></extra>',
  };
}
