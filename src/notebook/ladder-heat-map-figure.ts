/** Where our contracts rest, over time and price. */
import { axisOf, plainLayout, seriesColor } from './chart-style.js';
import type { Figure } from './figure.js';
import type { LadderSample } from './ladder-series.js';

export interface LadderHeatMapInputs {
  /** The question that the chart answers. */
  readonly title: string;
  readonly coin: string;
  /** Of a `StepLog` or a loaded journal. */
  readonly ladders: readonly LadderSample[];
  /** Drawn over it: mid at times of its own, such as a trial's. */
  readonly mid?: {
    readonly times: readonly number[];
    /** USD; null where it is not known. */
    readonly values: readonly (number | null)[];
  };
}

/** Rows of the map: more could not be told apart. */
const ROWS_MOST = 120;
/** Height of the row of one price alone, as a share of it. */
const ALONE = 1e-4;

/**
 * Price by time, contracts as colour: bids count below 0, asks above it, and nothing is drawn where
 * nothing rests. A row is as high as the ladders' finest step, or wider where that gives too many.
 */
export function ladderHeatMapFigure(inputs: LadderHeatMapInputs): Figure {
  const { title, coin, ladders, mid } = inputs;
  const orders = ladders.map((sample) => sample.orders.filter((order) => order.coin === coin));
  const grid = gridOf(orders.flatMap((each) => each.map(({ price }) => price)));
  const z = grid.prices.map(() => ladders.map((): number | null => null));
  for (const [column, each] of orders.entries()) {
    for (const { side, price, size } of each) {
      const row = z[Math.round((price - grid.low) / grid.step)];
      if (row !== undefined) row[column] = (row[column] ?? 0) + (side === 'buy' ? -size : size);
    }
  }
  const most = Math.max(...z.flat().map((size) => Math.abs(size ?? 0)), 0) || 1;
  const heat = {
    type: 'heatmap',
    name: 'our orders',
    x: ladders.map(({ at }) => new Date(at).toISOString()),
    y: grid.prices,
    z,
    zmin: -most,
    zmax: most,
    colorscale: SCALE,
    hoverongaps: false,
    colorbar: {
      title: { text: 'contracts<br>(bids below 0)', font: { size: 13 } },
      thickness: 14,
      outlinewidth: 0,
    },
    hovertemplate: '%{y:.6~g}: %{z:.4~g} contracts<extra></extra>',
  };
  return {
    data: [heat, ...(mid === undefined ? [] : [midTrace(mid)])],
    layout: {
      ...plainLayout(title, mid === undefined ? 0 : 1),
      hovermode: 'closest',
      xaxis: { ...axisOf('market time (UTC)'), type: 'date' },
      yaxis: { ...axisOf('price ($)'), tickformat: '.6~g' },
    },
  };
}

/** Strong where much rests; at 0, where bids turn to asks, nothing is ever drawn. */
const SCALE = [
  [0, seriesColor(0)],
  [0.499, `${seriesColor(0)}30`],
  [0.501, `${seriesColor(1)}30`],
  [1, seriesColor(1)],
] as const;

function midTrace({ times, values }: NonNullable<LadderHeatMapInputs['mid']>): object {
  return {
    type: 'scatter',
    mode: 'lines',
    name: 'mid',
    x: times.map((at) => new Date(at).toISOString()),
    y: values,
    showlegend: true,
    line: { color: '#808080', width: 1.5 },
    hovertemplate: '%{y:.6~g}',
  };
}

interface PriceGrid {
  readonly low: number;
  readonly step: number;
  readonly prices: readonly number[];
}

/** From the lowest price to the highest in even rows. */
function gridOf(prices: readonly number[]): PriceGrid {
  const sorted = [...new Set(prices)].sort((a, b) => a - b);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return { low: 0, step: 1, prices: [] };
  const gaps = sorted.slice(1).map((price, index) => price - (sorted[index] ?? price));
  const finest = gaps.length === 0 ? high * ALONE : Math.min(...gaps);
  const step = Math.max(finest, (high - low) / (ROWS_MOST - 1));
  const rows = Math.round((high - low) / step) + 1;
  const rounded = Array.from({ length: rows }, (_, row) =>
    Number((low + row * step).toPrecision(12)),
  );
  return { low, step, prices: rounded };
}
