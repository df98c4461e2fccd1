/** Warns of a policy that nothing stops: neither a loss nor the loss of data. */
import type { ProblemList, Span } from '../diagnostic/index.js';
import type { CheckedPolicy } from './checked-policy.js';
import { listMeasures, type MeasureUse } from './list-measures.js';

const LOSS_MEASURES: ReadonlySet<string> = new Set(['equity', 'balance', 'day_pnl']);

export function reportMissingKills(
  { rules }: CheckedPolicy,
  header: Span,
  problems: ProblemList,
): void {
  const measures = rules
    .filter(({ effect }) => effect === 'kill')
    .flatMap(({ condition }) => listMeasures(condition));
  const has = (isSuch: (measure: MeasureUse) => boolean): boolean => measures.some(isSuch);
  if (!has((measure) => measure.kind === 'measure' && LOSS_MEASURES.has(measure.name))) {
    problems.report('P416', header, 'no kill watches equity or balance: losses have no end', {
      hint: 'add `kill daily-loss when equity < day_start_equity - $50`, or a share of it',
    });
  }
  if (!has((measure) => measure.kind === 'age')) {
    problems.report('P417', header, 'no kill watches `age`: lost data would hold for ever', {
      hint: 'add `kill feed-lost when age(mark) > 30s`',
    });
  }
}
