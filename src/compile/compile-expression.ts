/** Checked arithmetic to the engine's: units are gone, what is left is exact. */
import { unreachable } from '../base/index.js';
import {
  type CheckedCondition,
  type CheckedExpression,
  MEASURE_TABLE,
  type Quantity,
} from '../check/index.js';
import type { Condition, DisplayUnit, Expression } from './expression.js';

function compileExpression(node: CheckedExpression, book: string): Expression {
  switch (node.kind) {
    case 'constant':
      return { kind: 'constant', value: node.value };
    case 'measure':
      return compileMeasure(node, book);
    case 'age':
      return { kind: 'age', feed: node.feed, coin: null };
    case 'arithmetic':
      return {
        kind: node.operation,
        left: compileExpression(node.left, book),
        right: compileExpression(node.right, book),
      };
    case 'negate':
    case 'absolute':
      return { kind: node.kind, operand: compileExpression(node.operand, book) };
    case 'min':
    case 'max':
      return {
        kind: node.kind,
        operands: node.operands.map((each) => compileExpression(each, book)),
      };
    default:
      return unreachable(node);
  }
}

function compileMeasure(
  { name, coin, isAccountSum, windowMs }: Extract<CheckedExpression, { kind: 'measure' }>,
  book: string,
): Expression {
  const window = windowMs === undefined ? {} : { windowMs };
  if (MEASURE_TABLE[name].isOfBook) return { kind: 'measure', name, coin, book };
  return isAccountSum
    ? { kind: 'accountMeasure', name, ...window }
    : { kind: 'measure', name, coin, ...window };
}

/** `book` is that of the file in which the condition stands. */
export function compileCondition(node: CheckedCondition, book: string): Condition {
  switch (node.kind) {
    case 'compare':
      return {
        kind: 'compare',
        comparator: node.comparator,
        left: compileExpression(node.left, book),
        right: compileExpression(node.right, book),
        text: node.text,
        unit: displayUnitOf(node.quantity),
      };
    case 'within':
      return {
        kind: 'within',
        left: compileExpression(node.left, book),
        tolerance: compileExpression(node.tolerance, book),
        toleranceIs: node.toleranceIs,
        center: compileExpression(node.center, book),
        text: node.text,
        unit: displayUnitOf(node.quantity),
      };
    case 'during':
      return { kind: 'during', window: node.window, text: node.text, unit: 'duration' };
    case 'junction':
      return {
        kind: node.word,
        operands: node.operands.map((each) => compileCondition(each, book)),
      };
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
