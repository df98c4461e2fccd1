import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, certainName } from '../../src/diagnostic/index.js';

describe('applyEdits', () => {
  it('changes what lies in the spans and nothing else, in any order', () => {
    const pieces = fc.array(fc.record({ kept: fc.string(), cut: fc.string(), put: fc.string() }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(pieces, fc.boolean(), (parts, isReversed) => {
        const edits = [];
        let text = '';
        for (const { kept, cut, put } of parts) {
          const start = text.length + kept.length;
          text += `${kept}${cut}`;
          // Two edits in one place have no order of their own.
          if (cut !== '') edits.push({ start, end: start + cut.length, replacement: put });
        }
        const wanted = parts.map(({ kept, cut, put }) => kept + (cut === '' ? '' : put)).join('');
        expect(applyEdits(text, isReversed ? edits.toReversed() : edits)).toBe(wanted);
      }),
      { seed: 43, numRuns: 100 },
    );
  });

  it('makes only the first of two that overlap', () => {
    const edits = [
      { start: 1, end: 3, replacement: 'X' },
      { start: 2, end: 4, replacement: 'Y' },
    ];
    expect(applyEdits('abcde', edits)).toBe('aXde');
  });
});

describe('certainName', () => {
  const known = ['equity', 'exposure', 'day_start_equity', 'day_start_balance', 'mark', 'mask'];

  it('is certain of a wrong case and of one slip in a long name', () => {
    expect(certainName('Equity', known)).toBe('equity');
    expect(certainName('day_start_equty', known)).toBe('day_start_equity');
  });

  it('is not certain of a short name, of two slips, or between two names', () => {
    expect(certainName('mard', known)).toBeNull();
    expect(certainName('day_strt_equty', known)).toBeNull();
    expect(certainName('leverrge', ['leverage', 'leverige'])).toBeNull();
    expect(certainName('equity', [])).toBeNull();
  });
});
