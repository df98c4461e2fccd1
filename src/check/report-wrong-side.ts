/** Warns of a rule that acts when things are safer, and of one that bounds one sign only. */
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedCondition, CheckedPolicy, CheckedRule } from './checked-policy.js';
import { worseDirectionBetween } from './worse-direction.js';

export function reportWrongSide({ rules }: CheckedPolicy, problems: ProblemList): void {
  for (const { effect, condition, because } of rules) {
    // Whoever writes down why has thought about it.
    if (because === null) reportIn(condition, effect, problems);
  }
}

function reportIn(
  condition: CheckedCondition,
  effect: CheckedRule['effect'],
  problems: ProblemList,
): void {
  if (condition.kind === 'junction') {
    for (const operand of condition.operands) reportIn(operand, effect, problems);
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
  const mustHold = effect === 'limit' || effect === 'objective';
  if (worse === null || holdsWhenWorse !== mustHold) return;
  problems.report('P403', span, `\`${text}\` ${faultOf(effect)}`, {
    hint: 'turn the comparison round, or say why with `because "…"`',
  });
}

function faultOf(effect: CheckedRule['effect']): string {
  if (effect === 'limit') return 'denies what is safer';
  return effect === 'objective' ? 'is met by losing' : 'trips when things are safer';
}
