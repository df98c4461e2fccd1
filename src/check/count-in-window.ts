/** Gives the counts of events in an expression the window of the rate that they meet. */
import { type DurationMs, unreachable } from '../base/index.js';
import type { CheckedExpression } from './checked-policy.js';

export function countInWindow(
  expression: CheckedExpression,
  windowMs: DurationMs,
): CheckedExpression {
  switch (expression.kind) {
    case 'constant':
    case 'age':
      return expression;
    case 'measure':
      return { ...expression, windowMs };
    case 'arithmetic': {
      const left = countInWindow(expression.left, windowMs);
      return { ...expression, left, right: countInWindow(expression.right, windowMs) };
    }
    case 'negate':
    case 'absolute':
      return { ...expression, operand: countInWindow(expression.operand, windowMs) };
    case 'min':
    case 'max': {
      const operands = expression.operands.map((operand) => countInWindow(operand, windowMs));
      return { ...expression, operands };
    }
    default:
      return unreachable(expression);
  }
}
