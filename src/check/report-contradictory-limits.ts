/** Warns of two limits that no order can meet together: nothing would ever be quoted. */
import type { ProblemList } from '../diagnostic/index.js';
import { allOf, isImpossible } from './choices.js';
import { type JudgedRule, nameBeside, placeBeside } from './judged-rule.js';
import { RulesByMarket } from './rules-by-market.js';

export function reportContradictoryLimits(
  own: ReadonlySet<JudgedRule>,
  all: readonly JudgedRule[],
  problems: ProblemList,
): void {
  const limits = all.filter(({ rule }) => rule.effect === 'limit');
  const byMarket = new RulesByMarket(limits);
  const earlier = new Set<JudgedRule>();
  for (const later of limits) {
    if (!own.has(later)) continue;
    const against = byMarket
      .meeting(later)
      .find((other) => (earlier.has(other) || !own.has(other)) && excludes(other, later));
    earlier.add(later);
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
  return isImpossible(allOf([a.whenTrue, b.whenTrue]), b.around);
}
