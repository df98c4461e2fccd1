/** Expressions as sums of measures, each so many times, for reasoning about all their values. */
import { type Decimal, ONE, unreachable, ZERO } from '../base/index.js';
import type { ArithmeticOperation, CheckedExpression } from './checked-policy.js';
import {
  absoluteInterval,
  addIntervals,
  ANYTHING,
  AT_LEAST_ZERO,
  divideIntervals,
  extremeInterval,
  type Interval,
  multiplyIntervals,
  pointOf,
} from './interval.js';
import { MEASURE_TABLE } from './measure-table.js';

/** A measure, or something of measures that is no sum: it is taken as one. */
interface Term {
  readonly coefficient: Decimal;
  readonly range: Interval;
  readonly isWhole: boolean;
}

/** `constant` and the terms together; terms of coefficient zero are left out. */
export interface LinearForm {
  readonly constant: Decimal;
  readonly terms: ReadonlyMap<string, Term>;
}

/** What is known besides the table of measures. */
export interface Surroundings {
  /** In a limit the worst case counts an order that adds risk, so it is never nothing. */
  readonly isInLimit: boolean;
  readonly initialBalance: Decimal | null;
  /** Short names for long texts, one each: what is no sum keeps a key of bounded length. */
  readonly shortNames: Map<string, string>;
  /** Steps of proof that are left; once they are spent nothing more is concluded. */
  readonly effort: { left: number };
}

/** Each node is looked at once, so the work grows with the length of the expression. */
export function linearFormOf(node: CheckedExpression, around: Surroundings): LinearForm {
  switch (node.kind) {
    case 'constant':
      return { constant: node.value, terms: new Map() };
    case 'measure':
      return measureForm(node, around);
    case 'age':
      return termForm(`age(${node.feed})`, AT_LEAST_ZERO, false);
    case 'negate':
      return negateForm(linearFormOf(node.operand, around));
    case 'absolute': {
      const operand = linearFormOf(node.operand, around);
      return opaqueForm('absolute', [operand], absoluteInterval(rangeOfForm(operand)), around);
    }
    case 'min':
    case 'max': {
      const operands = node.operands.map((operand) => linearFormOf(operand, around));
      const range = extremeInterval(node.kind, operands.map(rangeOfForm));
      return opaqueForm(node.kind, operands, range, around);
    }
    case 'arithmetic': {
      const left = linearFormOf(node.left, around);
      const right = linearFormOf(node.right, around);
      return combineForms(node.operation, left, right, around);
    }
    default:
      return unreachable(node);
  }
}

export function addForms(a: LinearForm, b: LinearForm): LinearForm {
  const terms = new Map(a.terms);
  for (const [key, term] of b.terms) {
    const coefficient = term.coefficient.plus(terms.get(key)?.coefficient ?? ZERO);
    if (coefficient.isZero()) terms.delete(key);
    else terms.set(key, { ...term, coefficient });
  }
  return { constant: a.constant.plus(b.constant), terms };
}

/** Cheaper than to scale by minus one, and most of what is scaled is scaled by that. */
export function negateForm({ constant, terms }: LinearForm): LinearForm {
  const negated = new Map<string, Term>();
  for (const [key, { coefficient, range, isWhole }] of terms) {
    negated.set(key, { coefficient: coefficient.neg(), range, isWhole });
  }
  return { constant: constant.neg(), terms: negated };
}

export function scaleForm({ constant, terms }: LinearForm, factor: Decimal): LinearForm {
  if (factor.isZero()) return { constant: ZERO, terms: new Map() };
  const scaled = [...terms].map(
    ([key, term]) => [key, { ...term, coefficient: term.coefficient.times(factor) }] as const,
  );
  return { constant: constant.times(factor), terms: new Map(scaled) };
}

/** The values a form can have, each term for itself. */
export function rangeOfForm({ constant, terms }: LinearForm): Interval {
  let range = pointOf(constant);
  for (const term of terms.values()) {
    range = addIntervals(range, multiplyIntervals(pointOf(term.coefficient), term.range));
  }
  return range;
}

function combineForms(
  operation: ArithmeticOperation,
  left: LinearForm,
  right: LinearForm,
  around: Surroundings,
): LinearForm {
  switch (operation) {
    case 'add':
      return addForms(left, right);
    case 'subtract':
      return addForms(left, negateForm(right));
    case 'multiply': {
      if (left.terms.size === 0) return scaleForm(right, left.constant);
      if (right.terms.size === 0) return scaleForm(left, right.constant);
      const range = multiplyIntervals(rangeOfForm(left), rangeOfForm(right));
      return opaqueForm(operation, [left, right], range, around);
    }
    case 'divide': {
      const range = divideIntervals(rangeOfForm(left), rangeOfForm(right));
      return opaqueForm(operation, [left, right], range, around);
    }
    default:
      return unreachable(operation);
  }
}

function measureForm(
  node: Extract<CheckedExpression, { kind: 'measure' }>,
  around: Surroundings,
): LinearForm {
  const range = rangeOfMeasure(node, around);
  if (range.least.eq(range.most)) return { constant: range.least, terms: new Map() };
  const prefix = node.isAccountSum ? 'account.' : node.coin === null ? '' : `${node.coin}.`;
  const window = node.windowMs === undefined ? '' : ` per ${node.windowMs}ms`;
  const isWhole = node.quantity.dimension === 'count' || window !== '';
  return termForm(`${prefix}${node.name}${window}`, range, isWhole);
}

function rangeOfMeasure(
  node: Extract<CheckedExpression, { kind: 'measure' }>,
  { isInLimit, initialBalance }: Surroundings,
): Interval {
  const { range, isWorstCaseInLimits } = MEASURE_TABLE[node.name];
  if (node.name === 'initial_balance' && initialBalance !== null) return pointOf(initialBalance);
  const bounds = node.isAccountSum ? sumRange(range) : range;
  const countsOrder = isInLimit && isWorstCaseInLimits && node.coin === null;
  if (!countsOrder || !bounds.least.isZero()) return bounds;
  const isCount = ['count', 'events'].includes(node.quantity.dimension);
  return isCount ? { ...bounds, least: ONE } : { ...bounds, isLeastOpen: true };
}

/** Of a sum over any number of markets. */
function sumRange({ least }: Interval): Interval {
  return least.gte(0) ? AT_LEAST_ZERO : ANYTHING;
}

function termForm(key: string, range: Interval, isWhole: boolean): LinearForm {
  const term: Term = { coefficient: ONE, range, isWhole };
  return { constant: ZERO, terms: new Map([[key, term]]) };
}

/** Equal operands give an equal key, whatever the order and the layout of their sums. */
function opaqueForm(
  kind: string,
  operands: readonly LinearForm[],
  range: Interval,
  { shortNames }: Surroundings,
): LinearForm {
  const text = [kind, ...operands.map(textOfForm)].join(' ');
  const name = shortNames.get(text) ?? `#${shortNames.size}`;
  shortNames.set(text, name);
  return termForm(name, range, false);
}

function textOfForm({ constant, terms }: LinearForm): string {
  const parts = [...terms].map(([key, { coefficient }]) => `${coefficient.toString()}*${key}`);
  return `(${[...parts.toSorted(), constant.toString()].join(' + ')})`;
}
