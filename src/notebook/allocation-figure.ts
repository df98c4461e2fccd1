/** Where the contracts rest by way of splitting the margin. */
import type { DesiredOrder } from '../quoting/index.js';
import type { Figure } from './figure.js';
import { seriesColor } from './time-figure.js';
import { plainLayout } from './xy-figure.js';

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
  const small = { size: 13 };
  const axis = { gridcolor: '#e0e0e0', zerolinecolor: '#a0a0a0', automargin: true };
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
      xaxis: {
        ...axis,
        type: 'category',
        title: { text: 'level, from mid outwards', font: small },
      },
      yaxis: { ...axis, title: { text: 'size (contracts)', font: small } },
    },
  };
}

function levelsOf(orders: readonly DesiredOrder[], side: 'buy' | 'sell'): readonly number[] {
  return orders.filter((order) => order.side === side).map(({ size }) => size.toNumber());
}

function sumOf(sizes: readonly number[]): string {
  return sizes.reduce((sum, size) => sum + size, 0).toFixed(0);
}
