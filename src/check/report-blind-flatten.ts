/** Warns of a rule that trips on lost data and then trades on it. */
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedPolicy } from './checked-policy.js';
import { listMeasures } from './list-measures.js';

export function reportBlindFlatten({ rules }: CheckedPolicy, problems: ProblemList): void {
  for (const { condition, flattenSpan, because } of rules) {
    if (flattenSpan === null || because !== null) continue;
    const age = listMeasures(condition).find((measure) => measure.kind === 'age');
    if (age === undefined) continue;
    problems.report('P410', flattenSpan, 'this flattens when its own data is lost', {
      also: { ...age.span, label: 'trips on lost data' },
      hint: 'leave `then flatten` out: without a price it waits, and an old one misleads',
    });
  }
}
