/** Finds a measure by its name and its prefix. */
import { certainName, nearestName } from '../diagnostic/index.js';
import { type MeasureNode, printExpression } from '../syntax/index.js';
import type { CheckedExpression } from './checked-policy.js';
import type { MeasureMeaning } from './measure-meaning.js';
import { isMeasureName, MEASURE_NAMES, MEASURE_TABLE, type MeasureName } from './measure-table.js';
import { sizeOf } from './quantity.js';
import { reportUnknownMarket } from './report-unknown-market.js';
import type { RuleScope } from './rule-scope.js';

/** The measure that `node` names; null where there is none such, which is reported. */
export function resolveMeasure(node: MeasureNode, scope: RuleScope): CheckedExpression | null {
  const prefix = node.prefix?.text ?? null;
  const name = prefix === 'order' ? `order.${node.name}` : node.name;
  if (!isMeasureName(name)) {
    reportUnknownMeasure(node, name, scope);
    return null;
  }
  const meaning = MEASURE_TABLE[name];
  const fault = faultOfPrefix(prefix, name, meaning);
  if (fault !== null) {
    scope.problems.report('P202', node.span, `there is no \`${printExpression(node)}\``, {
      hint: fault,
    });
    return null;
  }
  const coin = prefix === 'order' || prefix === 'account' ? null : prefix;
  if (coin !== null && !scope.declaredCoins.includes(coin)) {
    reportUnknownMarket(coin, node.prefix?.span ?? node.span, scope);
    return null;
  }
  const isSize = meaning.quantity.dimension === 'size';
  return {
    kind: 'measure',
    name,
    coin,
    isAccountSum: prefix === 'account',
    span: node.span,
    quantity: isSize ? sizeOf(coin) : meaning.quantity,
  };
}

function reportUnknownMeasure(node: MeasureNode, name: string, scope: RuleScope): void {
  const text = printExpression(node);
  const ofOrder = `order.${node.name}`;
  const near = isMeasureName(ofOrder)
    ? ofOrder
    : (nearestName(text, [...scope.lets.names, ...MEASURE_NAMES]) ??
      nearestName(name, MEASURE_NAMES));
  const certain = certainName(text, [...scope.lets.names, ...MEASURE_NAMES]);
  scope.problems.report('P201', node.span, `there is no measure \`${text}\``, {
    hint: near === null ? undefined : `did you mean \`${near}\`?`,
    edits: certain === null ? [] : [{ ...node.span, replacement: certain }],
  });
}

/** What is wrong with the prefix, as a hint; null where it fits. */
function faultOfPrefix(
  prefix: string | null,
  name: MeasureName,
  meaning: MeasureMeaning,
): string | null {
  if (prefix === null || prefix === 'order') return null;
  if (prefix === 'account') {
    if (meaning.hasAccountSum) return null;
    return meaning.scope === 'account'
      ? `it is of the account anyway: write \`${name}\``
      : `\`${name}\` has no sum over all markets`;
  }
  return meaning.scope === 'market' ? null : `it is of the account: write \`${name}\``;
}
