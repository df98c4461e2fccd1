/** Rules with their conditions checked and their ends made plain. */
import { unreachable } from '../base/index.js';
import type { ConditionNode, LiteralNode, RuleNode, ShortReleaseNode } from '../syntax/index.js';
import type { CheckedCondition, CheckedRelease, CheckedRule } from './checked-policy.js';
import { inferComparison, inferCondition } from './infer-condition.js';
import { inferExpression } from './infer-expression.js';
import { LetTable } from './let-table.js';
import { listMeasures } from './list-measures.js';
import type { Unit } from './load-units.js';
import { MEASURE_TABLE } from './measure-table.js';
import { readLiteral } from './read-literal.js';
import type { PlacedRule } from './resolve-statements.js';
import type { RuleScope } from './rule-scope.js';

/** The rules that are sound, in line order; what is wrong with the others is reported. */
export function resolveRules(
  { statements, problems, preset, rulebooks }: Omit<Unit, 'uses'>,
  declaredCoins: readonly string[],
): readonly CheckedRule[] {
  const lets = new LetTable(statements.lets, problems, (node, known) =>
    inferExpression(node.value, {
      problems,
      declaredCoins,
      coinsAtHand: declaredCoins,
      lets: known,
    }),
  );
  const rules: CheckedRule[] = [];
  for (const placed of statements.rules) {
    const coinsAtHand = placed.coins ?? declaredCoins;
    const checked = resolveRule(placed, { problems, declaredCoins, coinsAtHand, lets });
    const { start } = placed.rule.span;
    const book = rulebooks.find(({ span }) => span.start <= start && start < span.end);
    if (checked !== null) rules.push({ ...checked, preset, rulebook: book?.title ?? null });
  }
  if (statements.isWhole) lets.reportUnused();
  return rules;
}

function resolveRule({ rule, coins }: PlacedRule, scope: RuleScope): CheckedRule | null {
  const condition = inferCondition(rule.condition, scope);
  const applies = rule.applies === null ? null : inferCondition(rule.applies, scope);
  const forMs = rule.dwell === null ? 0 : readMs(rule.dwell, scope);
  const release = condition === null ? null : resolveRelease(rule, scope);
  if (condition === null || forMs === null || release === null) return null;
  if (rule.applies !== null && applies === null) return null;
  return {
    effect: rule.effect,
    name: rule.name.text,
    nameSpan: rule.name.span,
    span: rule.span,
    coins,
    isPerMarket: coins !== null || measuresMarketAtHand(condition),
    condition,
    applies,
    forMs,
    release,
    flattenSpan: rule.flatten?.span ?? null,
    preset: null,
    rulebook: null,
    waivedUntil: [],
    because: rule.because?.text ?? null,
  };
}

function resolveRelease(rule: RuleNode, scope: RuleScope): CheckedRelease | null {
  if (rule.effect === 'kill') return { kind: 're-arm' };
  const release = rule.until?.release;
  if (release === undefined) return { kind: 'immediate' };
  switch (release.kind) {
    case 'laterRelease': {
      const afterMs = readMs(release.after, scope);
      return afterMs === null ? null : { kind: 'later', afterMs };
    }
    case 'resumedRelease': {
      const afterMs = release.after === null ? 0 : readMs(release.after, scope);
      return afterMs === null ? null : { kind: 'resumed', afterMs };
    }
    case 'dayResetRelease':
      return { kind: 'day-reset', span: release.span };
    case 'conditionRelease': {
      const condition = inferCondition(release.condition, scope);
      return releaseBy(condition, release.dwell, scope);
    }
    case 'shortRelease': {
      const condition = completeRelease(release, rule.condition, scope);
      return releaseBy(condition, release.dwell, scope);
    }
    default:
      return unreachable(release);
  }
}

/** `when x > 80% until < 70%`: the left side is that of `when`. */
function completeRelease(
  release: ShortReleaseNode,
  when: ConditionNode,
  scope: RuleScope,
): CheckedCondition | null {
  const compared = when.kind === 'groupedCondition' ? when.inner : when;
  if (compared.kind !== 'compare') {
    const what = compared.kind === 'junction' ? '`and` or `or`' : `\`${compared.kind}\``;
    scope.problems.report('P407', release.span, `after ${what} this has no left side`, {
      hint: 'write the whole condition: `until equity > $900`',
    });
    return null;
  }
  return inferComparison(release, compared.left, scope);
}

function releaseBy(
  condition: CheckedCondition | null,
  dwell: LiteralNode | null,
  scope: RuleScope,
): CheckedRelease | null {
  const forMs = dwell === null ? 0 : readMs(dwell, scope);
  if (condition === null || forMs === null) return null;
  return { kind: 'condition', condition, forMs, span: condition.span };
}

function readMs(literal: LiteralNode, scope: RuleScope): number | null {
  return readLiteral(literal, scope.problems)?.toNumber() ?? null;
}

function measuresMarketAtHand(condition: CheckedCondition): boolean {
  return listMeasures(condition).some((measure) => {
    if (measure.kind === 'age') return measure.feed === 'mark' || measure.feed === 'book';
    const isOfOne = measure.coin !== null || measure.isAccountSum;
    return !isOfOne && MEASURE_TABLE[measure.name].scope !== 'account';
  });
}
