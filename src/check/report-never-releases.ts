/** Warns of a hold that its own `until` cannot end. */
import type { ProblemList } from '../diagnostic/index.js';
import { allOf, isImpossible } from './choices.js';
import type { JudgedRule } from './judged-rule.js';

export function reportNeverReleases(rules: readonly JudgedRule[], problems: ProblemList): void {
  for (const { rule, whenFalse, ends, around } of rules) {
    const { release, name } = rule;
    if (release.kind !== 'condition') continue;
    // A hold ends only while `when` is known to be false.
    if (!isImpossible(allOf([ends, whenFalse]), around)) continue;
    problems.report('P504', release.span, `\`${name}\` holds for ever once it trips`, {
      label: 'never comes true',
      hint: 'end it at a value that can be reached, or by `until resumed`',
    });
  }
}
