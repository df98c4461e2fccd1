/** Shows figures, tables, progress and policies on a notebook's page, live and exported. */
import { randomUUID } from 'node:crypto';
import type { CompiledPolicy } from '../compile/index.js';
import {
  type CellOutput,
  type CellProgress,
  cellProgress,
  type ProgressOptions,
} from './cell-progress.js';
import type { Figure } from './figure.js';
import { figureHtml, type StillMaker } from './figure-html.js';
import { pageHead } from './page-head.js';
import { policyOfCell, policyOfFile } from './policy-cell.js';
import type { PolicyValue } from './policy-literal.js';
import { openStills } from './still-maker.js';
import {
  type Column,
  type TableColumns,
  type TableFrame,
  tableHtml,
  type TableOptions,
  type TableRow,
} from './table-html.js';

/** The part of tslab that is needed: `import * as tslab from 'tslab'`. */
export interface TslabDisplay {
  readonly display: CellOutput;
  /** One output that is written over; without it progress tells its end only. */
  newDisplay?(): CellOutput;
}

export interface DisplayOptions {
  /**
   * Pictures of figures for where scripts do not run: `auto` makes them by a browser of this
   * machine where `playwright-core` and one are found, `never` leaves words in their place.
   * `MM_POLICY_STILLS=never` does the same for a whole run.
   */
  readonly stills?: 'auto' | 'never';
}

export interface NotebookDisplay {
  /**
   * Draws a figure below the cell, in the theme of the page. Of lines with more points than can be
   * seen the first, last, least and greatest of each stretch are drawn, and the page says so.
   */
  show(figure: Figure): void;
  /** A table; a frame's columns, or the first row's keys, name their units. */
  showTable(
    table: readonly TableRow[] | TableFrame | TableColumns,
    columns?: Readonly<Record<string, Column>>,
    options?: TableOptions,
  ): void;
  /** A bar that is drawn over in place, and one line when it ends. */
  progress(options: ProgressOptions): CellProgress;
  /**
   * A tag: compiles the policy that stands in the cell and shows its problems below it, with their
   * pages. Values are numbers, `Decimal`s, or one literal each as a string (`"5%"`). Presets come
   * from this package, files from the notebook's folder. Throws `PolicyError` where it has errors,
   * `TypeError` for a value that is no literal.
   */
  policy(texts: TemplateStringsArray, ...values: readonly PolicyValue[]): CompiledPolicy;
  /** The same for a `.policy` file. Throws what reading it throws, too. */
  policyFile(path: string): CompiledPolicy;
}

/**
 * Puts Plotly's script and the house's style on the page, once, and returns what draws with them.
 * Call it in the first cell: a saved page is then whole, without any other host. Throws where the
 * notebook's folder lacks Plotly.
 */
export function displayOn(tslab: TslabDisplay, options: DisplayOptions = {}): NotebookDisplay {
  const folder = process.cwd();
  const html = (content: string): void => tslab.display.html(content);
  html(pageHead(folder));
  const isStill = options.stills !== 'never' && process.env['MM_POLICY_STILLS'] !== 'never';
  const makeStill: StillMaker = isStill ? openStills(folder) : () => null;
  return {
    show: (figure) => html(figureHtml(figure, `figure-${randomUUID()}`, makeStill)),
    showTable: (table, columns = {}, tableOptions = {}) =>
      html(tableHtml(table, columns, tableOptions)),
    progress: (progress) =>
      cellProgress(progress, tslab.newDisplay?.() ?? lastOnly(tslab.display), () =>
        performance.now(),
      ),
    policy: (texts, ...values) => policyOfCell(texts, values, html, Date.now()),
    policyFile: (path) => policyOfFile(path, html, Date.now()),
  };
}

/** Where nothing can be written over, only what has no bar any more is written. */
function lastOnly(display: CellOutput): CellOutput {
  return {
    html: (content) => {
      if (!content.includes('<progress')) display.html(content);
    },
  };
}
