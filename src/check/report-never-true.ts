/**
 * Warns of a rule that does nothing: a trigger that cannot trip, a limit that denies no order, an
 * objective that nobody reaches.
 */
import type { ProblemList } from '../diagnostic/index.js';
import type { JudgedRule } from './judged-rule.js';

export function reportNeverTrue(rules: readonly JudgedRule[], problems: ProblemList): void {
  for (const { rule, isNeverTrue, isNeverFalse } of rules) {
    const { effect, name, condition } = rule;
    const isLimit = effect === 'limit';
    if (!(isLimit ? isNeverFalse : isNeverTrue)) continue;
    problems.report(
      'P501',
      condition.span,
      isLimit ? `\`${name}\` denies no order` : `\`${name}\` can never ${wordOf(effect)}`,
      {
        label: isLimit ? 'always holds' : 'never holds',
        hint: 'look at the bound and its unit, or leave the rule out',
      },
    );
  }
}

function wordOf(effect: JudgedRule['rule']['effect']): string {
  return effect === 'objective' ? 'be met' : 'trip';
}
