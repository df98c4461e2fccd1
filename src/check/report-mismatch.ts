/** Says which two quantities do not fit, at the one that is to be changed. */
import type { Span } from '../diagnostic/index.js';
import { type ExpressionNode, printExpression } from '../syntax/index.js';
import type { CheckedExpression } from './checked-policy.js';
import type { Mismatch } from './combine-quantities.js';
import type { Quantity } from './quantity.js';
import type { RuleScope } from './rule-scope.js';

export function reportMismatch(
  { mismatch, message }: Mismatch,
  whole: { readonly span: Span },
  leftNode: ExpressionNode,
  rightNode: ExpressionNode,
  [left, right]: readonly [CheckedExpression, CheckedExpression],
  scope: RuleScope,
): void {
  const isLeftAtFault =
    mismatch === 'P302'
      ? isPercent(left)
      : left.quantity.dimension === 'number' || right.quantity.dimension === 'events';
  const [fault, other] = isLeftAtFault ? [leftNode, right] : [rightNode, left];
  const text = printExpression(fault);
  if (mismatch === 'P302') {
    scope.problems.report(mismatch, fault.span, `\`${text}\` of what`, {
      label: message,
      hint: percentHint(text, other.quantity),
    });
  } else if (mismatch === 'P306') {
    scope.problems.report(mismatch, fault.span, `\`${text}\` of what`, {
      label: message,
      hint: unitHint(text, other.quantity, scope),
    });
  } else if (mismatch === 'P308') {
    scope.problems.report(mismatch, fault.span, `\`${text}\` in which time`, {
      label: message,
      hint: `write a rate, at most so many in any such time: \`${text} per 1m\``,
    });
  } else {
    const sides = `\`${printExpression(leftNode)}\` and \`${printExpression(rightNode)}\``;
    scope.problems.report(mismatch, whole.span, `${sides} do not fit together`, {
      label: message,
      hint: hintFor(mismatch, printExpression(leftNode), printExpression(rightNode)),
    });
  }
}

function isPercent({ quantity }: CheckedExpression): boolean {
  return quantity.dimension === 'ratio' && quantity.isPercent;
}

function percentHint(text: string, other: Quantity): string {
  if (other.dimension === 'price') return `write \`${text} of mark\``;
  if (other.dimension === 'size') return `write \`${text} of margin_capacity\``;
  if (other.dimension === 'money' && !other.isLevel) return `write \`${text} of equity\``;
  if (other.dimension === 'duration') return 'write a duration, such as `30s`';
  return `write \`${text} of initial_balance\` or \`${text} of day_start_balance\``;
}

function unitHint(text: string, other: Quantity, scope: RuleScope): string {
  if (other.dimension === 'size') {
    return `write the coin: \`${text} ${other.coin ?? scope.coinsAtHand[0] ?? 'HYPE'}\``;
  }
  if (other.dimension === 'duration') return `write the unit: \`${text}s\` or \`${text}m\``;
  return `write \`$${text}\``;
}

function hintFor(code: Mismatch['mismatch'], left: string, right: string): string | undefined {
  switch (code) {
    case 'P303':
      return `take the amount from a level: \`${left} < day_start_equity - …\``;
    case 'P304':
      return 'a level says where the account stands; only their difference is money';
    case 'P305':
      return 'compare like with like, or say it as a share: `5% of exposure`';
    case 'P307':
      return 'move the rule into the `market` block of its coin';
    case 'P301':
      return right.startsWith('$') || left.startsWith('$')
        ? 'a size is written with its coin, such as `12 HYPE`'
        : undefined;
    default:
      return undefined;
  }
}
