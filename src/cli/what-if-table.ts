/** Trials side by side: a column each where they are few, else a line each. */
import type { Trial, TrialFigures } from '../study/index.js';
import type { Paint } from './paint.js';
import { wrapVisible } from './wrap-visible.js';

interface Row {
  readonly name: string;
  readonly text: (figures: TrialFigures) => string;
  /** Among the few that many trials are told by. */
  readonly isShort?: true;
}

const ROWS: readonly Row[] = [
  { name: 'profit', text: ({ profit }) => gain(profit), isShort: true },
  { name: '  spread', text: ({ spread }) => gain(spread), isShort: true },
  { name: '  inventory', text: ({ inventory }) => gain(inventory), isShort: true },
  { name: '  fees', text: ({ fees }) => gain(-fees), isShort: true },
  { name: '  funding', text: ({ funding }) => gain(funding) },
  { name: 'max drawdown', text: ({ maxDrawdown }) => money(-maxDrawdown), isShort: true },
  { name: 'Sharpe, a year', text: ({ sharpe }) => plain(sharpe, 1) },
  { name: 'fills', text: ({ fills }) => count(fills), isShort: true },
  { name: 'volume', text: ({ volume }) => money(volume) },
  { name: 'fill ratio', text: ({ fillRatio }) => percent(fillRatio) },
  { name: 'after 1 s', text: ({ markOutsBps }) => bps(markOutsBps[0] ?? null) },
  { name: 'after 10 s', text: ({ markOutsBps }) => bps(markOutsBps[1] ?? null) },
  { name: 'after 60 s', text: ({ markOutsBps }) => bps(markOutsBps[2] ?? null) },
  { name: 'round trips', text: ({ roundTrips }) => count(roundTrips) },
  { name: 'won', text: ({ winShare }) => percent(winShare) },
  { name: 'worst MAE', text: ({ maxAdverse }) => (maxAdverse === null ? NONE : money(maxAdverse)) },
  {
    name: 'best MFE',
    text: ({ maxFavorable }) => (maxFavorable === null ? NONE : money(maxFavorable)),
  },
  { name: 'quoting', text: ({ quotingShare }) => percent(quotingShare) },
  { name: 'margin, most', text: ({ marginMost }) => percent(marginMost) },
  { name: 'rules tripped', text: ({ trips }) => count(trips), isShort: true },
  { name: 'orders', text: ({ ordersSent }) => count(ordersSent) },
  { name: 'denied', text: ({ denied }) => count(denied) },
  { name: 'refused', text: ({ rejected }) => count(rejected) },
  { name: 'action budget', text: ({ actionBudgetUsed }) => percent(actionBudgetUsed) },
];

const NONE = '–';
const NAME_WIDTH = 16;
const COLUMN_WIDTH = 14;

/** Every figure of all trials, for a table. */
export function figureRows(
  trials: readonly Trial[],
): readonly { readonly name: string; readonly cells: readonly string[] }[] {
  return ROWS.map(({ name, text }) => ({
    name,
    cells: trials.map(({ figures }) => text(figures)),
  }));
}

/** Fits `columns` of the terminal where it can. */
export function whatIfTable(
  trials: readonly Trial[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const names = trials.map((_, index) => nameOfTrial(index));
  const legend = trials.map(({ label, outcome: { kind, reason }, isWhole }, index) => {
    const end = kind === 'stopped' && isWhole ? '' : `  ${paint('bad', `${kind}: ${reason}`)}`;
    return `${paint('strong', nameOfTrial(index))}  ${label}${end}`;
  });
  const about = [
    ...shared('on', trials, ({ market }) => market, columns),
    ...shared('by', trials, ({ venue }) => venue, columns),
  ].map((line) => paint('dim', line));
  const isWide = NAME_WIDTH + COLUMN_WIDTH * trials.length > columns;
  const table = isWide ? lineEach(trials, names) : columnEach(trials, names);
  return [...legend, ...about, '', ...table];
}

/** What all trials have in common, wrapped; of several markets the labels tell. */
function shared(
  word: string,
  trials: readonly Trial[],
  read: (trial: Trial) => string,
  columns: number,
): readonly string[] {
  const [first, ...more] = new Set(trials.map(read));
  if (first === undefined || more.length > 0) return [];
  return wrapVisible(`${word} ${first}`, columns, '   ');
}

function columnEach(trials: readonly Trial[], names: readonly string[]): readonly string[] {
  const head = ' '.repeat(NAME_WIDTH) + names.map((name) => name.padStart(COLUMN_WIDTH)).join('');
  const lines = figureRows(trials).map(
    ({ name, cells }) =>
      name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join(''),
  );
  return [head, ...lines];
}

function lineEach(trials: readonly Trial[], names: readonly string[]): readonly string[] {
  const rows = ROWS.filter(({ isShort }) => isShort === true);
  const nameWidth = Math.max(...names.map((name) => name.length));
  const cells = trials.map(({ figures }) => rows.map(({ text }) => text(figures)));
  const heads = rows.map(({ name }) => name.trim());
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...cells.map((line) => line[at]?.length ?? 0)),
  );
  const line = (name: string, each: readonly string[]): string =>
    name.padEnd(nameWidth) + each.map((cell, at) => `  ${cell.padStart(widths[at] ?? 0)}`).join('');
  return [line('', heads), ...cells.map((each, at) => line(names[at] ?? '', each))];
}

/** A, B … Z, then 27, 28 … */
export function nameOfTrial(index: number): string {
  return index < 26 ? String.fromCodePoint(65 + index) : String(index + 1);
}

function money(value: number): string {
  const text = Math.abs(value).toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return `${value < 0 && text !== '0.00' ? '−' : ''}$${text}`;
}

function gain(value: number): string {
  return value > 0.005 ? `+${money(value)}` : money(value);
}

function plain(value: number | null, decimals: number): string {
  return value === null ? NONE : value.toFixed(decimals).replace('-', '−');
}

function bps(value: number | null): string {
  return value === null ? NONE : `${plain(value, 2)} bps`;
}

function percent(value: number | null): string {
  return value === null ? NONE : `${(100 * value).toFixed(1)}%`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
