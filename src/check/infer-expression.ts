/** Finds the measures of an expression and works out what it is a figure of. */
import { DAY_MS, type Decimal, unreachable } from '../base/index.js';
import { certainName, nearestName, type Span } from '../diagnostic/index.js';
import type { EventRateNode, ExpressionNode, LiteralNode, PercentOfNode } from '../syntax/index.js';
import type { ArithmeticOperation, CheckedExpression } from './checked-policy.js';
import { combineQuantities, isMismatch, shareOf, unifyQuantities } from './combine-quantities.js';
import { FEED_NAMES, type FeedName } from './feed-name.js';
import {
  describeQuantity,
  DOLLARS,
  DURATION,
  NUMBER,
  PERCENT,
  type Quantity,
  RATIO,
  sizeOf,
} from './quantity.js';
import { readLiteral } from './read-literal.js';
import { reportMismatch } from './report-mismatch.js';
import { reportUnknownMarket } from './report-unknown-market.js';
import { resolveMeasure } from './resolve-measure.js';
import type { RuleScope } from './rule-scope.js';

/** The engine keeps no more events of a market than it needs for this. */
const RATE_COUNT_LIMIT = 10_000;

const OPERATIONS: Readonly<Record<'+' | '-' | '*' | '/', ArithmeticOperation>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
};

/** The checked expression; null where something in it does not hold, which is reported. */
export function inferExpression(node: ExpressionNode, scope: RuleScope): CheckedExpression | null {
  switch (node.kind) {
    case 'literal':
      return inferLiteral(node, scope);
    case 'measure':
      return node.prefix === null && scope.lets.has(node.name)
        ? scope.lets.use(node.name, node.span)
        : resolveMeasure(node, scope);
    case 'age':
      return inferAge(node.feed.text, node.feed.span, node.span, scope);
    case 'grouped':
      return inferExpression(node.inner, scope);
    case 'negate':
    case 'absolute': {
      const operand = inferExpression(node.operand, scope);
      if (operand === null || isOfEvents(operand, node.span, scope)) return null;
      return { kind: node.kind, operand, span: node.span, quantity: operand.quantity };
    }
    case 'binary': {
      const left = inferExpression(node.left, scope);
      const right = inferExpression(node.right, scope);
      if (left === null || right === null) return null;
      const operation = OPERATIONS[node.operator];
      const quantity = combineQuantities(
        operation,
        left.quantity,
        right.quantity,
        scope.coinsAtHand,
      );
      if (isMismatch(quantity)) {
        reportMismatch(quantity, node, node.left, node.right, [left, right], scope);
        return null;
      }
      return { kind: 'arithmetic', operation, left, right, span: node.span, quantity };
    }
    case 'percentOf':
      return inferPercentOf(node, scope);
    case 'eventRate':
      return inferEventRate(node, scope);
    case 'extreme':
      return inferExtreme(node.which, node.operands, node.span, scope);
    default:
      return unreachable(node);
  }
}

function inferLiteral(node: LiteralNode, scope: RuleScope): CheckedExpression | null {
  const value = readLiteral(node, scope.problems);
  if (value === null) return null;
  if (node.form === 'size' && !scope.declaredCoins.includes(node.unit ?? '')) {
    reportUnknownMarket(node.unit ?? '', node.span, scope);
    return null;
  }
  return { kind: 'constant', value, span: node.span, quantity: quantityOfLiteral(node, value) };
}

function quantityOfLiteral(node: LiteralNode, value: Decimal): Quantity {
  switch (node.form) {
    case 'number':
      return value.isZero() ? { dimension: 'zero' } : NUMBER;
    case 'money':
      return DOLLARS;
    case 'percent':
    case 'bps':
      return PERCENT;
    case 'multiple':
      return RATIO;
    case 'duration':
      return DURATION;
    case 'size':
      return sizeOf(node.unit);
    default:
      return unreachable(node.form);
  }
}

