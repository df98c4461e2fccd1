/** `objectives_left` has a meaning only beside objectives, and never inside of one. */
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedPolicy, CheckedRule } from './checked-policy.js';
import { listMeasures, type MeasureUse } from './list-measures.js';

/** `all` are the rules of every file, those of `policy` the ones of this file. */
export function reportObjectiveCounts(
  { rules }: CheckedPolicy,
  all: readonly CheckedRule[],
  problems: ProblemList,
): void {
  const hasObjectives = all.some(({ effect }) => effect === 'objective');
  for (const rule of rules) {
    const count = measuresOf(rule).find(isCount);
    if (count === undefined) continue;
    if (rule.effect === 'objective') {
      problems.report('P419', count.span, 'an objective cannot hang on the objectives left', {
        hint: 'say what is to be reached, such as `trading_days >= 4`',
      });
    } else if (!hasObjectives && !problems.hasErrors) {
      problems.report('P419', count.span, 'there is no objective to count', {
        hint: 'add one, such as `objective trading-days trading_days >= 4`',
      });
    }
  }
}

function measuresOf({ condition, applies, release }: CheckedRule): readonly MeasureUse[] {
  return [
    ...listMeasures(condition),
    ...(applies === null ? [] : listMeasures(applies)),
    ...(release.kind === 'condition' ? listMeasures(release.condition) : []),
  ];
}

function isCount(measure: MeasureUse): boolean {
  return measure.kind === 'measure' && measure.name === 'objectives_left';
}
