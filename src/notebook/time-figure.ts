/** Lines over market time in the house's one style, with the moments at which rules acted. */
import type { TimeMs } from '../base/index.js';
import { FIGURE_HEIGHT_PX } from './figure.js';

/** What `Plotly.newPlot` takes; JSON all through. */
export interface TimeFigure {
  readonly data: readonly TimeTrace[];
  readonly layout: Readonly<Record<string, unknown>>;
}

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
  readonly times: readonly TimeMs[];
  /** `null` where the line breaks. */
  readonly values: readonly (number | null)[];
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

/** Okabe and Ito's eight, black left out: told apart with any colour vision, on white and black. */
const SERIES_COLORS = [
  '#0072b2',
  '#d55e00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#e69f00',
  '#8a8a00',
] as const;

export function seriesColor(index: number): string {
  return SERIES_COLORS[index % SERIES_COLORS.length] ?? SERIES_COLORS[0];
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

const SMALL = { size: 13 };
const AXIS = { gridcolor: '#e0e0e0', zerolinecolor: '#a0a0a0', automargin: true };
/** Room for the legend above the lines, a row for each few names. */
const NAMES_A_ROW = 4;
const ROW_PX = 22;

export function timeFigure(inputs: TimeFigureInputs): TimeFigure {
  const { title, yTitle, lines, marks = [], yRange, format = '.2f' } = inputs;
  const rows = Math.ceil((lines.length + (marks.length > 0 ? 1 : 0)) / NAMES_A_ROW);
  const top = 60 + ROW_PX * rows;
  return {
    data: [
      ...lines.map((line) => traceOf(line, format)),
      ...(marks.length === 0 ? [] : [traceOfMarks(marks)]),
    ],
    layout: {
      title: { text: title, x: 0.01, xanchor: 'left', y: 0.97, yanchor: 'top', font: { size: 17 } },
      font: { family: 'system-ui, sans-serif', size: 13, color: '#333333' },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      height: FIGURE_HEIGHT_PX,
      margin: { t: top, r: 30, b: 60, l: 80 },
      showlegend: true,
      legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1.02, yanchor: 'bottom', font: SMALL },
      hovermode: 'x unified',
      xaxis: { ...AXIS, type: 'date', title: { text: 'market time (UTC)', font: SMALL } },
      yaxis: {
        ...AXIS,
        title: { text: yTitle, font: SMALL },
        ...(yRange === undefined ? {} : { range: [...yRange] }),
      },
    },
  };
}

function traceOf(line: TimeLine, format: string): TimeTrace {
  const { name, times, values, color, dash = 'solid', isStep = false } = line;
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: times.map((at) => new Date(at).toISOString()),
    y: values,
    line: { color, width: 2, dash, shape: isStep ? 'hv' : 'linear' },
    hovertemplate: `%{y:${format}}`,
  };
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
