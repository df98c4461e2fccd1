/** The measures that a rule reads, its `when` and `until` among them. */
import { unreachable } from '../base/index.js';
import type { MeasureName } from '../check/index.js';
import type { CompiledRule, Condition, Expression } from '../compile/index.js';

export function measuresRead(rule: CompiledRule): ReadonlySet<MeasureName> {
  const { condition, applies, release } = rule;
  const conditions = [
    condition,
    ...(applies === null ? [] : [applies]),
    ...(release.kind === 'condition' ? [release.condition] : []),
  ];
  return new Set(conditions.flatMap(inCondition));
}

function inCondition(condition: Condition): readonly MeasureName[] {
  switch (condition.kind) {
    case 'compare':
      return [condition.left, condition.right].flatMap(inExpression);
    case 'within':
      return [condition.left, condition.tolerance, condition.center].flatMap(inExpression);
    case 'during':
      return [];
    case 'and':
    case 'or':
      return condition.operands.flatMap(inCondition);
    default:
      return unreachable(condition);
  }
}

function inExpression(expression: Expression): readonly MeasureName[] {
  switch (expression.kind) {
    case 'constant':
    case 'age':
      return [];
    case 'measure':
    case 'accountMeasure':
      return [expression.name];
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide':
      return [expression.left, expression.right].flatMap(inExpression);
    case 'negate':
    case 'absolute':
      return inExpression(expression.operand);
    case 'min':
    case 'max':
      return expression.operands.flatMap(inExpression);
    default:
      return unreachable(expression);
  }
}
