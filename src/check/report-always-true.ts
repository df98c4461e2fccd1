/** Warns of a rule that acts at all times: the policy would never quote. */
import type { ProblemList } from '../diagnostic/index.js';
import { isImpossible } from './inequality.js';
import type { JudgedRule } from './judged-rule.js';

export function reportAlwaysTrue(rules: readonly JudgedRule[], problems: ProblemList): void {
  for (const { rule, whenTrue, whenFalse, around } of rules) {
    const { effect, name, condition } = rule;
    const isLimit = effect === 'limit';
    if (!isImpossible(isLimit ? whenTrue : whenFalse, around)) continue;
    problems.report(
      'P502',
      condition.span,
      isLimit ? `\`${name}\` denies every order` : `\`${name}\` always trips`,
      {
        label: isLimit ? 'never holds' : 'always holds',
        hint: 'look at the bound and its unit',
      },
    );
  }
}
