/**
 * A second reading of conditions, to hold the engine's against: straight from the tree as written,
 * in whole-number fractions, with nothing in common with the decimals of the engine but the one
 * rule that a result of arithmetic has at most 40 digits, rounded half-even.
 */
import { unreachable } from '../../src/base/index.js';
import {
  type ConditionNode,
  type ExpressionNode,
  type LiteralNode,
  printExpression,
} from '../../src/syntax/index.js';

/** `over` is above zero. */
export interface Fraction {
  readonly top: bigint;
  readonly over: bigint;
}

/** Null where it is not known. */
export type Known = Fraction | null;

export type ReferenceTruth = 'true' | 'false' | 'unknown';

export interface ReferenceSides {
  readonly truth: ReferenceTruth;
  readonly left: Known;
  readonly right: Known;
}

export interface ReferenceOutcome {
  readonly truth: ReferenceTruth;
  readonly sides: readonly ReferenceSides[];
}

/** Values of measures by their text in the policy, such as `HYPE.position` or `age(mark)`. */
export type Values = ReadonlyMap<string, Known>;

const DIGITS = 40n;
const UNIT_MS: Readonly<Record<string, bigint>> = {
  ms: 1n,
  s: 1000n,
  m: 60_000n,
  h: 3_600_000n,
  d: 86_400_000n,
};

/** From plain decimal text such as `-12.50` or `1_000`. */
export function fractionOf(text: string): Fraction {
  const [whole = '0', behind = ''] = text.replaceAll('_', '').split('.');
  return { top: BigInt(whole + behind), over: 10n ** BigInt(behind.length) };
}

function compareFractions(a: Fraction, b: Fraction): number {
  const difference = a.top * b.over - b.top * a.over;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

export function referenceCondition(node: ConditionNode, values: Values): ReferenceOutcome {
  switch (node.kind) {
    case 'compare': {
      const left = valueOf(node.left, values);
      const right = valueOf(node.right, values);
      return alone(node.comparator, left, right);
    }
    case 'within': {
      const [left, center] = [valueOf(node.left, values), valueOf(node.center, values)];
      const tolerance = literalOf(node.tolerance);
      const isMoney = node.tolerance.form === 'money';
      const allowed = isMoney ? tolerance : center && times(tolerance, center);
      return alone('<=', left && center && absolute(minus(left, center)), allowed);
    }
    case 'groupedCondition':
      return referenceCondition(node.inner, values);
    case 'junction': {
      const parts = node.operands.map((operand) => referenceCondition(operand, values));
      const truths = new Set(parts.map(({ truth }) => truth));
      const [decides, otherwise] =
        node.word === 'and' ? (['false', 'true'] as const) : (['true', 'false'] as const);
      const undecided = truths.has('unknown') ? 'unknown' : otherwise;
      const truth = truths.has(decides) ? decides : undecided;
      return { truth, sides: parts.flatMap(({ sides }) => sides) };
    }
    default:
      throw new Error(`the reference has no ${node.kind}`);
  }
}

export function referenceExpression(node: ExpressionNode, values: Values): Known {
  return valueOf(node, values);
}

function alone(comparator: string, left: Known, right: Known): ReferenceOutcome {
  const truth = truthOf(comparator, left, right);
  return { truth, sides: [{ truth, left, right }] };
}

function truthOf(comparator: string, left: Known, right: Known): ReferenceTruth {
  if (left === null || right === null) return 'unknown';
  const sign = compareFractions(left, right);
  const holds =
    (sign < 0 && comparator.startsWith('<')) ||
    (sign > 0 && comparator.startsWith('>')) ||
    (sign === 0 && comparator.endsWith('='));
  return holds ? 'true' : 'false';
}

function valueOf(node: ExpressionNode, values: Values): Known {
  switch (node.kind) {
    case 'literal':
      return literalOf(node);
    case 'eventRate':
      // The count; in which window it is counted is the reader's business.
      return literalOf(node.count);
    case 'measure':
    case 'age':
      return values.get(printExpression(node)) ?? null;
    case 'grouped':
      return valueOf(node.inner, values);
    case 'negate': {
      const value = valueOf(node.operand, values);
      return value && { ...value, top: -value.top };
    }
    case 'absolute': {
      const value = valueOf(node.operand, values);
      return value && absolute(value);
    }
    case 'percentOf': {
      const whole = valueOf(node.of, values);
      return whole && times(literalOf(node.percent), whole);
    }
    case 'extreme': {
      const parts = node.operands.map((operand) => valueOf(operand, values));
      const sign = node.which === 'min' ? -1 : 1;
      return parts.reduce(
        (best, next) => best && next && (compareFractions(next, best) === sign ? next : best),
      );
    }
    case 'binary': {
      const [left, right] = [valueOf(node.left, values), valueOf(node.right, values)];
      return left && right && combine(node.operator, left, right);
    }
    default:
      return unreachable(node);
  }
}

function literalOf({ form, digits, unit }: LiteralNode): Fraction {
  const value = fractionOf(digits);
  if (form === 'percent') return rounded({ ...value, over: value.over * 100n });
  if (form === 'bps') return rounded({ ...value, over: value.over * 10_000n });
  return form === 'duration' ? { ...value, top: value.top * (UNIT_MS[unit ?? ''] ?? 1n) } : value;
}

function combine(operator: '+' | '-' | '*' | '/', left: Fraction, right: Fraction): Known {
  switch (operator) {
    case '+':
      return minus(left, { ...right, top: -right.top });
    case '-':
      return minus(left, right);
    case '*':
      return times(left, right);
    case '/':
      return right.top <= 0n
        ? null
        : rounded({ top: left.top * right.over, over: left.over * right.top });
    default:
      return unreachable(operator);
  }
}

function minus(a: Fraction, b: Fraction): Fraction {
  return rounded({ top: a.top * b.over - b.top * a.over, over: a.over * b.over });
}

function times(a: Fraction, b: Fraction): Fraction {
  return rounded({ top: a.top * b.top, over: a.over * b.over });
}

function absolute({ top, over }: Fraction): Fraction {
  return { top: top < 0n ? -top : top, over };
}

/** Half-even to 40 digits, counted from the first that is not zero. */
function rounded({ top, over }: Fraction): Fraction {
  const size = top < 0n ? -top : top;
  if (size === 0n) return { top: 0n, over: 1n };
  let shift = DIGITS - BigInt(size.toString().length - over.toString().length);
  if (scaled(size, over, shift).whole >= 10n ** DIGITS) shift -= 1n;
  const { whole, rest, by } = scaled(size, over, shift);
  const isUp = rest * 2n > by || (rest * 2n === by && whole % 2n === 1n);
  const digits = (isUp ? whole + 1n : whole) * (top < 0n ? -1n : 1n);
  return shift >= 0n
    ? { top: digits, over: 10n ** shift }
    : { top: digits * 10n ** -shift, over: 1n };
}

/** The whole part and the rest of `size / over × 10^shift`. */
function scaled(
  size: bigint,
  over: bigint,
  shift: bigint,
): { readonly whole: bigint; readonly rest: bigint; readonly by: bigint } {
  const top = shift >= 0n ? size * 10n ** shift : size;
  const by = shift >= 0n ? over : over * 10n ** -shift;
  return { whole: top / by, rest: top % by, by };
}
