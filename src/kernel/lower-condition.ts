/** Compiled conditions to conditions over numbered facts. */
import { unreachable } from '../base/index.js';
import type { Comparison, Condition, During, Expression, Within } from '../compile/index.js';
import type { TermCondition } from './program.js';
import type { Term } from './term.js';

export type Leaf = Extract<Expression, { kind: 'measure' | 'accountMeasure' | 'age' }>;

/** Gives each measure of an expression its term. */
export type LeafResolver = (leaf: Leaf) => Term;

/** A comparison that decimals may be asked for. */
export type Asked = Comparison | Within | During;

/** `number` names a comparison for as long as the program lives. */
export function lowerCondition(
  condition: Condition,
  resolve: LeafResolver,
  number: (asked: Asked) => number,
): TermCondition {
  switch (condition.kind) {
    case 'compare':
      return {
        kind: 'compare',
        comparator: condition.comparator,
        left: lowerExpression(condition.left, resolve),
        right: lowerExpression(condition.right, resolve),
        number: number(condition),
      };
    case 'within': {
      const [left, center, tolerance] = [
        lowerExpression(condition.left, resolve),
        lowerExpression(condition.center, resolve),
        lowerExpression(condition.tolerance, resolve),
      ];
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

function lowerExpression(expression: Expression, resolve: LeafResolver): Term {
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
    case 'divide':
      return {
        kind: expression.kind,
        left: lowerExpression(expression.left, resolve),
        right: lowerExpression(expression.right, resolve),
      };
    case 'negate':
    case 'absolute':
      return { kind: expression.kind, operand: lowerExpression(expression.operand, resolve) };
    case 'min':
    case 'max':
      return {
        kind: expression.kind,
        operands: expression.operands.map((each) => lowerExpression(each, resolve)),
      };
    default:
      return unreachable(expression);
  }
}
