/**
 * What the engine evaluates equals a second reading of the same text, in truth and in both sides:
 * over random conditions, over figures put on a threshold and a hair beside it, and over the cases
 * of the corpus.
 */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import {
  compilePolicyText,
  type ConditionOutcome,
  evaluateCondition,
  type MeasureReader,
  type MeasureValue,
} from '../../src/compile/index.js';
import { ProblemList } from '../../src/diagnostic/index.js';
import { type ConditionNode, parsePolicy } from '../../src/syntax/index.js';
import { policyWith } from '../check/policy-with.js';
import {
  type Fraction,
  fractionOf,
  referenceCondition,
  referenceExpression,
  type Known,
  type ReferenceOutcome,
} from './reference-interpreter.js';

/** Values of measures as decimal text; null where one is not known. */
type Figures = Readonly<Record<string, string | null>>;

interface Case {
  readonly about: string;
  readonly condition: string;
  readonly figures: Figures;
  readonly truth: string;
}

const CORPUS = JSON.parse(
  readFileSync('test/compile/corpus/near-ties.json', 'utf8'),
) as readonly Case[];

const ruleOf = (condition: string): string => `kill tried when ${condition} because "tested"`;

/** The condition as the grammar reads it. */
function treeOf(condition: string): ConditionNode {
  const tree = parsePolicy(`policy a\n${ruleOf(condition)}\n`, new ProblemList('a.policy'));
  const rule = tree?.entries.find((entry) => entry.kind === 'rule');
  if (rule?.kind !== 'rule') throw new Error(`\`${condition}\` cannot be read`);
  return rule.condition;
}

function byReference(condition: string, figures: Figures): ReferenceOutcome {
  return referenceCondition(treeOf(condition), valuesOf(figures));
}

function valuesOf(figures: Figures): ReadonlyMap<string, Known> {
  return new Map(
    Object.entries(figures).map(([name, text]) => [name, text === null ? null : fractionOf(text)]),
  );
}

/** Null where the checker refuses the condition. */
function byEngine(condition: string, figures: Figures): ConditionOutcome | null {
  const { policy } = compilePolicyText('a.policy', policyWith({ rules: [ruleOf(condition)] }));
  const rule = policy?.rules.find(({ name }) => name === 'tried');
  return rule === undefined ? null : evaluateCondition(rule.condition, readerOf(figures));
}

function readerOf(figures: Figures): MeasureReader {
  const figure = (name: string): MeasureValue => {
    const text = figures[name] ?? null;
    return text === null ? { status: 'stale' } : { status: 'known', value: decimal(text) };
  };
  const reader = {
    at: 0,
    read: (name: string, coin: string | null) => figure(coin === null ? name : `${coin}.${name}`),
    readAccountWide: (name: string) => figure(`account.${name}`),
    ageOf: (feed: string) => decimal(figures[`age(${feed})`] ?? 0),
  };
  return reader;
}

interface Shown {
  readonly truth: string;
  readonly sides: readonly (readonly [string, string | null, string | null])[];
}

/** Decimals of the engine and fractions of the reference, written out in full. */
function shown({ truth, sides }: ConditionOutcome): Shown {
  return {
    truth,
    sides: sides.map((side) => [
      side.truth,
      side.left && written(fractionOf(side.left.toFixed())),
      side.right && written(fractionOf(side.right.toFixed())),
    ]),
  };
}

function shownByReference({ truth, sides }: ReferenceOutcome): Shown {
  return {
    truth,
    sides: sides.map((side) => [
      side.truth,
      side.left && written(side.left),
      side.right && written(side.right),
    ]),
  };
}

/** In lowest terms, so that equal fractions are written alike. */
function written({ top, over }: Fraction): string {
  let [a, b] = [top < 0n ? -top : top, over];
  while (b !== 0n) [a, b] = [b, a % b];
  return `${top / a}/${over / a}`;
}

/** False where the checker refuses the condition. */
function expectSame(condition: string, given: Figures): boolean {
  const outcome = byEngine(condition, given);
  if (outcome === null) return false;
  const about = { condition, given };
  expect({ ...about, ...shown(outcome) }).toEqual({
    ...about,
    ...shownByReference(byReference(condition, given)),
  });
  return true;
}

