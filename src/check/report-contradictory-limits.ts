/** Warns of two limits that no order can meet together: nothing would ever be quoted. */
import type { ProblemList } from '../diagnostic/index.js';
import { allOf, isImpossible } from './choices.js';
import { type JudgedRule, nameBeside, placeBeside } from './judged-rule.js';

export function reportContradictoryLimits(
  own: ReadonlySet<JudgedRule>,
  all: readonly JudgedRule[],
  problems: ProblemList,
): void {
  const limits = all.filter(({ rule }) => rule.effect === 'limit');
  for (const [at, later] of limits.entries()) {
    if (!own.has(later)) continue;
    const against = limits.find(
      (other, place) => (place < at || !own.has(other)) && excludes(other, later),
    );
    if (against === undefined) continue;
    const [a, b] = [against.rule, later.rule];
    problems.report(
      'P507',
      b.condition.span,
      `no order can pass \`${nameBeside(a, b)}\` and \`${b.name}\``,
      {
        label: 'asks for the contrary',
        ...placeBeside(a, b, 'asks for this'),
        hint: 'turn one of the comparisons round, or leave room between the bounds',
      },
    );
  }
}

function excludes(a: JudgedRule, b: JudgedRule): boolean {
  const [left, right] = [a.rule.coins, b.rule.coins];
  const meet = left === null || right === null || left.some((coin) => right.includes(coin));
  return meet && isImpossible(allOf([a.whenTrue, b.whenTrue]), b.around);
}
