/** A hold that may end while its reason still stands would flap, or never end as it says. */
import type { Decimal } from '../base/index.js';
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedCondition, CheckedExpression, CheckedPolicy } from './checked-policy.js';

type Comparison = Extract<CheckedCondition, { kind: 'compare' }>;

export function reportUntilOverlap({ rules }: CheckedPolicy, problems: ProblemList): void {
  for (const { effect, condition: when, release } of rules) {
    const holds = effect === 'reduce-only' || effect === 'pause';
    if (!holds || release.kind !== 'condition') continue;
    const until = release.condition;
    if (when.kind !== 'compare' || until.kind !== 'compare') continue;
    if (!isSameMeasure(when.left, until.left) || !overlaps(when, until)) continue;
    problems.report(
      'P406',
      release.span,
      `\`${until.text}\` can hold while \`${when.text}\` does`,
      {
        label: 'releases while tripped',
        also: { ...when.span, label: 'trips here' },
        hint: 'let `until` lie on the safe side of `when`, with some room between',
      },
    );
  }
}

function overlaps(when: Comparison, until: Comparison): boolean {
  const tripsUpward = isUpward(when);
  if (when.comparator === '=' || until.comparator === '=') return false;
  if (isUpward(until) === tripsUpward) return true;
  const trip = constantOf(when.right);
  const end = constantOf(until.right);
  if (trip === null || end === null) return false;
  const distance = tripsUpward ? end.minus(trip) : trip.minus(end);
  const bothTouch = when.comparator.endsWith('=') && until.comparator.endsWith('=');
  return distance.gt(0) || (distance.isZero() && bothTouch);
}

function isUpward({ comparator }: Comparison): boolean {
  return comparator === '>' || comparator === '>=';
}

function constantOf(expression: CheckedExpression): Decimal | null {
  return expression.kind === 'constant' ? expression.value : null;
}

/** Whether both read the same single measure, bars or not. */
function isSameMeasure(a: CheckedExpression, b: CheckedExpression): boolean {
  if (a.kind === 'absolute' && b.kind === 'absolute') return isSameMeasure(a.operand, b.operand);
  if (a.kind === 'age' && b.kind === 'age') return a.feed === b.feed;
  if (a.kind !== 'measure' || b.kind !== 'measure') return false;
  if (a.windowMs !== b.windowMs) return false;
  return a.name === b.name && a.coin === b.coin && a.isAccountSum === b.isAccountSum;
}
