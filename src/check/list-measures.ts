/** The measures that a condition reads, in reading order. */
import { unreachable } from '../base/index.js';
import type { CheckedCondition, CheckedExpression } from './checked-policy.js';

export type MeasureUse = Extract<CheckedExpression, { kind: 'measure' | 'age' }>;

export function listMeasures(condition: CheckedCondition): readonly MeasureUse[] {
  switch (condition.kind) {
    case 'compare':
      return [...measuresOf(condition.left), ...measuresOf(condition.right)];
    case 'within':
      return [...measuresOf(condition.left), ...measuresOf(condition.center)];
    case 'during':
      return [];
    case 'junction':
      return condition.operands.flatMap(listMeasures);
    default:
      return unreachable(condition);
  }
}

function measuresOf(expression: CheckedExpression): readonly MeasureUse[] {
  switch (expression.kind) {
    case 'constant':
      return [];
    case 'measure':
    case 'age':
      return [expression];
    case 'arithmetic':
      return [...measuresOf(expression.left), ...measuresOf(expression.right)];
    case 'negate':
    case 'absolute':
      return measuresOf(expression.operand);
    case 'min':
    case 'max':
      return expression.operands.flatMap(measuresOf);
    default:
      return unreachable(expression);
  }
}
