/** Every documented bound: what reaches it is sound, what goes one beyond is told so. */
import { describe, expect, it } from 'vitest';
import { compilePolicyText } from '../../src/compile/index.js';
import { codesOf, policyWith } from './policy-with.js';

const numbered = (count: number, text: (at: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, at) => text(at));

const withRules = (...rules: readonly string[]): string => policyWith({ rules });

/** Two rules stand in every policy that is built here. */
const rulesInAll = (count: number): string =>
  withRules(...numbered(count - 2, (at) => `alert a${at} when equity < $${at + 1}`));

const letsInAll = (count: number): string =>
  policyWith({
    rules: [
      ...numbered(count, (at) => `let l${at} = $${at + 1}`),
      ...numbered(count, (at) => `alert a${at} when equity < l${at}`),
    ],
  });

const marketsInAll = (count: number): string => {
  const coins = numbered(count - 1, (at) => `C${at}`).join(', ');
  return `${withRules()}market ${coins} {\n  leverage 2x\n}\n`;
};

const characters = (count: number): string => {
  const text = withRules();
  return `${text}# ${'x'.repeat(count - text.length - 3)}\n`;
};

const nested = (depth: number): string =>
  `alert a when equity < ${'('.repeat(depth)}$5${')'.repeat(depth)}`;

/** A rule of so many characters, spaces apart. */
const statement = (length: number): string => {
  const start = `alert a when equity < $1${' + $1'.repeat((length - 24) / 3)}`;
  return start + '0'.repeat(length - start.replaceAll(' ', '').length);
};

interface Bound {
  readonly what: string;
  readonly limit: number;
  readonly code: string;
  readonly source: (count: number) => string;
}

const BOUNDS: readonly Bound[] = [
  { what: 'characters', limit: 131_072, code: 'P701', source: characters },
  { what: 'rules', limit: 1024, code: 'P702', source: rulesInAll },
  { what: 'lets', limit: 64, code: 'P702', source: letsInAll },
  { what: 'markets', limit: 32, code: 'P702', source: marketsInAll },
  {
    what: 'parentheses inside one another',
    limit: 8,
    code: 'P702',
    source: (depth) => withRules(nested(depth)),
  },
  {
    what: 'characters of a statement',
    limit: 4000,
    code: 'P702',
    source: (length) => withRules(statement(length)),
  },
  {
    what: 'characters of the name of a rule',
    limit: 48,
    code: 'P111',
    source: (length) => withRules(`alert ${'a'.repeat(length)} when equity < $5`),
  },
  {
    what: 'characters of a let name',
    limit: 48,
    code: 'P111',
    source: (length) => {
      const name = 'a'.repeat(length);
      return withRules(`let ${name} = $5`, `alert a when equity < ${name}`);
    },
  },
  {
    what: 'characters of a policy name',
    limit: 48,
    code: 'P111',
    source: (length) => withRules().replace('policy built', `policy ${'a'.repeat(length)}`),
  },
  {
    what: 'characters of a text',
    limit: 200,
    code: 'P702',
    source: (length) => withRules(`alert a when equity < $5 because "${'x'.repeat(length)}"`),
  },
  {
    what: 'digits before the point',
    limit: 18,
    code: 'P104',
    source: (count) => withRules(`alert a when equity < $${'9'.repeat(count)}`),
  },
  {
    what: 'digits on both sides of the point',
    limit: 18,
    code: 'P104',
    source: (count) => withRules(`alert a when equity < $12.${'3'.repeat(count - 2)}`),
  },
  {
    what: 'days of a duration',
    limit: 30,
    code: 'P702',
    source: (days) => withRules(`alert a when age(book) > ${days}d`),
  },
  {
    what: 'hours of a window',
    limit: 24,
    code: 'P702',
    source: (hours) => withRules(`limit a orders <= 10 per ${hours}h`),
  },
  {
    what: 'events in a window',
    limit: 10_000,
    code: 'P702',
    source: (count) => withRules(`limit a orders <= ${count} per 1m`),
  },
];

describe('a bound', () => {
  it.each(BOUNDS)('of $limit $what is reached without a word', ({ limit, source }) => {
    expect(codesOf(source(limit))).toEqual([]);
  });

  it.each(BOUNDS)('of $limit $what is told one beyond, once', ({ limit, code, source }) => {
    expect(codesOf(source(limit + 1))).toEqual([code]);
  });

  it('of 92 days of a waiver is reached, and told one beyond', () => {
    const preset = 'preset p\nkill deep when equity < $500\n';
    const library = { names: ['p'], load: () => ({ file: 'p.policy', source: preset }) };
    const codesUntil = (date: string): readonly string[] => {
      const lines = `use p\nwaive p.deep until ${date} because "a drill"\n`;
      const source = withRules().replace('\n', `\n${lines}`);
      const nowMs = Date.UTC(2026, 10, 21, 23);
      const { diagnostics } = compilePolicyText('a.policy', source, library, nowMs);
      return diagnostics.map(({ code }) => code);
    };
    expect(codesUntil('2027-02-21')).toEqual([]);
    expect(codesUntil('2027-02-22')).toEqual(['P412']);
  });

  it('on parentheses, texts and statements keeps to its line', () => {
    for (const line of [nested(9), statement(4001), `alert a when ${'x'.repeat(300)} because "`]) {
      const codes = codesOf(withRules(line, 'limit b order.notional <= 5'));
      expect(codes).toHaveLength(2);
      expect(codes).toContain('P306');
    }
  });
});
