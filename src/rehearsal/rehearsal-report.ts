/** What came of the tests of one policy. */
import type { DurationMs } from '../base/index.js';
import type { CheckedTest } from '../check/index.js';
import type { Span } from '../diagnostic/index.js';
import type { ConditionCoverage } from './condition-coverage.js';

/** One line of a test that did not come true. */
export interface UnmetExpectation {
  /** The line in the test's file. */
  readonly span: Span;
  readonly atMs: DurationMs;
  /** What was there instead, in words. */
  readonly got: string;
}

export interface RehearsedTest {
  readonly test: CheckedTest;
  /** Empty where the test passed. */
  readonly unmet: readonly UnmetExpectation[];
}

export interface RehearsalReport {
  readonly tests: readonly RehearsedTest[];
  readonly coverage: ConditionCoverage;
}
