import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nearestName,
  ProblemList,
  renderJson,
  renderPretty,
  SourceText,
} from '../../src/diagnostic/index.js';

const WIDE = { columns: 80, useColor: false };

function problemAt(start: number, end: number): ProblemList {
  const problems = new ProblemList('a.policy');
  problems.report('P101', { start, end }, 'here', { label: 'this', hint: 'do that' });
  return problems;
}

describe('renderPretty', () => {
  it('uses colour only where it is asked to', () => {
    const sources = new Map([['a.policy', 'policy a b\n']]);
    const found = problemAt(9, 10).sorted();
    expect(renderPretty(found, sources, 1, WIDE)).not.toContain('\u001B');
    const coloured = renderPretty(found, sources, 1, { ...WIDE, useColor: true });
    expect(coloured).toContain('\u001B[1;31m^\u001B[0m');
    // eslint-disable-next-line no-control-regex -- the colours are control characters
    expect(coloured.replace(/\u001B\[[\d;]*m/gu, '')).toBe(renderPretty(found, sources, 1, WIDE));
  });

  it('marks the same characters in a line of any length', () => {
    const place = fc.nat({ max: 300 });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 30 }), place, (before, length, after) => {
        const source = `${'a'.repeat(before)}${'X'.repeat(length)}${'b'.repeat(after)}\n`;
        const found = problemAt(before, before + length).sorted();
        const lines = renderPretty(found, new Map([['a.policy', source]]), 1, WIDE).split('\n');
        const [, , , shown = '', marks = ''] = lines;
        const from = marks.indexOf('^');
        const marked = shown.slice(from, marks.lastIndexOf('^') + 1);
        expect(marked).toBe('X'.repeat(length));
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      }),
      { seed: 31, numRuns: 200 },
    );
  });

  it('shows neither a private key nor a control character of the source', () => {
    const key = `0x${'12'.repeat(32)}`;
    const source = `alert ${key} \u001B[2J\u0007\n`;
    const shown = renderPretty(problemAt(0, 5).sorted(), new Map([['a.policy', source]]), 1, WIDE);
    expect(shown).not.toContain(key.slice(2));
    expect(shown).not.toContain('\u001B');
    expect(shown).not.toContain('\u0007');
  });

  it('keeps a private key out of messages, hints and JSON', () => {
    const key = 'cd'.repeat(32);
    const problems = new ProblemList('a.policy');
    problems.report('P101', { start: 0, end: 1 }, `\`${key}\``, { hint: key });
    expect(renderJson(problems.sorted(), new Map([['a.policy', key]]), 1)).not.toContain(key);
  });
});

describe('ProblemList', () => {
  it('sorts by place, those without one first', () => {
    const problems = new ProblemList('a.policy');
    problems.report('P102', { start: 9, end: 10 }, 'second');
    problems.report('P101', { start: 3, end: 4 }, 'first');
    problems.report('P701', null, 'of the file');
    expect(problems.sorted().map(({ message }) => message)).toEqual([
      'of the file',
      'first',
      'second',
    ]);
  });
});

describe('SourceText', () => {
  it('finds the line and column of every offset', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', ' '), maxLength: 60 }), (text) => {
        const source = new SourceText(text);
        for (let offset = 0; offset <= text.length; offset += 1) {
          const before = text.slice(0, offset).split('\n');
          const column = (before.at(-1) ?? '').length + 1;
          expect(source.positionAt(offset)).toEqual({ line: before.length, column });
        }
        const lines = text.split('\n').map((_, index) => source.lineText(index + 1));
        expect(lines.join('\n')).toBe(text);
      }),
      { seed: 32, numRuns: 100 },
    );
  });
});

describe('nearestName', () => {
  it('forgives a slip and no more', () => {
    const known = ['equity', 'exposure', 'entry_price'];
    expect(nearestName('equty', known)).toBe('equity');
    expect(nearestName('eqiuty', known)).toBe('equity');
    expect(nearestName('EQUITY', known)).toBe('equity');
    expect(nearestName('position', known)).toBeNull();
  });
});
