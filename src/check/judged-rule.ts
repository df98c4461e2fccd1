/** Rules as choices of inequalities, for the passes that look for rules without effect. */
import type { Diagnostic, LabeledSpan, ProblemList, Span } from '../diagnostic/index.js';
import type { CheckedPolicy, CheckedRule } from './checked-policy.js';
import { allOf, anyOf, type Choices, choicesBothWays, choicesOf, isImpossible } from './choices.js';
import type { Surroundings } from './linear-form.js';
import { listMeasures, type MeasureUse } from './list-measures.js';
import type { UsedPreset } from './preset-library.js';

/** Far above what a policy written by hand needs. */
const EFFORT_LIMIT = 20_000;

export interface JudgedRule {
  readonly rule: CheckedRule;
  readonly around: Surroundings;
  readonly whenTrue: Choices;
  readonly whenFalse: Choices;
  /** Whether nothing makes it true, or false: proven, not just not found. */
  readonly isNeverTrue: boolean;
  readonly isNeverFalse: boolean;
  /** When its `until` is known and true; null where it has none, or too many choices. */
  readonly ends: Choices;
  /** What must be known for the condition to be known, in a fixed order. */
  readonly reads: string;
}

/**
 * The rules of a policy without errors, but for those of the file at hand that something was said
 * about already: one mistake is told once. `problems` are that file's, a preset or the policy.
 */
export function judgeRules(
  policy: CheckedPolicy,
  preset: UsedPreset | null,
  problems: ProblemList,
): readonly JudgedRule[] {
  if (problems.hasErrors) return [];
  const told = problems.sorted();
  const shared = {
    initialBalance: policy.account.initialBalance,
    shortNames: new Map<string, string>(),
    effort: { left: EFFORT_LIMIT },
  };
  return policy.rules
    .filter(
      (rule) =>
        rule.preset !== preset || !told.some((diagnostic) => isWithin(diagnostic, rule.span)),
    )
    .map((rule) => {
      const around = { ...shared, isInLimit: rule.effect === 'limit' };
      const choices = choicesOfRule(rule, around);
      return {
        rule,
        around,
        ...choices,
        isNeverTrue: isImpossible(choices.whenTrue, around),
        isNeverFalse: isImpossible(choices.whenFalse, around),
        ends: endsOf(rule, around),
        reads: readsOf(listMeasures(rule.condition)),
      };
    });
}

/** A limit that does not apply passes, whatever its condition. */
function choicesOfRule(
  { condition, applies }: CheckedRule,
  around: Surroundings,
): Pick<JudgedRule, 'whenTrue' | 'whenFalse'> {
  const { whenTrue, whenFalse } = choicesBothWays(condition, around);
  if (applies === null) return { whenTrue, whenFalse };
  return {
    whenTrue: anyOf([whenTrue, choicesOf(applies, false, around)]),
    whenFalse: allOf([whenFalse, choicesOf(applies, true, around)]),
  };
}

function endsOf({ release }: CheckedRule, around: Surroundings): Choices {
  return release.kind === 'condition' ? choicesOf(release.condition, true, around) : null;
}

/** The rules that act at some times and not at others: what is true of the rest was said. */
export function livelyRules(rules: readonly JudgedRule[]): readonly JudgedRule[] {
  return rules.filter(({ isNeverTrue, isNeverFalse }) => !isNeverTrue && !isNeverFalse);
}

/** Whether one of two rules holds in every market, and only there, that the other holds in. */
export function coversMarkets(wide: CheckedRule, narrow: CheckedRule): boolean {
  if (wide.isPerMarket !== narrow.isPerMarket) return false;
  const { coins } = wide;
  return coins === null || (narrow.coins?.every((coin) => coins.includes(coin)) ?? false);
}

/** As messages name a rule beside one of the file at hand. */
export function nameBeside(rule: CheckedRule, { preset }: CheckedRule): string {
  return rule.preset === preset ? rule.name : `${rule.preset?.name ?? ''}.${rule.name}`;
}

/** A second place in a message, where it stands in the same file. */
export function placeBeside(
  rule: CheckedRule,
  { preset }: CheckedRule,
  label: string,
): { readonly also: LabeledSpan } | undefined {
  return rule.preset === preset ? { also: { ...rule.condition.span, label } } : undefined;
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
