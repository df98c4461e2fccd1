/** Where the contracts rest by way of splitting the margin. */
import type { DesiredOrder } from '../quoting/index.js';
import { axisOf, plainLayout, seriesColor } from './chart-style.js';
import type { Figure } from './figure.js';

export interface AllocationFigureInputs {
  readonly title: string;
  /** Ladders for one and the same moment. */
  readonly splits: readonly { readonly name: string; readonly orders: readonly DesiredOrder[] }[];
}

/** Bars by level from the furthest bid to the furthest ask, one a split; levels count from mid. */
export function allocationFigure({ title, splits }: AllocationFigureInputs): Figure {
  const bids = Math.max(0, ...splits.map(({ orders }) => levelsOf(orders, 'buy').length));
  const asks = Math.max(0, ...splits.map(({ orders }) => levelsOf(orders, 'sell').length));
  const x = [
    ...Array.from({ length: bids }, (_, level) => `bid ${bids - level}`),
    ...Array.from({ length: asks }, (_, level) => `ask ${level + 1}`),
  ];
  return {
    data: splits.map(({ name, orders }, index) => {
      const buys = levelsOf(orders, 'buy');
      const sells = levelsOf(orders, 'sell');
      return {
        type: 'bar',
        name: `${name} (${sumOf(buys)} bid, ${sumOf(sells)} ask)`,
        x,
        y: [
          ...Array.from({ length: bids }, (_, level) => buys[bids - 1 - level] ?? 0),
          ...Array.from({ length: asks }, (_, level) => sells[level] ?? 0),
        ],
        marker: { color: seriesColor(index) },
        hovertemplate: '%{y:.2f} contracts',
      };
    }),
    layout: {
      ...plainLayout(title, Math.ceil(splits.length / 2)),
      barmode: 'group',
      hovermode: 'x unified',
      xaxis: { ...axisOf('level, from mid outwards'), type: 'category' },
      yaxis: axisOf('size (contracts)'),
    },
  };
}

function levelsOf(orders: readonly DesiredOrder[], side: 'buy' | 'sell'): readonly number[] {
  return orders.filter((order) => order.side === side).map(({ size }) => size.toNumber());
}

function sumOf(sizes: readonly number[]): string {
  return sizes.reduce((sum, size) => sum + size, 0).toFixed(0);
}
