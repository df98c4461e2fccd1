/** The value of an expression over facts: exact decimals, and anything unknown stays unknown. */
import { type Decimal, unreachable } from '../base/index.js';
import type { Expression } from './expression.js';
import type { MeasureReader, MeasureValue } from './measure-value.js';

const MISSING: MeasureValue = { status: 'missing' };
const NONE: MeasureValue = { status: 'none' };

type Operation = 'add' | 'subtract' | 'multiply' | 'divide';

/**
 * What `expression` comes to. An operand that is not known makes the whole not known, with the
 * status of the first such operand; dividing by zero or less has no value (`none`).
 */
export function evaluateExpression(expression: Expression, reader: MeasureReader): MeasureValue {
  switch (expression.kind) {
    case 'constant':
      return { status: 'known', value: expression.value };
    case 'measure':
      return onlyNumbers(
        reader.read(expression.name, expression.coin, expression.windowMs, expression.book),
      );
    case 'accountMeasure':
      return onlyNumbers(reader.readAccountWide(expression.name, expression.windowMs));
    case 'age':
      return onlyNumbers({
        status: 'known',
        value: reader.ageOf(expression.feed, expression.coin),
      });
    case 'add':
    case 'subtract':
    case 'multiply':
    case 'divide': {
      const left = evaluateExpression(expression.left, reader);
      if (left.status !== 'known') return left;
      const right = evaluateExpression(expression.right, reader);
      if (right.status !== 'known') return right;
      return combine(expression.kind, left.value, right.value);
    }
    case 'negate':
    case 'absolute': {
      const operand = evaluateExpression(expression.operand, reader);
      if (operand.status !== 'known') return operand;
      const { value } = operand;
      return { status: 'known', value: expression.kind === 'negate' ? value.neg() : value.abs() };
    }
    case 'min':
    case 'max':
      return evaluateExtreme(expression.kind, expression.operands, reader);
    default:
      return unreachable(expression);
  }
}

/** A reader that lets NaN or an infinity through must not turn it into a comparison's `false`. */
function onlyNumbers(value: MeasureValue): MeasureValue {
  return value.status === 'known' && !value.value.isFinite() ? MISSING : value;
}

function combine(operation: Operation, left: Decimal, right: Decimal): MeasureValue {
  switch (operation) {
    case 'add':
      return { status: 'known', value: left.plus(right) };
    case 'subtract':
      return { status: 'known', value: left.minus(right) };
    case 'multiply':
      return { status: 'known', value: left.times(right) };
    case 'divide':
      return right.lte(0) ? NONE : { status: 'known', value: left.div(right) };
    default:
      return unreachable(operation);
  }
}

function evaluateExtreme(
  kind: 'min' | 'max',
  operands: readonly Expression[],
  reader: MeasureReader,
): MeasureValue {
  let best: Decimal | null = null;
  for (const operand of operands) {
    const value = evaluateExpression(operand, reader);
    if (value.status !== 'known') return value;
    const isBetter =
      best === null || (kind === 'min' ? value.value.lt(best) : value.value.gt(best));
    if (isBetter) best = value.value;
  }
  return best === null ? NONE : { status: 'known', value: best };
}
