/** What two settings come to together, or one alone. */
import type { TrialFigures } from '../study/index.js';
import { estimateMean } from '../whatif/index.js';
import { axisOf, plainLayout, seriesColor } from './chart-style.js';
import { COLORS, type Figure } from './figure.js';
import type { SweepPoint } from './sweep-settings.js';

export interface SweepSurfaceInputs {
  /** The question that the chart answers. */
  readonly title: string;
  readonly points: readonly SweepPoint[];
  /** Path of the setting along the bottom, and one for up; left out where only one was varied. */
  readonly x: string;
  readonly y?: string;
  /** Of the axes, with units; the paths where left out. */
  readonly xTitle?: string;
  readonly yTitle?: string;
  readonly value: (figures: TrialFigures) => number;
  /** With its unit: `profit ($)`. */
  readonly valueTitle: string;
}

interface Cell {
  readonly mean: number;
  /** Half of the 95% interval over the markets; null of fewer than two. */
  readonly margin: number | null;
}

/** Fewer than these and there is no line of equal height to draw. */
const CONTOUR_LEAST = 5;
const CONTOURS = 5;
/** More cells than these and the numbers in them would not be read. */
const WRITTEN_MOST = 10;

/**
 * Means over the markets. Of two settings a heat map with each value in its cell, from five by
 * five on with lines of equal height, a ring around the best; of one setting a line with 95%
 * intervals. Settings stand evenly, in the order they were tried. A point that is missing is a gap.
 */
export function sweepSurfaceFigure(inputs: SweepSurfaceInputs): Figure {
  const { points, x, y } = inputs;
  const columns = valuesOf(points, x);
  const rows = y === undefined ? [] : valuesOf(points, y);
  return y === undefined || rows.length < 2
    ? lineFigure(inputs, columns)
    : mapFigure(inputs, y, columns, rows);
}

function mapFigure(
  { title, points, x, value, valueTitle, xTitle = x, yTitle }: SweepSurfaceInputs,
  y: string,
  columns: readonly string[],
  rows: readonly string[],
): Figure {
  const z = rows.map((row) =>
    columns.map((column) => {
      const found = points.filter(({ settings }) => settings[x] === column && settings[y] === row);
      return cellOf(found, value)?.mean ?? null;
    }),
  );
  const known = z.flat().filter((mean) => mean !== null);
  const most = Math.max(...known.map(Math.abs), 0) || 1;
  const hasContour = rows.length >= CONTOUR_LEAST && columns.length >= CONTOUR_LEAST;
  const isWritten = rows.length <= WRITTEN_MOST && columns.length <= WRITTEN_MOST;
  const heat = {
    type: 'heatmap',
    name: valueTitle,
    x: columns,
    y: rows,
    z,
    zmin: -most,
    zmax: most,
    colorscale: SCALE,
    xgap: 2,
    ygap: 2,
    hoverongaps: false,
    ...(isWritten ? { texttemplate: '%{z:.3~g}' } : {}),
    colorbar: {
      title: { text: valueTitle, font: { size: 13 } },
      thickness: 14,
      outlinewidth: 0,
    },
    hovertemplate: `%{x}, %{y}: %{z:.4~g}<extra></extra>`,
  };
  return {
    data: [heat, ...(hasContour ? [contourOf(columns, rows, z)] : []), ...bestOf(columns, rows, z)],
    layout: {
      ...plainLayout(title, 1),
      hovermode: 'closest',
      xaxis: { ...axisOf(xTitle), type: 'category', showgrid: false },
      yaxis: { ...axisOf(yTitle ?? y), type: 'category', showgrid: false },
    },
  };
}

/** Losses, nothing, gains: the palette's two ends by way of white. */
const SCALE = [
  [0, seriesColor(1)],
  [0.5, '#f7f7f7'],
  [1, seriesColor(0)],
] as const;

function contourOf(x: readonly string[], y: readonly string[], z: unknown): object {
  return {
    type: 'contour',
    name: 'equal height',
    x,
    y,
    z,
    ncontours: CONTOURS,
    contours: { coloring: 'none' },
    line: { color: '#808080', width: 1.5, smoothing: 0.8 },
    showscale: false,
    showlegend: false,
    hoverinfo: 'skip',
  };
}

function bestOf(
  columns: readonly string[],
  rows: readonly string[],
  z: readonly (readonly (number | null)[])[],
): readonly object[] {
  let best: { x: string; y: string; mean: number } | null = null;
  for (const [row, means] of z.entries()) {
    for (const [column, mean] of means.entries()) {
      if (mean === null || (best !== null && mean <= best.mean)) continue;
      best = { x: columns[column] ?? '', y: rows[row] ?? '', mean };
    }
  }
  if (best === null) return [];
  const marker = { symbol: 'circle-open', size: 46, color: '#009e73', line: { width: 3 } };
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: 'highest mean',
      x: [best.x],
      y: [best.y],
      marker,
      showlegend: true,
      hoverinfo: 'skip',
    },
  ];
}

function lineFigure(
  { title, points, x, value, valueTitle, xTitle = x }: SweepSurfaceInputs,
  columns: readonly string[],
): Figure {
  const cells = columns.map((column) =>
    cellOf(
      points.filter(({ settings }) => settings[x] === column),
      value,
    ),
  );
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines+markers',
        name: 'mean and 95% interval over the markets',
        x: columns,
        y: cells.map((cell) => cell?.mean ?? null),
        error_y: {
          type: 'data',
          array: cells.map((cell) => cell?.margin ?? 0),
          color: COLORS.bid,
        },
        line: { color: COLORS.bid, width: 2 },
        marker: { color: COLORS.bid, size: 9 },
        hovertemplate: '%{x}: %{y:.4~g}<extra></extra>',
      },
    ],
    layout: {
      ...plainLayout(title, 0),
      hovermode: 'closest',
      xaxis: { ...axisOf(xTitle), type: 'category' },
      yaxis: axisOf(`${valueTitle}, mean and 95% interval`),
    },
  };
}

function valuesOf(points: readonly SweepPoint[], path: string): readonly string[] {
  return [...new Set(points.flatMap(({ settings }) => settings[path] ?? []))];
}

function cellOf(points: readonly SweepPoint[], value: SweepSurfaceInputs['value']): Cell | null {
  const values = points.flatMap(({ figures }) => figures.map(value));
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, each) => sum + each, 0) / count;
  const estimate = estimateMean(values);
  return { mean, margin: estimate === null ? null : estimate.high - mean };
}
