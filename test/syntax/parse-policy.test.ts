import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import peggy from 'peggy';
import { describe, expect, it } from 'vitest';
import { compilePolicyText } from '../../src/compile/index.js';
import { type Diagnostic, ProblemList } from '../../src/diagnostic/index.js';
import { formatPolicyText, parsePolicy, type PolicyFileNode } from '../../src/syntax/index.js';

function parse(source: string): { tree: PolicyFileNode | null; found: readonly Diagnostic[] } {
  const problems = new ProblemList('a.policy');
  const tree = parsePolicy(source, problems);
  return { tree, found: problems.sorted() };
}

function codesOf(source: string): readonly string[] {
  return parse(source).found.map(({ code }) => code);
}

const TOKENS = [
  'policy',
  'limit',
  'kill',
  'market',
  'account',
  'quote glft',
  'test "t"',
  'phase p',
  'rulebook "r"',
  'expect deny',
  'given',
  'series',
  'at 5s',
  'buy',
  'during',
  '00:30',
  'to',
  'per 1m',
  'let x =',
  'use y',
  'waive a.b',
  '2026-11-02',
  'when',
  'until',
  'for',
  'and',
  'or',
  'of',
  'within',
  'then flatten',
  'because',
  'x-y',
  'equity',
  'HYPE.position',
  'order.notional',
  '12 HYPE',
  '$5',
  '5%',
  '3',
  '10s',
  '1_0',
  '<',
  '>=',
  '+',
  '-',
  '*',
  '(',
  ')',
  '|',
  ',',
  '{',
  '}',
  '"',
  '#',
  '\n',
  '\n',
  '  ',
  '\t',
  '\u2264',
  '\u{1F4A5}',
];

/** What is wrong with the answer to `source`: spans outside the text, or trouble left untold. */
function faultsOf(source: string): readonly string[] {
  const { tree, found } = parse(source);
  const faults = found.flatMap(({ code, spans }) =>
    spans
      .filter(({ start, end }) => start < 0 || end <= start || start > source.length)
      .map(({ start, end }) => `${code} from ${start} to ${end}`),
  );
  return tree?.isWhole === (found.length === 0) ? faults : [...faults, 'trouble left untold'];
}

/** The generated code without the banner, which names the tool's version. */
function bodyOf(parser: string): string {
  return parser.slice(parser.indexOf('class peg$SyntaxError')).trim();
}

describe('the generated parser', () => {
  it('is what the grammar gives', () => {
    const source = peggy.generate(readFileSync('grammar/policy.peggy', 'utf8'), {
      output: 'source',
      format: 'es',
      grammarSource: 'grammar/policy.peggy',
    });
    const committed = readFileSync('src/syntax/generated/policy-parser.js', 'utf8');
    expect(bodyOf(committed)).toBe(bodyOf(source));
  });
});

