/** The coverage of one file's conditions from several ways of playing it. */
import type { ConditionCoverage, CoveredComparison } from './condition-coverage.js';

/** A comparison that stands in one place counts once, as seen as it was in any of them. */
export function joinCoverage(parts: readonly ConditionCoverage[]): ConditionCoverage {
  const joined = new Map<string, CoveredComparison>();
  for (const each of parts.flatMap(({ comparisons }) => comparisons)) {
    const { file, line, column } = each.place;
    const key = [file, line, column, each.part, each.text].join(' ');
    const before = joined.get(key);
    joined.set(key, {
      ...each,
      isSeenTrue: each.isSeenTrue || before?.isSeenTrue === true,
      isSeenFalse: each.isSeenFalse || before?.isSeenFalse === true,
    });
  }
  const comparisons = [...joined.values()];
  const both = comparisons.filter(({ isSeenTrue, isSeenFalse }) => isSeenTrue && isSeenFalse);
  return { comparisons, seenBothWays: both.length };
}
