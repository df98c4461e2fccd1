/** A table as HTML: numbers in columns that line up, long ones cut, on a light or a dark page. */
import { Decimal } from '../base/index.js';
import { escapeHtml } from './escape-html.js';

export type TableCell = number | bigint | string | boolean | Decimal | Date | null;

export type TableRow = Readonly<Record<string, TableCell>>;

/** The part of a danfojs frame that is needed, so that the library does without danfojs. */
export interface TableFrame {
  readonly columns: readonly string[];
  /** By row. */
  readonly values: readonly unknown[];
}

/** Columns side by side, as large results are kept: all of one length. */
export type TableColumns = Readonly<Record<string, ArrayLike<TableCell>>>;

/** How a column's numbers are written. */
export interface Column {
  /**
   * Decimals of every number in it; left out, as many as the column needs for six significant
   * digits of each number.
   */
  readonly decimals?: number;
  /** False for identifiers and years, which have no thousands. */
  readonly isGrouped?: boolean;
  /** Milliseconds of an epoch are written as UTC. */
  readonly isTime?: boolean;
}

export interface TableOptions {
  /** More rows than that are counted, not shown; 20 by default. */
  readonly rows?: number;
}

const ROWS_SHOWN = 20;
const SIGNIFICANT_DIGITS = 6;
const DECIMALS_MOST = 10;

/** `none` where there is no value; columns in the order of the first row's keys. */
export function tableHtml(
  table: readonly TableRow[] | TableFrame | TableColumns,
  columns: Readonly<Record<string, Column>>,
  options: TableOptions,
): string {
  const { names, length, cellAt } = viewOf(table);
  const shown = Math.min(length, options.rows ?? ROWS_SHOWN);
  const rows = Array.from({ length: shown }, (_, row) => row);
  const cells = names.map((name) => {
    const column = rows.map((row) => cellAt(row, name));
    const look = { ...columns[name], decimals: columns[name]?.decimals ?? decimalsOf(column) };
    return column.map((cell) => cellHtml(cell, look));
  });
  // A heading stands over its numbers.
  const head = names.map((name, at) => {
    const isText = cells[at]?.some((cell) => cell.startsWith('<td style="text-align:left"'));
    const style = isText === true ? ' style="text-align:left"' : '';
    return `<th${style}>${escapeHtml(name)}</th>`;
  });
  const body = rows.map((row) => `<tr>${cells.map((column) => column[row]).join('')}</tr>`);
  if (shown < length) body.push(moreRows(length - shown, names.length));
  return `<table class="mm-policy-table"><thead><tr>${head.join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody></table>`;
}

function moreRows(count: number, columns: number): string {
  const words = `… ${count.toLocaleString('en')} more ${count === 1 ? 'row' : 'rows'}`;
  return `<tr><td colspan="${columns}" style="text-align:left">${words}</td></tr>`;
}

interface TableView {
  readonly names: readonly string[];
  readonly length: number;
  cellAt(row: number, name: string): TableCell;
}

function viewOf(table: readonly TableRow[] | TableFrame | TableColumns): TableView {
  if (Array.isArray(table)) return rowsView(table as readonly TableRow[]);
  if (isFrame(table)) return frameView(table);
  const columns = table as TableColumns;
  const names = Object.keys(columns);
  return {
    names,
    length: Math.max(0, ...names.map((name) => columns[name]?.length ?? 0)),
    cellAt: (row, name) => cellOf(columns[name]?.[row]),
  };
}

function rowsView(rows: readonly TableRow[]): TableView {
  return {
    names: Object.keys(rows[0] ?? {}),
    length: rows.length,
    cellAt: (row, name) => cellOf(rows[row]?.[name]),
  };
}

function isFrame(table: object): table is TableFrame {
  return 'columns' in table && 'values' in table && Array.isArray(table.columns);
}

function frameView({ columns, values }: TableFrame): TableView {
  return {
    names: columns,
    length: values.length,
    cellAt: (row, name) => {
      const cells = values[row];
      return cellOf(Array.isArray(cells) ? (cells as unknown[])[columns.indexOf(name)] : cells);
    },
  };
}

/** Frames hold NaN where there is no value. */
function cellOf(value: unknown): TableCell {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (['number', 'bigint', 'string', 'boolean'].includes(typeof value)) return value as TableCell;
  return value instanceof Date || Decimal.isDecimal(value) ? (value as TableCell) : String(value);
}

/** As many as the column's numbers need, and no more than six digits of each can use. */
function decimalsOf(cells: readonly TableCell[]): number {
  return cells.reduce<number>((most, cell) => {
    if (Decimal.isDecimal(cell)) return Math.max(most, (cell as Decimal).decimalPlaces());
    if (typeof cell !== 'number' || !Number.isFinite(cell)) return most;
    const short = new Decimal(cell).toSignificantDigits(SIGNIFICANT_DIGITS);
    return Math.max(most, Math.min(DECIMALS_MOST, short.decimalPlaces()));
  }, 0);
}

function cellHtml(cell: TableCell, look: Column): string {
  if (typeof cell === 'string' || typeof cell === 'boolean') {
    return `<td style="text-align:left">${escapeHtml(String(cell))}</td>`;
  }
  return `<td style="text-align:right">${numberText(cell, look)}</td>`;
}

function numberText(
  cell: number | bigint | Decimal | Date | null,
  { decimals = 0, isGrouped = true, isTime = false }: Column,
): string {
  if (cell === null) return 'none';
  if (cell instanceof Date) return timeText(cell.getTime());
  if (isTime) return timeText(Number(cell));
  if (typeof cell === 'number' && !Number.isFinite(cell)) return cell > 0 ? '∞' : '−∞';
  const text = typeof cell === 'bigint' ? cell.toString() : new Decimal(cell).toFixed(decimals);
  const [whole = '', part] = text.replace('-', '').split('.');
  const grouped = isGrouped ? whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',') : whole;
  // What rounds to nothing has no sign.
  const sign = text.startsWith('-') && /[1-9]/u.test(text) ? '−' : '';
  return `${sign}${grouped}${part === undefined ? '' : `.${part}`}`;
}

/** `2026-01-05 12:00:00.250`, without what is zero at the end of the second. */
function timeText(ms: number): string {
  if (!Number.isFinite(new Date(ms).getTime())) return 'none';
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '').replace('.000', '');
}
