/** Compiled conditions to conditions over numbered facts. */
import { unreachable } from '../base/index.js';
import type { Comparison, Condition, During, Expression, Within } from '../compile/index.js';
import type { TermCondition } from './program.js';
import type { Term } from './term.js';

export type Leaf = Extract<Expression, { kind: 'measure' | 'accountMeasure' | 'age' }>;

/** Gives each measure of an expression its term; null where it has none. */
export type LeafResolver = (leaf: Leaf) => Term | null;

/** A comparison that decimals may be asked for. */
export type Asked = Comparison | Within | During;

/**
 * `number` names a comparison for as long as the program lives. One with a measure that has no term
 * is left to decimals as a whole.
 */
export function lowerCondition(
  condition: Condition,
  resolve: LeafResolver,
  number: (asked: Asked) => number,
): TermCondition {
  switch (condition.kind) {
    case 'compare': {
      const left = lowerExpression(condition.left, resolve);
      const right = lowerExpression(condition.right, resolve);
      if (left === null || right === null) return { kind: 'asked', number: number(condition) };
      const { comparator } = condition;
      return { kind: 'compare', comparator, left, right, number: number(condition) };
    }
    case 'within': {
      const left = lowerExpression(condition.left, resolve);
      const center = lowerExpression(condition.center, resolve);
      const tolerance = lowerExpression(condition.tolerance, resolve);
      if (left === null || center === null || tolerance === null) {
        return { kind: 'asked', number: number(condition) };
      }
      const distance: Term = {
        kind: 'absolute',
        operand: { kind: 'subtract', left, right: center },
      };
      const allowed: Term =
        condition.toleranceIs === 'money'
          ? // An unknown centre makes the distance unknown already.
            tolerance
          : { kind: 'multiply', left: tolerance, right: center };
      return {
        kind: 'compare',
        comparator: '<=',
        left: distance,
        right: allowed,
        number: number(condition),
      };
    }
    case 'during':
      return { kind: 'asked', number: number(condition) };
    case 'and':
    case 'or':
      return {
        kind: condition.kind,
        operands: condition.operands.map((each) => lowerCondition(each, resolve, number)),
      };
    default:
      return unreachable(condition);
  }
}

function lowerExpression(expression: Expression, resolve: LeafResolver): Term | null {
  switch (expression.kind) {
    case 'constant':
      return { kind: 'constant', value: expression.value };
    case 'measure':
    case 'accountMeasure':
    case 'age':
      return resolve(expression);
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide': {
      const left = lowerExpression(expression.left, resolve);
      const right = lowerExpression(expression.right, resolve);
      return left === null || right === null ? null : { kind: expression.kind, left, right };
    }
    case 'negate':
    case 'absolute': {
      const operand = lowerExpression(expression.operand, resolve);
      return operand === null ? null : { kind: expression.kind, operand };
    }
    case 'min':
    case 'max': {
      const lowered = expression.operands.map((each) => lowerExpression(each, resolve));
      const operands = lowered.filter((each) => each !== null);
      return operands.length < lowered.length ? null : { kind: expression.kind, operands };
    }
    default:
      return unreachable(expression);
  }
}
