/** A comment at every token of real policies: it stays, in its order, on its statement. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as compileRoom from '../../src/compile/index.js';
import * as diagnosticRoom from '../../src/diagnostic/index.js';
import * as syntaxRoom from '../../src/syntax/index.js';
import { findFault, type Rooms } from '../soak/find-fault.js';
import { shippedPresets } from '../soak/sample-policies.js';

const library = shippedPresets();
const rooms: Rooms = { ...compileRoom, ...diagnosticRoom, ...syntaxRoom, library };
const FILES = [
  'policies/demo.policy',
  'test/golden/fmt/long-rules.before.policy',
  'test/golden/fmt/comments.before.policy',
  'test/golden/fmt/two-market.before.policy',
];

/** Texts and comments whole, then words with what belongs to them, then single characters. */
const TOKEN = /"[^"\n]*"|#[^\n]*|[A-Za-z0-9_$.%:|-]+|[<>=]+|\S/gu;
const CLAUSE = /^(?:when|until|for|then|because|and|or)\b/u;

interface Gap {
  /** Where the token before it ends. */
  readonly at: number;
  /** A line may break here whatever stands around. */
  readonly isBreak: boolean;
}

function gapsOf(source: string): readonly Gap[] {
  const tokens = [...source.matchAll(TOKEN)];
  return tokens.flatMap(({ 0: token, index }, number) => {
    // What stands behind a `#` is the comment's.
    if (token.startsWith('#')) return [];
    const at = index + token.length;
    const next = tokens[number + 1];
    const behind = source.slice(at, next?.index);
    const opens = token === '(' || token === ',';
    const isBreak = behind.includes('\n') || opens || CLAUSE.test(next?.[0] ?? '');
    return [{ at, isBreak }];
  });
}

const withComment = (source: string, at: number, text: string): string =>
  `${source.slice(0, at)} # ${text}\n${source.slice(at)}`;

describe('a comment', () => {
  it.each(FILES)('at any one token of %s stays on its statement', (file) => {
    const source = readFileSync(file, 'utf8');
    let kept = 0;
    for (const { at, isBreak } of gapsOf(source)) {
      const text = withComment(source, at, `at ${at}`);
      const formatted = rooms.formatPolicyText('a.policy', text).text;
      expect(findFault(text, rooms)).toBeNull();
      if (isBreak) expect([at, formatted]).not.toEqual([at, null]);
      if (formatted === null) continue;
      kept += 1;
      expect(formatted.split(`# at ${at}\n`)).toHaveLength(2);
    }
    expect(kept).toBeGreaterThan(10);
  });

  it.each(FILES)('at each place of %s where a line may break stays in its order', (file) => {
    const source = readFileSync(file, 'utf8');
    const breaks = gapsOf(source).filter(({ isBreak }) => isBreak);
    const text = breaks.reduceRight(
      (each, { at }, number) => withComment(each, at, `number ${number}`),
      source,
    );
    const formatted = rooms.formatPolicyText('a.policy', text).text ?? '';
    const numbers = [...formatted.matchAll(/# number (\d+)\n/gu)].map((match) => Number(match[1]));
    expect(numbers).toEqual(breaks.map((_, number) => number));
    expect(findFault(text, rooms)).toBeNull();
  });
});
