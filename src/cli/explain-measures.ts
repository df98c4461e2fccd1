/** Pages on measures: one of each, and the table of all, straight from the table of the checker. */
import {
  MEASURE_NAMES,
  MEASURE_TABLE,
  measureFacts,
  type MeasureName,
  type MeasureScope,
} from '../check/index.js';
import type { Paint } from './paint.js';
import { wrapVisible } from './wrap-visible.js';

const HEADINGS: Readonly<Record<MeasureScope, string>> = {
  order: 'Of an order that is about to leave',
  market: 'Of each market; `HYPE.` before it names one',
  account: 'Of the account',
};
const WORSE = { higher: '↑', lower: '↓', either: '±' } as const;
const LABEL_WIDTH = 14;

export function renderMeasure(name: MeasureName, columns: number, paint: Paint): string {
  const { meaning } = MEASURE_TABLE[name];
  const indent = ' '.repeat(2 + LABEL_WIDTH);
  const facts = measureFacts(name).flatMap(({ label, text }) =>
    wrapVisible(`  ${label.padEnd(LABEL_WIDTH)}${text}`, columns, indent),
  );
  const lines = [paint('strong', name), '', ...wrapVisible(`  ${meaning}`, columns, '  '), ''];
  return [...lines, ...facts].map((line) => `${line}\n`).join('');
}

/** Every measure a policy may name, with where it is worse and what it means. */
export function renderMeasureTable(columns: number, paint: Paint): string {
  const width = Math.max(...MEASURE_NAMES.map((name) => name.length));
  const indent = ' '.repeat(2 + width + 2 + 3);
  const blocks = (['order', 'market', 'account'] as const).map((scope) => {
    const rows = MEASURE_NAMES.filter((name) => MEASURE_TABLE[name].scope === scope);
    const lines = rows.flatMap((name) => {
      const { worse, meaning } = MEASURE_TABLE[name];
      const mark = worse === null ? '–' : WORSE[worse];
      return wrapVisible(`  ${name.padEnd(width)}  ${mark}  ${meaning}`, columns, indent);
    });
    return [paint('strong', HEADINGS[scope]), ...lines, ''];
  });
  const legend = [
    'Risk grows ↑ the higher it is, ↓ the lower, ± away from 0, – neither way.',
    '`age(FEED)` is the time since `mark`, `book`, `account` or `stream` was last heard.',
    '`mm-policy explain NAME` tells all of one.',
  ].flatMap((line) => wrapVisible(line, columns, '  '));
  return [...blocks.flat(), ...legend].map((line) => `${line}\n`).join('');
}

export function measureJson(name: MeasureName): Record<string, unknown> {
  const { range, ...row } = MEASURE_TABLE[name];
  const bound = (end: typeof range.least): string | null =>
    end.isFinite() ? end.toString() : null;
  return { name, ...row, least: bound(range.least), most: bound(range.most) };
}
