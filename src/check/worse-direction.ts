/** Which way an expression moves as risk grows. */
import { unreachable } from '../base/index.js';
import type { CheckedExpression } from './checked-policy.js';
import type { WorseDirection } from './measure-meaning.js';
import { MEASURE_TABLE } from './measure-table.js';

/** `either` where a signed measure stands bare; null where nothing can be said. */
function worseDirectionOf(expression: CheckedExpression): WorseDirection {
  switch (expression.kind) {
    case 'constant':
      return null;
    case 'measure':
      return MEASURE_TABLE[expression.name].worse;
    case 'age':
      return 'higher';
    case 'negate':
      return oppositeOf(worseDirectionOf(expression.operand));
    case 'absolute': {
      const inner = worseDirectionOf(expression.operand);
      return inner === 'either' ? 'higher' : inner;
    }
    case 'min':
    case 'max':
      return expression.operands.map(worseDirectionOf).reduce(joined, null);
    case 'arithmetic': {
      const left = worseDirectionOf(expression.left);
      const right = worseDirectionOf(expression.right);
      const isTakenAway = expression.operation === 'subtract' || expression.operation === 'divide';
      return joined(left, isTakenAway ? oppositeOf(right) : right);
    }
    default:
      return unreachable(expression);
  }
}

/** Which way `left − right` moves as risk grows. */
export function worseDirectionBetween(
  left: CheckedExpression,
  right: CheckedExpression,
): WorseDirection {
  return joined(worseDirectionOf(left), oppositeOf(worseDirectionOf(right)));
}

function joined(a: WorseDirection, b: WorseDirection): WorseDirection {
  if (a === null || b === null) return a ?? b;
  if (a === 'either' || b === 'either') return 'either';
  return a === b ? a : null;
}

function oppositeOf(direction: WorseDirection): WorseDirection {
  if (direction === 'higher') return 'lower';
  return direction === 'lower' ? 'higher' : direction;
}
