/** Warns of a rule that acts at all times, so that nothing is quoted, or asks for nothing. */
import type { ProblemList } from '../diagnostic/index.js';
import type { JudgedRule } from './judged-rule.js';

export function reportAlwaysTrue(rules: readonly JudgedRule[], problems: ProblemList): void {
  for (const { rule, isNeverTrue, isNeverFalse } of rules) {
    const { effect, name, condition } = rule;
    const isLimit = effect === 'limit';
    if (!(isLimit ? isNeverTrue : isNeverFalse)) continue;
    problems.report(
      'P502',
      condition.span,
      isLimit ? `\`${name}\` denies every order` : `\`${name}\` ${wordOf(effect)}`,
      {
        label: isLimit ? 'never holds' : 'always holds',
        hint: 'look at the bound and its unit',
      },
    );
  }
}

function wordOf(effect: JudgedRule['rule']['effect']): string {
  return effect === 'objective' ? 'is met from the start' : 'always trips';
}
