/** Warns of a rule that acts when things are safer, and of one that bounds one sign only. */
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedCondition, CheckedPolicy } from './checked-policy.js';
import { worseDirectionBetween } from './worse-direction.js';

export function reportWrongSide({ rules }: CheckedPolicy, problems: ProblemList): void {
  for (const { effect, condition, because } of rules) {
    // Whoever writes down why has thought about it.
    if (because === null) reportIn(condition, effect === 'limit', problems);
  }
}

function reportIn(condition: CheckedCondition, isLimit: boolean, problems: ProblemList): void {
  if (condition.kind === 'junction') {
    for (const operand of condition.operands) reportIn(operand, isLimit, problems);
    return;
  }
  if (condition.kind !== 'compare' || condition.comparator === '=') return;
  const { comparator, left, right, span, text } = condition;
  const worse = worseDirectionBetween(left, right);
  if (worse === 'either') {
    problems.report('P404', span, `\`${text}\` bounds one side only`, {
      label: 'long and short have opposite signs',
      hint: 'put bars around it, as in `|position|`, or say why with `because "…"`',
    });
    return;
  }
  const holdsWhenHigher = comparator === '>' || comparator === '>=';
  const holdsWhenWorse = worse === (holdsWhenHigher ? 'higher' : 'lower');
  if (worse === null || holdsWhenWorse !== isLimit) return;
  problems.report(
    'P403',
    span,
    isLimit ? `\`${text}\` denies what is safer` : `\`${text}\` trips when things are safer`,
    { hint: 'turn the comparison round, or say why with `because "…"`' },
  );
}
