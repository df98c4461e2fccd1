/** Warns of a reduce-only that a kill on the same measures always comes before. */
import type { ProblemList } from '../diagnostic/index.js';
import { isImplied } from './choices.js';
import { coversMarkets, type JudgedRule, nameBeside, placeBeside } from './judged-rule.js';

export function reportKillBeforeReduce(
  own: ReadonlySet<JudgedRule>,
  all: readonly JudgedRule[],
  problems: ProblemList,
): void {
  const kills = all.filter(
    ({ rule }) => rule.effect === 'kill' && rule.waivedUntil.every((date) => date === null),
  );
  for (const reduce of own) {
    if (reduce.rule.effect !== 'reduce-only') continue;
    const kill = kills.find((each) => comesBefore(each, reduce));
    if (kill === undefined) continue;
    const [first, second] = [nameBeside(kill.rule, reduce.rule), reduce.rule.name];
    problems.report(
      'P508',
      reduce.rule.condition.span,
      `the kill \`${first}\` comes no later than \`${second}\`, which it should follow`,
      {
        label: 'comes too late to act',
        ...placeBeside(kill.rule, reduce.rule, 'halts first'),
        hint: 'let the reduce-only trip earlier: a kill is the step after it',
      },
    );
  }
}

function comesBefore(kill: JudgedRule, reduce: JudgedRule): boolean {
  return (
    kill.reads === reduce.reads &&
    kill.rule.forMs <= reduce.rule.forMs &&
    coversMarkets(kill.rule, reduce.rule) &&
    isImplied(reduce.whenTrue, kill.whenTrue, kill.around)
  );
}
