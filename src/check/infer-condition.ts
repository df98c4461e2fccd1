/** Checks the comparisons of a condition and what they compare. */
import { unreachable } from '../base/index.js';
import {
  type CompareNode,
  type ConditionNode,
  type DuringNode,
  type ExpressionNode,
  printCondition,
  printExpression,
  type WithinNode,
} from '../syntax/index.js';
import type { CheckedCondition } from './checked-policy.js';
import { isMismatch, unifyQuantities } from './combine-quantities.js';
import { countInWindow } from './count-in-window.js';
import { inferExpression } from './infer-expression.js';
import { describeQuantity } from './quantity.js';
import { readLiteral } from './read-literal.js';
import { reportMismatch } from './report-mismatch.js';
import { resolveWindow } from './resolve-window.js';
import type { RuleScope } from './rule-scope.js';

/** The checked condition; null where something in it does not hold, which is reported. */
export function inferCondition(node: ConditionNode, scope: RuleScope): CheckedCondition | null {
  switch (node.kind) {
    case 'compare':
      return inferComparison(node, node.left, scope);
    case 'within':
      return inferWithin(node, scope);
    case 'groupedCondition':
      return inferCondition(node.inner, scope);
    case 'during':
      return inferDuring(node, scope);
    case 'junction': {
      const operands: CheckedCondition[] = [];
      for (const operand of node.operands) {
        const checked = inferCondition(operand, scope);
        if (checked !== null) operands.push(checked);
      }
      if (operands.length < node.operands.length) return null;
      const text = printCondition(node);
      return { kind: 'junction', word: node.word, operands, span: node.span, text };
    }
    default:
      return unreachable(node);
  }
}

/** A comparison whose left side may come from elsewhere: `until < 70%` has that of `when`. */
export function inferComparison(
  node: Pick<CompareNode, 'comparator' | 'right' | 'span'>,
  leftNode: ExpressionNode,
  scope: RuleScope,
): CheckedCondition | null {
  const left = inferExpression(leftNode, scope);
  const right = inferExpression(node.right, scope);
  if (left === null || right === null) return null;
  const quantity = unifyQuantities(left.quantity, right.quantity, scope.coinsAtHand);
  if (isMismatch(quantity)) {
    reportMismatch(quantity, node, leftNode, node.right, [left, right], scope);
    return null;
  }
  if (quantity.dimension === 'events') {
    scope.problems.report('P308', node.right.span, 'nothing says in which time', {
      hint: 'compare events with a rate, such as `orders <= 60 per 1m`',
    });
    return null;
  }
  const { comparator, span } = node;
  const text = `${printExpression(leftNode)} ${comparator} ${printExpression(node.right)}`;
  const isCounted = [left, right].some((side) => side.quantity.dimension === 'count');
  if (comparator === '=' && !isCounted) {
    scope.problems.report('P309', span, `\`${text}\` will hardly ever be exactly so`, {
      label: `${describeQuantity(quantity)} is not counted`,
      hint: 'use `<`, `<=`, `>` or `>=`; `=` is for counts such as `open_orders`',
    });
    return null;
  }
  const sides =
    quantity.dimension === 'rate'
      ? {
          left: countInWindow(left, quantity.windowMs),
          right: countInWindow(right, quantity.windowMs),
        }
      : { left, right };
  return { kind: 'compare', comparator, ...sides, quantity, span, text };
}

function inferDuring(node: DuringNode, scope: RuleScope): CheckedCondition | null {
  const text = printCondition(node);
  const window = resolveWindow(node, text, scope.problems);
  return window === null ? null : { kind: 'during', window, span: node.span, text };
}

function inferWithin(node: WithinNode, scope: RuleScope): CheckedCondition | null {
  const left = inferExpression(node.left, scope);
  const center = inferExpression(node.center, scope);
  const value = readLiteral(node.tolerance, scope.problems);
  if (left === null || center === null || value === null) return null;
  const quantity = unifyQuantities(left.quantity, center.quantity, scope.coinsAtHand);
  if (isMismatch(quantity)) {
    reportMismatch(quantity, node, node.left, node.center, [left, center], scope);
    return null;
  }
  if (quantity.dimension === 'events' || quantity.dimension === 'rate') {
    scope.problems.report('P301', node.span, `${describeQuantity(quantity)} has no distance`, {
      hint: 'compare it with a rate, such as `orders <= 60 per 1m`',
    });
    return null;
  }
  const { form, span } = node.tolerance;
  const isRatio = form === 'percent' || form === 'bps' || form === 'multiple';
  const isInMoney = ['price', 'money', 'dollars'].includes(quantity.dimension);
  if (!isRatio && (form !== 'money' || !isInMoney)) {
    scope.problems.report(
      form === 'number' ? 'P306' : 'P301',
      span,
      `\`${printExpression(node.tolerance)}\` is not a distance from ${describeQuantity(quantity)}`,
      { hint: 'write `within 5% of …` or, for prices and money, `within $3 of …`' },
    );
    return null;
  }
  return {
    kind: 'within',
    left,
    tolerance: {
      kind: 'constant',
      value,
      span,
      quantity: isRatio ? { dimension: 'ratio', isPercent: true } : { dimension: 'dollars' },
    },
    toleranceIs: isRatio ? 'ratio' : 'money',
    center,
    quantity,
    span: node.span,
    text: printCondition(node),
  };
}