describe('parsePolicy', () => {
  it('tells 200 lines of what is no policy, and then that there are more', () => {
    const { found } = parse(`policy a\n${'resumed\n'.repeat(9_000)}`);
    expect(found).toHaveLength(201);
    expect(found.slice(0, 200).every(({ code }) => code === 'P110')).toBe(true);
    expect(found.at(-1)).toMatchObject({
      code: 'P702',
      message: 'more than 200 lines cannot be read',
    });
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (source) => {
        expect(faultsOf(source)).toEqual([]);
      }),
      {
        seed: 21,
        numRuns: 300,
      },
    );
  });

  it('never throws on words of the language in any order', () => {
    const soup = fc
      .array(fc.constantFrom(...TOKENS), { maxLength: 60 })
      .map((tokens) => tokens.join(' '));
    fc.assert(
      fc.property(soup, (source) => {
        expect(faultsOf(source)).toEqual([]);
      }),
      { seed: 22, numRuns: 1500 },
    );
  });

  it.each([
    'policies/demo.policy',
    'test/golden/fmt/preset.after.policy',
    'test/golden/fmt/two-market.after.policy',
  ])('never throws on %s with a piece cut out or put in', (path) => {
    const demo = readFileSync(path, 'utf8');
    const place = fc.nat({ max: demo.length });
    fc.assert(
      fc.property(place, fc.nat({ max: 40 }), fc.constantFrom(...TOKENS, ''), (at, cut, token) => {
        expect(faultsOf(demo.slice(0, at) + token + demo.slice(at + cut))).toEqual([]);
      }),
      { seed: 23, numRuns: 500 },
    );
  });

  it('answers within a moment to the largest files that were made to break it', () => {
    const hard = [
      '('.repeat(65_000),
      '|('.repeat(30_000),
      '-'.repeat(65_000),
      `5${' + 5'.repeat(16_000)} < 3`,
      '5% of '.repeat(10_000),
      'a\nlimit b c < 5\n#'.repeat(3000),
      'a\n#'.repeat(20_000),
      'a {\n'.repeat(16_000),
      '"a" {\n'.repeat(9000),
      'x\n'.repeat(30_000),
      '"'.repeat(65_000),
      '\u2264'.repeat(65_000),
    ];
    for (const text of hard) {
      const source = `policy a\nlimit x ${text}`;
      const { policy, diagnostics } = compilePolicyText('a.policy', source);
      expect([policy, diagnostics.length > 0]).toEqual([null, true]);
      expect(formatPolicyText('a.policy', source).text).toBeNull();
    }
  });

  it('tells each wrong line once and reads the lines between', () => {
    const source =
      'policy a\nfoo\nvenue embedded\nlimit x y\nkill b when equity < 5 6\nvenue embedded\n';
    expect(codesOf(source)).toEqual(['P110', 'P101', 'P101']);
    expect(parse(source).tree?.entries.map(({ kind }) => kind)).toEqual([
      'header',
      'venue',
      'venue',
    ]);
  });

  it('reads the blocks of every kind, and what is wrong in one costs its line only', () => {
    const source = [
      'preset a',
      'rulebook "The Firm" {',
      '  version "2026-11"',
      '  venue embedded',
      '  phase one, two {',
      '    kill b when equity < $5',
      '    kill c if equity < $5',
      '    use d',
      '    test "t" {',
      '      given equity $5',
      '      expect state broken',
      '      hope for the best',
      '      kill e when equity < $5',
      '    }',
      '  }',
      '}',
      'size kelly {',
      '  fraction 40%',
      '  let x = 5',
      '}',
    ].join('\n');
    const { tree, found } = parse(source);
    expect(found.map(({ code }) => code)).toEqual([
      'P118',
      'P101',
      'P118',
      'P101',
      'P110',
      'P118',
      'P118',
    ]);
    expect(tree?.entries.map(({ kind }) => kind)).toEqual([
      'header',
      'rulebookBlock',
      'settingBlock',
    ]);
    const rulebook = tree?.entries[1];
    const phase = rulebook?.kind === 'rulebookBlock' ? rulebook.entries[1] : undefined;
    const kinds = phase?.kind === 'phaseBlock' ? phase.entries.map(({ kind }) => kind) : [];
    expect(kinds).toEqual(['rule', 'testBlock']);
  });

  it('ends a block of any kind at what cannot stand in it', () => {
    for (const head of ['phase one {', 'rulebook "x" {', 'test "t" {', 'size kelly {']) {
      const source = `policy a\n${head}\nmarket HYPE {\nleverage 5x\n}\nvenue embedded\n`;
      expect(codesOf(source)).toEqual(['P109']);
      expect(
        parse(source)
          .tree?.entries.map(({ kind }) => kind)
          .slice(2),
      ).toEqual(['marketBlock', 'venue']);
    }
  });

  it('joins the lines of a rule at its clauses, in parentheses and behind a comma', () => {
    const source =
      'policy a\nkill b\n  when equity < min(\n    $5,\n    $6)\n  and age(mark) > 3s\n  then flatten\nvenue embedded\n';
    const { tree, found } = parse(source);
    expect(found).toEqual([]);
    expect(tree?.entries.map(({ kind }) => kind)).toEqual(['header', 'rule', 'venue']);
  });

  it('keeps an open parenthesis from swallowing the statements behind it', () => {
    const source = 'policy a\nlimit b order.size < (5 HYPE\nvenue embedded\n';
    expect(codesOf(source)).toEqual(['P101']);
    expect(parse(source).tree?.entries.map(({ kind }) => kind)).toEqual(['header', 'venue']);
  });

  it('ends an unclosed block where the next statement stands at the margin', () => {
    const source = 'policy a\naccount {\n  day-reset 00:00 UTC\nlimit b order.size < 5 HYPE\n';
    expect(codesOf(source)).toEqual(['P109']);
    expect(parse(source).tree?.entries.map(({ kind }) => kind)).toEqual([
      'header',
      'settingBlock',
      'rule',
    ]);
  });

  it('refuses a private key wherever it stands, and never repeats it', () => {
    const key = 'ab'.repeat(32);
    const places = [`# 0x${key}`, `account {\n  address 0x${key}\n}`, `alert x when "${key}"`];
    for (const place of places) {
      const { found } = parse(`policy a\n${place}\n`);
      expect(found.map(({ code }) => code)).toContain('P117');
      expect(JSON.stringify(found)).not.toContain(key);
    }
  });

  it('freezes every node and gives it a kind and a span', () => {
    const loose: unknown[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if (!Object.isFrozen(value) || ('kind' in value && !('span' in value))) loose.push(value);
      for (const child of Object.values(value)) visit(child);
    };
    visit(parse(readFileSync('policies/demo.policy', 'utf8')).tree?.entries);
    visit(parse(readFileSync('test/golden/fmt/preset.after.policy', 'utf8')).tree?.entries);
    expect(loose).toEqual([]);
  });
});
