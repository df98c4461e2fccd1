/** Anchors such as `day_start_equity` have no value without the settings that define them. */
import type { ProblemList, Span } from '../diagnostic/index.js';
import type { CheckedPolicy } from './checked-policy.js';
import { listMeasures } from './list-measures.js';
import type { AnchorSetting } from './measure-meaning.js';
import { MEASURE_TABLE } from './measure-table.js';

export function reportMissingAnchors(
  { rules }: CheckedPolicy,
  writtenKeys: ReadonlySet<string>,
  problems: ProblemList,
): void {
  const told = new Set<string>();
  for (const { condition, applies, release } of rules) {
    const applied = applies === null ? [] : listMeasures(applies);
    const released = release.kind === 'condition' ? listMeasures(release.condition) : [];
    for (const measure of [...listMeasures(condition), ...applied, ...released]) {
      if (measure.kind === 'age') continue;
      reportMissing(`\`${measure.name}\``, measure.span, MEASURE_TABLE[measure.name].needs);
    }
    if (release.kind === 'day-reset') reportMissing('a day reset', release.span, ['day-reset']);
  }

  function reportMissing(what: string, span: Span, needs: readonly AnchorSetting[]): void {
    const missing = needs.filter((key) => !writtenKeys.has(key));
    const isNews = missing.some((key) => !told.has(key));
    for (const key of missing) told.add(key);
    if (!isNews) return;
    const listed = missing.map((key) => `\`${key}\``).join(', ');
    problems.report('P415', span, `${what} has no value without ${listed}`, {
      hint: `add ${listed} to \`account { … }\``,
    });
  }
}
