/** Shows figures and tables on a notebook's page, live in Jupyter and in what nbconvert exports. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Figure, FIGURE_HEIGHT_PX } from './figure.js';

const PLOTLY = 'plotly.js-dist-min';

/** The part of tslab that is needed: `import * as tslab from 'tslab'`. */
export interface TslabDisplay {
  readonly display: { html(content: string): void };
}

export type TableRow = Readonly<Record<string, number | string | null>>;

/** The part of a danfojs frame that is needed, so that the library does without danfojs. */
export interface TableFrame {
  readonly columns: readonly string[];
  /** By row. */
  readonly values: readonly unknown[];
}

/** How a column's numbers are written. */
export interface Column {
  /** Decimals of every number in it; as they come where left out. */
  readonly decimals?: number;
}

export interface NotebookDisplay {
  /** Draws a figure below the cell. */
  show(figure: Figure): void;
  /** A table; a frame's columns, or the first row's keys, name their units. */
  showTable(
    rows: readonly TableRow[] | TableFrame,
    columns?: Readonly<Record<string, Column>>,
  ): void;
}

/**
 * Puts Plotly's script on the page, once, and returns what draws with it. Call it in the first
 * cell: a saved page is then whole, without any other host. Throws where the notebook's folder
 * lacks Plotly.
 */
export function displayOn(tslab: TslabDisplay): NotebookDisplay {
  tslab.display.html(plotlyScript(process.cwd()));
  return {
    show: (figure) => tslab.display.html(figureHtml(figure, `figure-${randomUUID()}`)),
    showTable: (rows, columns = {}) => tslab.display.html(tableHtml(rowsOf(rows), columns)),
  };
}

/** The script as a page element; the wrapper hides module loaders, which would swallow Plotly. */
function plotlyScript(folder: string): string {
  let path: string;
  try {
    path = createRequire(join(folder, 'notebook.cjs')).resolve(PLOTLY);
  } catch {
    throw new Error(`${PLOTLY} is not installed in ${folder}: run \`npm ci\` there`);
  }
  const source = readFileSync(path, 'utf8').replace(/<\/(?=script)/gi, '<\\/');
  return `<script>window.Plotly || (function (define, module, exports) {${source}
}).call(window);</script>`;
}

/**
 * A place for the figure and the script that draws it. The text inside shows where scripts do not
 * run, as in a notebook that is not trusted yet.
 */
function figureHtml(figure: Figure, id: string): string {
  const json = JSON.stringify(figure).replaceAll('<', '\\u003c');
  // Where the page changes its width, Plotly takes the height of the place for the figure's.
  return `<div id="${id}" class="mm-policy-figure" style="height:${FIGURE_HEIGHT_PX}px">
<p>The chart is drawn by a script: trust this notebook, or run it, to see it.</p></div>
<script>(function () {
  var place = document.getElementById('${id}');
  if (!place || !window.Plotly) return;
  var figure = ${json};
  if (document.body.dataset.jpThemeLight === 'false') {
    figure.layout.font.color = '#dddddd';
    figure.layout.xaxis.gridcolor = figure.layout.yaxis.gridcolor = '#444444';
  }
  place.textContent = '';
  var settings = { responsive: true, displaylogo: false };
  window.Plotly.newPlot(place, figure.data, figure.layout, settings);
})();</script>`;
}

function rowsOf(table: readonly TableRow[] | TableFrame): readonly TableRow[] {
  if (!('columns' in table)) return table;
  return table.values.map((row) => {
    const cells = Array.isArray(row) ? (row as readonly unknown[]) : [row];
    return Object.fromEntries(
      table.columns.map((name, column) => [name, cellOf(cells[column])] as const),
    );
  });
}

/** Frames hold NaN where there is no value. */
function cellOf(value: unknown): number | string | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  return typeof value === 'number' ? value : String(value);
}

/** An HTML table, numbers to the right, `none` where there is no value. */
function tableHtml(rows: readonly TableRow[], columns: Readonly<Record<string, Column>>): string {
  const names = Object.keys(rows[0] ?? {});
  const head = names.map((name) => `<th>${escapeHtml(name)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = names.map((name) => cellHtml(row[name] ?? null, columns[name]?.decimals));
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<table class="mm-policy-table"><thead><tr>${head}</tr></thead>
<tbody>${body.join('\n')}</tbody></table>`;
}

function cellHtml(value: number | string | null, decimals: number | undefined): string {
  if (typeof value === 'string') return `<td style="text-align:left">${escapeHtml(value)}</td>`;
  const text =
    value === null ? 'none' : decimals === undefined ? String(value) : value.toFixed(decimals);
  return `<td style="text-align:right">${text.replace('-', '−')}</td>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
