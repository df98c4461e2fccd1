/** Exact against closed-form quotes over inventory. */
import type { GlftApproximation, GlftSolution } from '../quoting/index.js';
import { COLORS, type EndLabel, type Figure, layoutOf, lineStyle, type Trace } from './figure.js';

export interface GlftQuotesInputs {
  /** The question that the chart answers. */
  readonly title: string;
  readonly exact: GlftSolution;
  readonly closedForm: GlftApproximation;
  /** The unit of the distances, for the axis: `ticks`, `$`. */
  readonly lengthUnit: string;
}

/**
 * Four lines over the solution's inventory bounds: distance of bid and ask from mid, exact (wide)
 * and closed form (dashed). A side ends where the exact solution has no quote.
 */
export function glftQuotesFigure(inputs: GlftQuotesInputs): Figure<Trace> {
  const { exact, closedForm, lengthUnit, title } = inputs;
  const units = exact.inventoryMax - exact.inventoryMin;
  const inventories = Array.from({ length: units + 1 }, (_, i) => exact.inventoryMin + i);
  const bids = inventories.filter((inventory) => exact.bidDistance(inventory) !== null);
  const asks = inventories.filter((inventory) => exact.askDistance(inventory) !== null);
  const data = [
    lineOf('bid, exact', 'bid', bids, exact.bidDistance),
    lineOf('ask, exact', 'ask', asks, exact.askDistance),
    lineOf('bid, closed form', 'bid', bids, closedForm.bidDistance),
    lineOf('ask, closed form', 'ask', asks, closedForm.askDistance),
  ];
  const layout = layoutOf({
    title,
    xTitle: 'inventory (unit orders held; below 0 is short)',
    yTitle: `distance of the quote from mid (${lengthUnit})`,
    xRange: [exact.inventoryMin, exact.inventoryMax],
    yRange: paddedRange(data),
    labels: data.flatMap(endLabelOf),
  });
  return { data, layout };
}

function lineOf(
  name: string,
  side: 'bid' | 'ask',
  x: readonly number[],
  distance: (inventory: number) => number | null,
): Trace {
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x,
    y: x.map((inventory) => distance(inventory)),
    line: lineStyle(COLORS[side], name.endsWith('exact') ? 'band' : 'dashed'),
    hovertemplate: '%{y:.4f}',
  };
}

function endLabelOf(trace: Trace): readonly EndLabel[] {
  const x = trace.x.at(-1);
  const y = trace.y.at(-1);
  if (x === undefined || y === undefined || y === null) return [];
  return [{ text: trace.name, color: trace.line.color.slice(0, 7), x, y }];
}

function paddedRange(data: readonly Trace[]): readonly [number, number] {
  const values = data.flatMap((trace) => trace.y).filter((value) => value !== null);
  const least = values.reduce((low, value) => Math.min(low, value), 0);
  const most = values.reduce((high, value) => Math.max(high, value), 1);
  const padding = (most - least) * 0.05;
  return [least - padding, most + padding];
}
