import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { tableHtml } from '../../src/notebook/table-html.js';

/** The texts of the cells, by row. */
function cellsOf(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gsu)].map(([, row = '']) =>
    [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gsu)].map(([, text = '']) => text),
  );
}

describe('a table on the page of a notebook', () => {
  it('gives a column the decimals that its numbers need, and thousands their commas', () => {
    const html = tableHtml(
      [
        { fills: 1_204, 'equity ($)': 10_014.2, 'k (per tick)': 0.1 + 0.2 },
        { fills: 9, 'equity ($)': -1_000.25, 'k (per tick)': null },
      ],
      {},
      {},
    );
    expect(cellsOf(html)).toEqual([
      ['fills', 'equity ($)', 'k (per tick)'],
      ['1,204', '10,014.20', '0.3'],
      ['9', '−1,000.25', 'none'],
    ]);
  });

  it('keeps to the decimals that are asked for, and writes no sign before nothing', () => {
    const html = tableHtml([{ a: -0.001 }, { a: 1_234.567 }], { a: { decimals: 2 } }, {});
    expect(cellsOf(html).slice(1)).toEqual([['0.00'], ['1,234.57']]);
  });

  it('writes decimals and large integers exactly', () => {
    const rows = [{ usd: decimal('12345678901234567.01'), n: 12_345_678_901_234_567_890n }];
    expect(cellsOf(tableHtml(rows, {}, {}))[1]).toEqual([
      '12,345,678,901,234,567.01',
      '12,345,678,901,234,567,890',
    ]);
  });

  it('writes times as UTC and identifiers without thousands', () => {
    const at = Date.UTC(2026, 0, 5, 12, 0, 0, 250);
    const columns = { at: { isTime: true }, id: { isGrouped: false } };
    const html = tableHtml([{ at, id: 20_261, on: new Date(at - 250) }], columns, {});
    expect(cellsOf(html)[1]).toEqual(['2026-01-05 12:00:00.250', '20261', '2026-01-05 12:00:00']);
  });

  it('shows twenty rows, or as many as are asked for, and counts the others', () => {
    const rows = Array.from({ length: 1_300 }, (_, row) => ({ row }));
    const cells = cellsOf(tableHtml(rows, {}, {}));
    expect(cells).toHaveLength(22);
    expect(cells.at(-1)).toEqual(['… 1,280 more rows']);
    expect(cellsOf(tableHtml(rows, {}, { rows: 1_299 })).at(-1)).toEqual(['… 1 more row']);
    expect(cellsOf(tableHtml(rows, {}, { rows: 1_300 })).at(-1)).toEqual(['1,299']);
  });

  it('takes columns of typed arrays without making rows of them all', () => {
    const n = 1_000_000;
    const columns = { 'price ($)': new Float64Array(n).fill(27.5), side: Array(n).fill('buy') };
    const cells = cellsOf(tableHtml(columns, {}, { rows: 1 }));
    expect(cells).toEqual([['price ($)', 'side'], ['27.5', 'buy'], ['… 999,999 more rows']]);
  });

  it('sets numbers to the right under their headings and words to the left', () => {
    const html = tableHtml([{ rule: 'daily-loss', trips: 1 }], {}, {});
    expect(html).toContain('<th style="text-align:left">rule</th><th>trips</th>');
    expect(html).toContain('<td style="text-align:left">daily-loss</td>');
    expect(html).toContain('<td style="text-align:right">1</td>');
  });

  it('is empty where there are no rows', () => {
    expect(cellsOf(tableHtml([], {}, {}))).toEqual([[]]);
  });
});