function inferAge(
  feed: string,
  feedSpan: Span,
  span: Span,
  scope: RuleScope,
): CheckedExpression | null {
  if (isFeedName(feed)) return { kind: 'age', feed, span, quantity: DURATION };
  const near = nearestName(feed, FEED_NAMES);
  const certain = certainName(feed, FEED_NAMES);
  const feeds = FEED_NAMES.map((name) => `\`${name}\``).join(', ');
  scope.problems.report('P204', feedSpan, `\`${feed}\` is not a feed`, {
    hint: near === null ? `the feeds are ${feeds}` : `did you mean \`${near}\`?`,
    edits: certain === null ? [] : [{ ...feedSpan, replacement: certain }],
  });
  return null;
}

function inferPercentOf(node: PercentOfNode, scope: RuleScope): CheckedExpression | null {
  const percent = inferLiteral(node.percent, scope);
  const whole = inferExpression(node.of, scope);
  if (percent === null || whole === null || isOfEvents(whole, node.span, scope)) return null;
  return {
    kind: 'arithmetic',
    operation: 'multiply',
    left: percent,
    right: whole,
    span: node.span,
    quantity: shareOf(whole.quantity),
  };
}

/** Reports that a count of events, or a rate, is made anything of but compared and added. */
function isOfEvents({ quantity }: CheckedExpression, span: Span, scope: RuleScope): boolean {
  if (quantity.dimension !== 'events' && quantity.dimension !== 'rate') return false;
  scope.problems.report('P301', span, `${describeQuantity(quantity)} is taken as it is`, {
    hint: 'compare it with a rate, such as `orders <= 60 per 1m`',
  });
  return true;
}

/** The value is the count; the window goes with the quantity. */
function inferEventRate(node: EventRateNode, scope: RuleScope): CheckedExpression | null {
  const { problems } = scope;
  const count = readLiteral(node.count, problems);
  const window = readLiteral(node.window, problems);
  if (count === null || window === null) return null;
  if (!count.isInteger()) {
    const text = `\`${node.count.digits}\` is no count`;
    problems.report('P104', node.count.span, text, { hint: 'a rate counts whole events' });
    return null;
  }
  if (count.gt(RATE_COUNT_LIMIT)) {
    problems.report('P702', node.count.span, `a rate counts up to ${RATE_COUNT_LIMIT} events`, {
      hint: 'take a shorter window with fewer events',
    });
    return null;
  }
  if (window.isZero() || window.gt(DAY_MS)) {
    const isLong = window.gt(DAY_MS);
    const text = isLong ? 'the window is longer than a day' : 'the window has no length';
    const hint = 'windows reach from `1ms` to `1d`';
    problems.report(isLong ? 'P702' : 'P107', node.window.span, text, { hint });
    return null;
  }
  const quantity: Quantity = { dimension: 'rate', windowMs: window.toNumber() };
  return { kind: 'constant', value: count, span: node.span, quantity };
}

function inferExtreme(
  which: 'min' | 'max',
  nodes: readonly ExpressionNode[],
  span: Span,
  scope: RuleScope,
): CheckedExpression | null {
  const operands: CheckedExpression[] = [];
  for (const node of nodes) {
    const operand = inferExpression(node, scope);
    if (operand !== null) operands.push(operand);
  }
  const [first, ...rest] = operands;
  if (first === undefined || operands.length < nodes.length) return null;
  let { quantity } = first;
  for (const [index, operand] of rest.entries()) {
    const unified = unifyQuantities(quantity, operand.quantity, scope.coinsAtHand);
    const [left, right] = [nodes[0], nodes[index + 1]];
    if (isMismatch(unified)) {
      if (left !== undefined && right !== undefined) {
        reportMismatch(unified, { span }, left, right, [first, operand], scope);
      }
      return null;
    }
    quantity = unified;
  }
  return { kind: which, operands, span, quantity };
}

function isFeedName(name: string): name is FeedName {
  return (FEED_NAMES as readonly string[]).includes(name);
}
