import { describe, expect, it } from 'vitest';
import { describeMeasure, MEASURE_NAMES, MEASURE_TABLE, phraseOf } from '../../src/check/index.js';

describe('the hover text of a measure', () => {
  it('is markdown with what it means and every column in words', () => {
    expect(describeMeasure('equity')).toBe(
      [
        '`equity`: balance + all unrealized_pnl',
        '',
        '- **Is:** a level of the account',
        '- **Of:** the account',
        '- **Comes from:** the venue; stale once one of `account`, `stream`, `mark` is',
        '- **Worse:** the lower it is',
        '- **Without data:** unknown',
        '- **In a test:** given, set, in a series, `stale` or `missing`',
      ].join('\n'),
    );
  });

  it.each(MEASURE_NAMES)('is there for %s, with its meaning and no word undefined', (name) => {
    const text = describeMeasure(name);
    expect(text).toContain(MEASURE_TABLE[name].meaning);
    expect(text).not.toMatch(/undefined|null/u);
  });
});

describe('a measure within a sentence', () => {
  it('is called by no other name than any other', () => {
    const phrases = MEASURE_NAMES.map((name) => phraseOf(name));
    expect(new Set(phrases).size).toBe(phrases.length);
    expect(phrases.filter((phrase) => phrase.includes('_'))).toEqual([]);
  });
});