const FAMILIES = [
  {
    measures: ['margin_utilization', 'liquidation_buffer', 'spread', 'exposure / equity'],
    literals: ['0.5', '80%', '40bps', '2x', '0', '33.333333333333333%'],
  },
  {
    measures: ['position_value', 'exposure', '7% of exposure', 'HYPE.position_value'],
    literals: ['$5', '$0', '$1_000.50', '$0.000001', '$99_999_999.99'],
  },
  {
    measures: ['position', 'margin_capacity', 'position_value / mark', 'HYPE.position'],
    literals: ['5 HYPE', '0.3333333333333333 HYPE', '0'],
  },
  {
    measures: ['open_orders', 'account.open_orders', 'consecutive_errors'],
    literals: ['3', '0', '2.5'],
  },
  {
    measures: ['mark', 'mid', 'oracle', 'position_value / position'],
    literals: ['$27.11', '$0.1', '$100_000'],
  },
  { measures: ['age(mark)', 'age(book)'], literals: ['7s', '250ms', '0'] },
  { measures: ['orders', 'account.fills', 'orders + cancels'], literals: ['3 per 1m', '0 per 1m'] },
] as const;

const NAMES = [
  ['margin_utilization', 'liquidation_buffer', 'spread', 'exposure', 'equity', 'mark', 'mid'],
  ['position_value', 'HYPE.position_value', 'position', 'HYPE.position', 'margin_capacity'],
  ['oracle', 'open_orders', 'account.open_orders', 'consecutive_errors'],
  ['orders', 'cancels', 'account.fills'],
  ['age(mark)', 'age(book)'],
].flat();

const figureText = fc
  .tuple(fc.constantFrom('', '', '', '-'), fc.bigInt(0n, 10n ** 14n), fc.nat({ max: 10 }))
  .map(([sign, digits, scale]) => {
    const text = digits.toString().padStart(scale + 1, '0');
    const whole = text.slice(0, text.length - scale);
    return `${sign}${whole}${scale === 0 ? '' : `.${text.slice(text.length - scale)}`}`;
  });
/** An age is always known, and never below zero. */
const figures: fc.Arbitrary<Figures> = fc.record(
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      name.startsWith('age(')
        ? figureText.map((text) => text.replace('-', ''))
        : fc.option(figureText, { freq: 12, nil: null }),
    ]),
  ),
);

function expressionsOf({ measures, literals }: (typeof FAMILIES)[number]): fc.Arbitrary<string> {
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.constantFrom(...measures),
      fc.constantFrom(...literals),
      fc
        .tuple(tie('expression'), fc.constantFrom(' + ', ' - '), tie('expression'))
        .map(([a, by, b]) => `(${a}${by}${b})`),
      fc
        .tuple(tie('expression'), fc.constantFrom(' * ', ' / '), fc.constantFrom('3', '0.7', '2x'))
        .map(([a, by, b]) => `(${a}${by}${b})`),
      fc
        .tuple(fc.constantFrom('min', 'max'), tie('expression'), tie('expression'))
        .map(([which, a, b]) => `${which}(${a}, ${b})`),
      fc.constantFrom(...measures).map((name) => (/[ (]/u.test(name) ? `-(${name})` : `|${name}|`)),
    ),
  }));
  return expression;
}

const comparator = fc.constantFrom('<', '<=', '>', '>=');
const family = fc.constantFrom(...FAMILIES);
const comparisons = family.chain((each) => {
  const side = expressionsOf(each);
  return fc.tuple(side, comparator, side).map((parts) => parts.join(' '));
});
const conditions = fc
  .tuple(comparisons, fc.constantFrom('and', 'or'), comparisons, fc.nat({ max: 3 }))
  .map(([a, word, b, nested]) => {
    if (nested < 2) return a;
    return nested === 2 ? `${a} ${word} ${b}` : `(${a} ${word} ${b}) and ${b}`;
  });

