/** What all charts with a legend look like, whatever is drawn in them. */
import { SERIES_COLORS } from './chart-theme.js';
import { type Figure, FIGURE_HEIGHT_PX } from './figure.js';

/** Names in a row of the legend, and how high a row is. */
const NAMES_A_ROW = 4;
const ROW_PX = 22;
const SMALL = { size: 13 };

export function seriesColor(index: number): string {
  return SERIES_COLORS[index % SERIES_COLORS.length] ?? SERIES_COLORS[0];
}

/** Rows of a legend with so many names. */
export function legendRows(names: number): number {
  return Math.ceil(names / NAMES_A_ROW);
}

/** An axis with its title, which names the unit. */
export function axisOf(title: string): Readonly<Record<string, unknown>> {
  return {
    gridcolor: '#e0e0e0',
    zerolinecolor: '#a0a0a0',
    automargin: true,
    title: { text: title, font: SMALL },
  };
}

/** All of the style that does not depend on the axes; the legend has so many rows. */
export function plainLayout(title: string, rows: number): Figure['layout'] {
  return {
    title: { text: title, x: 0.01, xanchor: 'left', y: 0.97, yanchor: 'top', font: { size: 17 } },
    font: { family: 'system-ui, sans-serif', size: 13, color: '#333333' },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    height: FIGURE_HEIGHT_PX,
    margin: { t: 60 + ROW_PX * rows, r: 30, b: 60, l: 80 },
    showlegend: rows > 0,
    legend: { orientation: 'h', x: 0, xanchor: 'left', y: 1.02, yanchor: 'bottom', font: SMALL },
  };
}
