/** Charts of makers side by side: risk against profit, one line each over time, and differences. */
import type { MakerRun, MakerSummary } from '../whatif/index.js';
import { plainLayout, seriesColor } from './chart-style.js';
import { COLORS, type Figure } from './figure.js';
import { xyFigure } from './xy-figure.js';

/** A mean profit over the mean size of position it took, a point and its name for each maker. */
export function riskProfitFigure(title: string, summaries: readonly MakerSummary[]): Figure {
  return xyFigure({
    title,
    xTitle: 'mean size of the position (contracts)',
    yTitle: 'mean profit ($)',
    points: summaries.map(({ maker, meanPosition, pnl }, index) => ({
      name: maker,
      x: [meanPosition],
      y: [pnl],
      color: seriesColor(index),
      labels: [maker],
    })),
  });
}

const SERIES = {
  position: { yTitle: 'position (contracts; below 0 is short)', isStep: true },
  equity: { yTitle: 'equity ($)', isStep: false },
} as const;

/** One line a maker over the minutes of one market. */
export function makerSeriesFigure(
  title: string,
  series: keyof typeof SERIES,
  makers: readonly { readonly name: string; readonly run: MakerRun }[],
): Figure {
  const { yTitle, isStep } = SERIES[series];
  return xyFigure({
    title,
    xTitle: 'minutes since the start',
    yTitle,
    lines: makers.map(({ name, run }, index) => ({
      name,
      x: run.samples.map(({ seconds }) => seconds / 60),
      y: run.samples.map((sample) => sample[series]),
      color: seriesColor(index),
      isStep,
    })),
  });
}

/** Each maker's profit beyond the first one's on the same markets, with its 95% interval. */
export function profitDifferenceFigure(
  title: string,
  summaries: readonly Pick<MakerSummary, 'maker' | 'pnlBeyondFirst'>[],
): Figure {
  const [first, ...others] = summaries;
  const found = others.flatMap(({ maker, pnlBeyondFirst }) =>
    pnlBeyondFirst === null ? [] : [{ maker, ...pnlBeyondFirst }],
  );
  const axis = { gridcolor: '#e0e0e0', automargin: true };
  const small = { size: 13 };
  return {
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        name: 'mean and 95% interval',
        x: found.map(({ value }) => value),
        y: found.map(({ maker }) => maker),
        error_x: {
          type: 'data',
          symmetric: false,
          array: found.map(({ high, value }) => high - value),
          arrayminus: found.map(({ low, value }) => value - low),
          color: COLORS.bid,
        },
        marker: { color: COLORS.bid, size: 10 },
        hovertemplate: '%{x:$.2f}',
      },
    ],
    layout: {
      ...plainLayout(title, 0),
      hovermode: 'closest',
      xaxis: {
        ...axis,
        zerolinecolor: '#333333',
        title: { text: `profit beyond “${first?.maker ?? ''}” ($)`, font: small },
      },
      yaxis: {
        ...axis,
        type: 'category',
        autorange: 'reversed',
        title: { text: 'maker', font: small, standoff: 16 },
      },
    },
  };
}
