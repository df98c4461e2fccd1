/** Lines, bands and points over a plain axis in the house's one style. */
import { axisOf, legendRows, plainLayout } from './chart-style.js';
import type { Figure } from './figure.js';

export interface XyLine {
  readonly name: string;
  readonly x: readonly number[];
  /** `null` where the line breaks. */
  readonly y: readonly (number | null)[];
  readonly color: string;
  readonly dash?: 'solid' | 'dash' | 'dot';
  readonly isStep?: boolean;
}

/** Between two lines of one `x`, pale. */
export interface XyBand {
  readonly name: string;
  readonly x: readonly number[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  readonly color: string;
}

export type LabelPlace = 'top left' | 'bottom right';

export interface XyPoints {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly color: string;
  /** Beside each point. */
  readonly labels?: readonly string[];
  /** Where beside it, as Plotly has it; above where left out. */
  readonly labelsAt?: readonly LabelPlace[];
}

export interface XyFigureInputs {
  /** The question that the chart answers. */
  readonly title: string;
  /** With their units. */
  readonly xTitle: string;
  readonly yTitle: string;
  readonly bands?: readonly XyBand[];
  readonly lines?: readonly XyLine[];
  readonly points?: readonly XyPoints[];
  readonly yScale?: 'linear' | 'log';
  /** Powers of ten on a logarithmic scale, as Plotly has it. */
  readonly yRange?: readonly [number, number];
  /** Plotly's format of the values on hovering, such as `.2f`. */
  readonly format?: string;
}

export function xyFigure(inputs: XyFigureInputs): Figure {
  const { title, xTitle, yTitle, bands = [], lines = [], points = [] } = inputs;
  const { yScale = 'linear', yRange, format = '.4~g' } = inputs;
  const unlabelled = points.filter(({ labels }) => labels === undefined);
  const names = bands.length + lines.length + unlabelled.length;
  return {
    data: [
      ...bands.flatMap(bandTraces),
      ...lines.map((line) => lineTrace(line, format)),
      ...points.map((each) => pointsTrace(each, format)),
    ],
    layout: {
      ...plainLayout(title, legendRows(names)),
      hovermode: points.length > 0 ? 'closest' : 'x unified',
      xaxis: axisOf(xTitle),
      yaxis: {
        ...axisOf(yTitle),
        type: yScale,
        ...(yScale === 'log' ? { exponentformat: 'power', dtick: 1 } : {}),
        ...(yRange === undefined ? {} : { range: [...yRange] }),
      },
    },
  };
}

function bandTraces({ name, x, low, high, color }: XyBand): readonly object[] {
  const edge = { type: 'scatter', mode: 'lines', x, line: { color, width: 0 }, hoverinfo: 'skip' };
  const group = { legendgroup: name };
  return [
    { ...edge, ...group, name, y: low, showlegend: false },
    { ...edge, ...group, name, y: high, fill: 'tonexty', fillcolor: `${color}33` },
  ];
}

function lineTrace(line: XyLine, format: string): object {
  const { name, x, y, color, dash = 'solid', isStep = false } = line;
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x,
    y,
    // Plotly would leave out points of a curve until its corners show.
    line: { color, width: 2, dash, shape: isStep ? 'hv' : 'linear', simplify: false },
    hovertemplate: `%{y:${format}}`,
  };
}

function pointsTrace(points: XyPoints, format: string): object {
  const { name, x, y, color, labels, labelsAt = 'top center' } = points;
  return {
    type: 'scatter',
    mode: labels === undefined ? 'markers' : 'markers+text',
    name,
    x,
    y,
    showlegend: labels === undefined,
    marker: { color, size: 7 },
    ...(labels === undefined ? {} : { text: labels, textposition: labelsAt }),
    hovertemplate: `%{x:${format}}, %{y:${format}}`,
  };
}
