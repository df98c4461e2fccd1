import { describe, expect, it } from 'vitest';
import { type CoveredComparison, joinCoverage } from '../../src/rehearsal/index.js';

function comparison(line: number, isSeenTrue: boolean, isSeenFalse: boolean): CoveredComparison {
  const place = { file: 'a.policy', line, column: 1 };
  return { rule: 'r', place, part: 'condition', text: 'equity < $5', isSeenTrue, isSeenFalse };
}

describe('joinCoverage', () => {
  it('counts a comparison of one place once, as seen as in any part', () => {
    const parts = [
      { comparisons: [comparison(1, true, false), comparison(2, false, false)], seenBothWays: 0 },
      { comparisons: [comparison(1, false, true)], seenBothWays: 0 },
    ];
    const joined = joinCoverage(parts);
    expect(joined.seenBothWays).toBe(1);
    expect(joined.comparisons).toEqual([comparison(1, true, true), comparison(2, false, false)]);
  });

  it('holds nothing where there is nothing', () => {
    expect(joinCoverage([])).toEqual({ comparisons: [], seenBothWays: 0 });
  });
});
