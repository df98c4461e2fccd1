import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemList } from '../../src/diagnostic/index.js';
import { formatPolicyText, parsePolicy } from '../../src/syntax/index.js';
import { policyText } from './policy-arbitrary.js';

const FOLDER = 'test/golden/fmt';

function format(source: string): string {
  const { text, diagnostics } = formatPolicyText('a.policy', source);
  expect(diagnostics).toEqual([]);
  expect(text).not.toBeNull();
  return text ?? '';
}

/** The tree without places and without the grouping of digits. */
function treeOf(source: string): unknown {
  const tree = parsePolicy(source, new ProblemList('a.policy'));
  return JSON.parse(
    JSON.stringify(
      [tree?.entries, tree?.comments.map(({ text }) => text)],
      (key, value: unknown) => {
        if (key === 'span') return undefined;
        return key === 'digits' ? String(value).replaceAll('_', '') : value;
      },
    ),
  );
}

describe('formatPolicyText', () => {
  it('keeps the tree and the order of comments whatever the layout was', () => {
    fc.assert(
      fc.property(policyText, (source) => {
        expect(treeOf(format(source))).toEqual(treeOf(source));
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('changes nothing when it is run again', () => {
    fc.assert(
      fc.property(policyText, (source) => {
        const once = format(source);
        expect(format(once)).toBe(once);
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  it('leaves no tab, no space at the end of a line and no two blank lines', () => {
    fc.assert(
      fc.property(policyText, (source) => {
        expect(format(source)).not.toMatch(/\t|\r| \n|\n\n\n|^\n|\n\n$/u);
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  it('gives no text for a policy with a line it cannot read', () => {
    const { text, diagnostics } = formatPolicyText('a.policy', 'policy a\nlimit x y z\n');
    expect(text).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(['P101']);
  });

  it('refuses a policy that the layout would make too long to be read again', () => {
    const rules = 'kill a when equity<$5\n'.repeat(2900);
    const { text, diagnostics } = formatPolicyText('a.policy', `policy a\n${rules}`);
    expect(text).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(['P701']);
  });

  it('takes a statement of any length that can be read', () => {
    for (const count of [2, 200, 265, 400, 500]) {
      const source = `policy a\nlimit b open_orders<5${' and exposure<$1000'.repeat(count)}\n`;
      const { text, diagnostics } = formatPolicyText('a.policy', source);
      expect(diagnostics.map(({ code }) => code)).toEqual(text === null ? ['P702'] : []);
    }
  });

  it('puts names at column 13, bodies at 38 and values of settings at 18', () => {
    const text = format('policy a\nkill b when equity < $5\naccount {\nday-reset 00:00 UTC\n}\n');
    const [, rule = '', , setting = ''] = text.split('\n');
    expect([rule.indexOf('b'), rule.indexOf('when')]).toEqual([13, 38]);
    expect(setting.indexOf('00:00')).toBe(2 + 18);
  });

  const cases = readdirSync(FOLDER).filter((name) => name.endsWith('.before.policy'));
  it.each(cases)('lays out %s as its golden file says', (name) => {
    const after = `${FOLDER}/${name.replace('.before.', '.after.')}`;
    const text = format(readFileSync(`${FOLDER}/${name}`, 'utf8'));
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(after, text);
    expect(text).toBe(readFileSync(after, 'utf8'));
  });
});
