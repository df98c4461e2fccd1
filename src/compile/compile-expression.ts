/** Checked arithmetic to the engine's: units are gone, what is left is exact. */
import { unreachable } from '../base/index.js';
import type { CheckedCondition, CheckedExpression, Quantity } from '../check/index.js';
import type { Condition, DisplayUnit, Expression } from './expression.js';

function compileExpression(node: CheckedExpression): Expression {
  switch (node.kind) {
    case 'constant':
      return { kind: 'constant', value: node.value };
    case 'measure':
      return compileMeasure(node);
    case 'age':
      return { kind: 'age', feed: node.feed, coin: null };
    case 'arithmetic':
      return {
        kind: node.operation,
        left: compileExpression(node.left),
        right: compileExpression(node.right),
      };
    case 'negate':
    case 'absolute':
      return { kind: node.kind, operand: compileExpression(node.operand) };
    case 'min':
    case 'max':
      return { kind: node.kind, operands: node.operands.map(compileExpression) };
    default:
      return unreachable(node);
  }
}

function compileMeasure({
  name,
  coin,
  isAccountSum,
  windowMs,
}: Extract<CheckedExpression, { kind: 'measure' }>): Expression {
  const window = windowMs === undefined ? {} : { windowMs };
  return isAccountSum
    ? { kind: 'accountMeasure', name, ...window }
    : { kind: 'measure', name, coin, ...window };
}

export function compileCondition(node: CheckedCondition): Condition {
  switch (node.kind) {
    case 'compare':
      return {
        kind: 'compare',
        comparator: node.comparator,
        left: compileExpression(node.left),
        right: compileExpression(node.right),
        text: node.text,
        unit: displayUnitOf(node.quantity),
      };
    case 'within':
      return {
        kind: 'within',
        left: compileExpression(node.left),
        tolerance: compileExpression(node.tolerance),
        toleranceIs: node.toleranceIs,
        center: compileExpression(node.center),
        text: node.text,
        unit: displayUnitOf(node.quantity),
      };
    case 'during':
      return { kind: 'during', window: node.window, text: node.text, unit: 'duration' };
    case 'junction':
      return { kind: node.word, operands: node.operands.map(compileCondition) };
    default:
      return unreachable(node);
  }
}

function displayUnitOf(quantity: Quantity): DisplayUnit {
  switch (quantity.dimension) {
    case 'zero':
    case 'number':
      return 'number';
    case 'dollars':
    case 'money':
      return 'money';
    case 'ratio':
    case 'count':
    case 'duration':
    case 'price':
    case 'size':
      return quantity.dimension;
    case 'events':
    case 'rate':
      return 'count';
    default:
      return unreachable(quantity);
  }
}
