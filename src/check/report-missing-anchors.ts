/** Anchors such as `day_start_equity` have no value without the settings that define them. */
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedPolicy } from './checked-policy.js';
import { listMeasures } from './list-measures.js';
import { MEASURE_TABLE } from './measure-table.js';

export function reportMissingAnchors(
  { rules }: CheckedPolicy,
  writtenKeys: ReadonlySet<string>,
  problems: ProblemList,
): void {
  const told = new Set<string>();
  for (const { condition, release } of rules) {
    const released = release.kind === 'condition' ? listMeasures(release.condition) : [];
    for (const measure of [...listMeasures(condition), ...released]) {
      if (measure.kind === 'age') continue;
      const missing = MEASURE_TABLE[measure.name].needs.filter((key) => !writtenKeys.has(key));
      const isNews = missing.some((key) => !told.has(key));
      for (const key of missing) told.add(key);
      if (!isNews) continue;
      const listed = missing.map((key) => `\`${key}\``).join(', ');
      problems.report('P415', measure.span, `\`${measure.name}\` has no value without ${listed}`, {
        hint: `add ${listed} to \`account { … }\``,
      });
    }
  }
}
