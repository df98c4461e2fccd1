/** A limit must be one that an order can change; only a limit knows an order. */
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedPolicy } from './checked-policy.js';
import { listMeasures, type MeasureUse } from './list-measures.js';
import { MEASURE_TABLE } from './measure-table.js';
import { withArticle } from './with-article.js';

export function reportOrderScope({ rules }: CheckedPolicy, problems: ProblemList): void {
  for (const { effect, condition, release, nameSpan, name } of rules) {
    const measures = listMeasures(condition);
    if (effect === 'limit') {
      if (measures.some(isChangedByOrder)) continue;
      problems.report('P401', nameSpan, `no order can change what \`${name}\` measures`, {
        hint: 'to act when it happens, write `reduce-only … when …` or `pause … when …`',
      });
      continue;
    }
    const released = release.kind === 'condition' ? listMeasures(release.condition) : [];
    for (const measure of [...measures, ...released]) {
      if (measure.kind !== 'measure' || MEASURE_TABLE[measure.name].scope !== 'order') continue;
      problems.report('P402', measure.span, `there is no order in ${withArticle(effect)}`, {
        hint: 'only a `limit` looks at orders; here `position_value` or `exposure` may serve',
      });
    }
  }
}

function isChangedByOrder(measure: MeasureUse): boolean {
  if (measure.kind === 'age') return false;
  const { scope, isWorstCaseInLimits } = MEASURE_TABLE[measure.name];
  return scope === 'order' || isWorstCaseInLimits;
}
