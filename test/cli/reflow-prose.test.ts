import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reflowProse } from '../../src/cli/reflow-prose.js';

describe('prose on a terminal', () => {
  it('is laid out anew where a line is too long, and only that paragraph', () => {
    const text =
      'one two three four\nfive six\n\n  an example stays as long as it is\n\nshort\nlines';
    expect(reflowProse(text, 12)).toBe(
      'one two\nthree four\nfive six\n\n  an example stays as long as it is\n\nshort\nlines',
    );
  });

  it('keeps every word in its order, and no line is longer than it has to be', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/u);
    const lines = fc.array(fc.array(word, { minLength: 1, maxLength: 9 }), { maxLength: 9 });
    fc.assert(
      fc.property(lines, fc.integer({ min: 10, max: 60 }), (words, columns) => {
        const text = words.map((line) => line.join(' ')).join('\n');
        const laidOut = reflowProse(text, columns);
        expect(laidOut.split(/\s+/u)).toEqual(text.split(/\s+/u));
        for (const line of laidOut.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
