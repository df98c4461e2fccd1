/** Warns of a reduce-only that a kill on the same measures always comes before. */
import type { ProblemList } from '../diagnostic/index.js';
import { isImplied } from './inequality.js';
import { coversMarkets, type JudgedRule } from './judged-rule.js';

export function reportKillBeforeReduce(rules: readonly JudgedRule[], problems: ProblemList): void {
  const kills = rules.filter(
    ({ rule }) => rule.effect === 'kill' && rule.waivedUntil.every((date) => date === null),
  );
  for (const reduce of rules) {
    if (reduce.rule.effect !== 'reduce-only') continue;
    const kill = kills.find((each) => comesBefore(each, reduce));
    if (kill === undefined) continue;
    const [first, second] = [kill.rule.name, reduce.rule.name];
    problems.report(
      'P508',
      reduce.rule.condition.span,
      `the kill \`${first}\` comes no later than \`${second}\`, which it should follow`,
      {
        label: 'comes too late to act',
        also: { ...kill.rule.condition.span, label: 'halts first' },
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