describe('the engine and the reference', () => {
  it('agree on random conditions, in truth and in both sides', () => {
    let judged = 0;
    fc.assert(
      fc.property(conditions, figures, (condition, given) => {
        if (expectSame(condition, given)) judged += 1;
      }),
      { seed: 41, numRuns: 1200 },
    );
    expect(judged).toBeGreaterThan(400);
  });

  it('agree where a measure is on the threshold or a hair beside it', () => {
    const lone = fc.constantFrom(
      { measure: 'spread', family: FAMILIES[0] },
      { measure: 'position_value', family: FAMILIES[1] },
      { measure: 'position', family: FAMILIES[2] },
      { measure: 'mark', family: FAMILIES[4] },
    );
    const comparison = lone.chain((each) =>
      fc.tuple(fc.constant(each.measure), comparator, expressionsOf(each.family)),
    );
    const places = fc.constantFrom(0, 2, 8, 18, 28, 36);
    const ties = fc.tuple(comparison, figures, places, fc.constantFrom(-1n, 0n, 1n));
    let decided = 0;
    fc.assert(
      fc.property(ties, ([[measure, by, bound], given, scale, hair]) => {
        const condition = `${measure} ${by} ${bound}`;
        const node = treeOf(condition);
        const right = node.kind === 'compare' ? node.right : null;
        const threshold = right && referenceExpression(right, valuesOf(given));
        if (threshold === null) return;
        const near = { ...given, [measure]: beside(threshold, scale, hair) };
        if (expectSame(condition, near)) decided += 1;
      }),
      { seed: 42, numRuns: 1200 },
    );
    expect(decided).toBeGreaterThan(400);
  });

  it('agree that `within` holds on its edge and not beyond', () => {
    const tolerances = fc.constantFrom(
      { text: '5%', share: '0.05', money: '0' },
      { text: '25bps', share: '0.0025', money: '0' },
      { text: '$3', share: '0', money: '3' },
      { text: '$0.01', share: '0', money: '0.01' },
    );
    const edges = fc.tuple(tolerances, figureText, fc.constantFrom(-1n, 0n, 1n), fc.boolean());
    fc.assert(
      fc.property(edges, ([{ text, share, money }, figure, hair, isAbove]) => {
        const center = figure.replace('-', '');
        const sum = `mid ${isAbove ? '+' : '-'} (${share} * mid + $${money})`;
        const node = treeOf(`mark > ${sum}`);
        const right = node.kind === 'compare' ? node.right : null;
        const edge = right && referenceExpression(right, valuesOf({ mid: center }));
        if (edge === null) throw new Error('an edge has a value');
        const given = { mark: beside(edge, 24, hair), mid: center };
        expectSame(`mark within ${text} of mid`, given);
        const isOutside = hair === (isAbove ? 1n : -1n);
        const { truth } = byReference(`mark within ${text} of mid`, given);
        expect(truth).toBe(isOutside ? 'false' : 'true');
      }),
      { seed: 43, numRuns: 300 },
    );
  });

  it('read a measure once for each time that it is written', () => {
    for (const count of [1, 8, 64]) {
      const part = 'exposure - 2 * position_value > min(mark, mid) * 5 HYPE';
      const condition = Array.from({ length: count }, () => part).join(' or ');
      const rules = [ruleOf(condition)];
      const { policy } = compilePolicyText('a.policy', policyWith({ rules }));
      const rule = policy?.rules.find(({ name }) => name === 'tried');
      let reads = 0;
      const reader = readerOf({ exposure: '1', position_value: '1', mark: '1', mid: '1' });
      const counting: MeasureReader = {
        ...reader,
        read: (name, coin) => {
          reads += 1;
          return reader.read(name, coin);
        },
      };
      if (rule !== undefined) evaluateCondition(rule.condition, counting);
      expect(reads).toBe(4 * count);
    }
  });

  it.each(CORPUS)('agree that $about', ({ condition, figures: given, truth }) => {
    expect(byReference(condition, given).truth).toBe(truth);
    expect(byEngine(condition, given)?.truth).toBe(truth);
    expectSame(condition, given);
  });
});

/** A fraction cut to so many places behind the point, one unit of the last place away or not. */
function beside({ top, over }: Fraction, scale: number, hair: bigint): string {
  const digits = (top * 10n ** BigInt(scale)) / over + hair;
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  return `${digits < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${text.slice(-scale)}`}`;
}
