/** What `mm-policy test` found, in one plain value that every format shows. */
import { SourceText } from '../diagnostic/index.js';
import type { RehearsalReport } from '../rehearsal/index.js';

export interface TestFailure {
  readonly line: number;
  /** Milliseconds of the test's time. */
  readonly atMs: number;
  readonly expected: string;
  readonly got: string;
}

export interface TestResult {
  readonly name: string;
  readonly line: number;
  /** Empty where the test passed. */
  readonly failures: readonly TestFailure[];
}

/** A comparison that no test of its file has seen come out both ways. */
export interface UnseenComparison {
  readonly rule: string;
  readonly line: number;
  readonly part: 'condition' | 'until';
  readonly text: string;
  readonly neverSeen: readonly ('true' | 'false')[];
}

export interface FileReport {
  readonly file: string;
  readonly tests: readonly TestResult[];
  readonly conditions: number;
  readonly conditionsSeenBothWays: number;
  readonly unseen: readonly UnseenComparison[];
}

export interface TestReport {
  readonly files: readonly FileReport[];
  /** Files that could not be tested. */
  readonly broken: readonly string[];
  readonly passed: number;
  readonly failed: number;
  readonly conditions: number;
  readonly conditionsSeenBothWays: number;
}

export function reportFile(file: string, source: string, report: RehearsalReport): FileReport {
  const text = new SourceText(source);
  const tests = report.tests.map(({ test, unmet }) => ({
    name: test.name,
    line: text.positionAt(test.span.start).line,
    failures: unmet.map(({ span, atMs, got }) => ({
      line: text.positionAt(span.start).line,
      atMs,
      expected: source.slice(span.start, span.end).replaceAll(/\s+/gu, ' ').trim(),
      got,
    })),
  }));
  const { comparisons, seenBothWays } = report.coverage;
  const unseen = comparisons.flatMap((comparison): UnseenComparison[] => {
    const { rule, place, part, isSeenTrue, isSeenFalse } = comparison;
    if (isSeenTrue && isSeenFalse) return [];
    const neverSeen = [
      ...(isSeenTrue ? [] : (['true'] as const)),
      ...(isSeenFalse ? [] : (['false'] as const)),
    ];
    return [{ rule, line: place.line, part, text: comparison.text, neverSeen }];
  });
  const conditions = comparisons.length;
  return { file, tests, conditions, conditionsSeenBothWays: seenBothWays, unseen };
}

export function sumUp(files: readonly FileReport[], broken: readonly string[]): TestReport {
  const tests = files.flatMap((file) => file.tests);
  const failed = tests.filter(({ failures }) => failures.length > 0).length;
  return {
    files,
    broken,
    passed: tests.length - failed,
    failed,
    conditions: files.reduce((sum, file) => sum + file.conditions, 0),
    conditionsSeenBothWays: files.reduce((sum, file) => sum + file.conditionsSeenBothWays, 0),
  };
}
