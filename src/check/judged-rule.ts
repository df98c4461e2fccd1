/** Rules as choices of inequalities, for the passes that look for rules without effect. */
import type { Diagnostic, ProblemList, Span } from '../diagnostic/index.js';
import type { CheckedPolicy, CheckedRule } from './checked-policy.js';
import { allOf, anyOf, type Choices, choicesOf, isImpossible } from './inequality.js';
import type { Surroundings } from './linear-form.js';
import { listMeasures, type MeasureUse } from './list-measures.js';

/** Far above what a policy written by hand needs. */
const EFFORT_LIMIT = 20_000;

export interface JudgedRule {
  readonly rule: CheckedRule;
  readonly around: Surroundings;
  readonly whenTrue: Choices;
  readonly whenFalse: Choices;
  /** What must be known for the condition to be known, in a fixed order. */
  readonly reads: string;
}

/**
 * The rules of a policy without errors, but for those that something was said about already: one
 * mistake is told once.
 */
export function judgeRules(policy: CheckedPolicy, problems: ProblemList): readonly JudgedRule[] {
  if (problems.hasErrors) return [];
  const told = problems.sorted();
  const shared = {
    initialBalance: policy.account.initialBalance,
    shortNames: new Map<string, string>(),
    effort: { left: EFFORT_LIMIT },
  };
  return policy.rules
    .filter(({ span }) => !told.some((diagnostic) => isWithin(diagnostic, span)))
    .map((rule) => {
      const around = { ...shared, isInLimit: rule.effect === 'limit' };
      return {
        rule,
        around,
        ...choicesOfRule(rule, around),
        reads: readsOf(listMeasures(rule.condition)),
      };
    });
}

/** A limit that does not apply passes, whatever its condition. */
function choicesOfRule(
  { condition, applies }: CheckedRule,
  around: Surroundings,
): Pick<JudgedRule, 'whenTrue' | 'whenFalse'> {
  const whenTrue = choicesOf(condition, true, around);
  const whenFalse = choicesOf(condition, false, around);
  if (applies === null) return { whenTrue, whenFalse };
  return {
    whenTrue: anyOf([whenTrue, choicesOf(applies, false, around)]),
    whenFalse: allOf([whenFalse, choicesOf(applies, true, around)]),
  };
}

/** The rules that act at some times and not at others: what is true of the rest was said. */
export function livelyRules(rules: readonly JudgedRule[]): readonly JudgedRule[] {
  return rules.filter(
    ({ whenTrue, whenFalse, around }) =>
      !isImpossible(whenTrue, around) && !isImpossible(whenFalse, around),
  );
}

/** Whether one of two rules holds in every market, and only there, that the other holds in. */
export function coversMarkets(wide: CheckedRule, narrow: CheckedRule): boolean {
  if (wide.isPerMarket !== narrow.isPerMarket) return false;
  const { coins } = wide;
  return coins === null || (narrow.coins?.every((coin) => coins.includes(coin)) ?? false);
}

function isWithin({ spans: [first] }: Diagnostic, { start, end }: Span): boolean {
  return first !== undefined && first.start >= start && first.end <= end;
}

function readsOf(measures: readonly MeasureUse[]): string {
  const names = measures.map((measure) => {
    if (measure.kind === 'age') return `age(${measure.feed})`;
    const prefix = measure.isAccountSum ? 'account' : (measure.coin ?? '');
    return `${prefix}.${measure.name}`;
  });
  return [...new Set(names)].toSorted().join(' ');
}
