/** A measure in words: what a rule calls it, and a page on it from its row in the table. */
import type { MeasureMeaning } from './measure-meaning.js';
import { MEASURE_TABLE, type MeasureName } from './measure-table.js';
import { describeQuantity } from './quantity.js';

/** Where the name with spaces does not read well. */
const PHRASES: Partial<Record<MeasureName, string>> = {
  'order.price': "the order's price",
  'order.size': 'the size that the order adds',
  'order.notional': 'the value that the order adds',
  'order.duplicates': 'the number of equal orders',
  day_start_balance: "the day's first balance",
  day_start_equity: "the day's first equity",
  day_peak_equity: "the day's highest equity",
  peak_balance: 'the highest balance ever',
  peak_equity: 'the highest equity ever',
  peak_day_end_balance: "the highest balance at a day's end",
  peak_day_end_equity: "the highest equity at a day's end",
  day_pnl: "the day's profit",
  best_day_profit: "the best day's profit",
  time_to_reset: 'the time to the day reset',
  unrealized_pnl: 'the open profit',
  position_difference: "the difference to the venue's position",
  entry_price: 'the entry price',
  initial_balance: 'the initial balance',
  consecutive_losses: 'the number of losses in a row',
  consecutive_errors: 'the number of errors in a row',
};

/** As it reads within a sentence: `equity`, `the day's first equity`. */
export function phraseOf(name: MeasureName): string {
  const words = PHRASES[name];
  if (words !== undefined) return words;
  const { dimension } = MEASURE_TABLE[name].quantity;
  const plain = name.replace(/^order\./u, '').replaceAll('_', ' ');
  return dimension === 'count' || dimension === 'events' ? `the number of ${plain}` : plain;
}

/** One fact of a measure, such as `worse` and `the higher it is`. */
export interface MeasureFact {
  readonly label: string;
  readonly text: string;
}

/** All that the table says of a measure, in words, in the order of its columns. */
export function measureFacts(name: MeasureName): readonly MeasureFact[] {
  const row = MEASURE_TABLE[name];
  return [
    { label: 'Is', text: describeQuantity(row.quantity) },
    { label: 'Of', text: scopeText(row) },
    { label: 'Comes from', text: sourceText(row) },
    { label: 'Worse', text: worseText(row) },
    ...(row.isWorstCaseInLimits && row.scope !== 'order' ? [WORST_CASE] : []),
    { label: 'Without data', text: row.whenMissing },
    ...(row.needs.length === 0
      ? []
      : [{ label: 'Needs', text: `${row.needs.map(quoted).join(', ')} in \`account\`` }]),
    { label: 'In a test', text: givenText(row) },
  ];
}

const WORST_CASE: MeasureFact = {
  label: 'In a limit',
  text: 'as if the order and all that rests on its side were filled',
};

/** For a hover: the name, what it means and its facts, as markdown. */
export function describeMeasure(name: MeasureName): string {
  const facts = measureFacts(name).map(({ label, text }) => `- **${label}:** ${text}`);
  return [`\`${name}\`: ${MEASURE_TABLE[name].meaning}`, '', ...facts].join('\n');
}

function scopeText({ scope, hasAccountSum }: MeasureMeaning): string {
  switch (scope) {
    case 'order':
      return 'an order that is about to leave; for limits only';
    case 'market':
      return hasAccountSum
        ? 'each market; with `account.` before it, the sum of all'
        : 'each market; `HYPE.` before it names one';
    case 'account':
      return 'the account';
  }
}

function sourceText({ source, feeds }: MeasureMeaning): string {
  switch (source) {
    case 'order':
      return 'the order itself';
    case 'policy':
      return 'the policy';
    case 'ours':
      return 'our own record, which is never stale';
    case 'venue': {
      const names = feeds.map(quoted).join(', ');
      return `the venue; stale once ${feeds.length === 1 ? names : `one of ${names}`} is`;
    }
  }
}

function worseText({ worse }: MeasureMeaning): string {
  switch (worse) {
    case 'higher':
      return 'the higher it is';
    case 'lower':
      return 'the lower it is';
    case 'either':
      return 'the further it is from 0, so put bars around it';
    case null:
      return 'neither way';
  }
}

function givenText({ given, followsFrom, mayBeUnheard }: MeasureMeaning): string {
  switch (given) {
    case 'moving':
      return mayBeUnheard
        ? 'given, set, in a series, `stale` or `missing`'
        : 'given, set or in a series';
    case 'first-only':
      return 'given, before the test begins';
    case 'computed':
      return followsFrom === null ? 'follows from the steps' : `follows from ${followsFrom}`;
  }
}

function quoted(name: string): string {
  return `\`${name}\``;
}
