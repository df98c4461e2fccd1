import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineDiff } from '../../src/cli/line-diff.js';

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 8 })
  .map((lines) => lines.join('\n'));

describe('lineDiff', () => {
  it('says nothing where nothing differs, and only then', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(lineDiff(before, after) === '').toBe(before === after);
      }),
      { seed: 41, numRuns: 200 },
    );
  });

  it('takes away and adds as many lines as the texts differ by', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const rows = lineDiff(before, after).split('\n');
        const count = (mark: string): number => rows.filter((row) => row.startsWith(mark)).length;
        const grown = after.split('\n').length - before.split('\n').length;
        expect(count('+') - count('-')).toBe(grown);
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('shows each change with the lines around it', () => {
    const before = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].join('\n');
    const after = before.replace('5', 'five');
    expect(lineDiff(before, after)).toBe(
      ['@@ line 3 @@', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ''].join('\n'),
    );
  });

  it('answers for texts of many lines too', () => {
    const before = '#\n'.repeat(30_000);
    expect(lineDiff(before, `${before}x`)).toContain('+x\n');
    expect(lineDiff(before, before.replaceAll('#', ' #'))).toContain('+ #\n');
  });
});
