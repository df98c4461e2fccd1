/** A test report as JUnit XML, as continuous integration reads it: a suite a file. */
import { formatSpan } from './figure.js';
import type { FileReport, TestReport, TestResult } from './test-report.js';

/** Ends in a newline. */
export function renderTestsJunit(report: TestReport): string {
  const { passed, failed, broken } = report;
  const tests = passed + failed + broken.length;
  const counts = `tests="${tests}" failures="${failed}" errors="${broken.length}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mm-policy test" ${counts}>`,
    ...report.files.flatMap(suiteOf),
    ...report.broken.flatMap(brokenSuiteOf),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteOf({ file, tests }: FileReport): readonly string[] {
  const failed = tests.filter(({ failures }) => failures.length > 0).length;
  const counts = `tests="${tests.length}" failures="${failed}" errors="0"`;
  return [
    `  <testsuite name="${escape(file)}" ${counts}>`,
    ...tests.flatMap((test) => caseOf(file, test)),
    '  </testsuite>',
  ];
}

function caseOf(file: string, { name, line, failures }: TestResult): readonly string[] {
  const place = `classname="${escape(file)}" file="${escape(file)}" line="${line}"`;
  const open = `    <testcase name="${escape(name)}" ${place}`;
  const [first] = failures;
  if (first === undefined) return [`${open}/>`];
  const text = failures
    .map(
      (failure) =>
        `${file}:${failure.line} at ${formatSpan(failure.atMs)}\n` +
        `expected  ${failure.expected}\ngot       ${failure.got}`,
    )
    .join('\n');
  return [
    `${open}>`,
    `      <failure type="unmet" message="${escape(`expected ${first.expected}`)}">`,
    `${escape(text)}</failure>`,
    '    </testcase>',
  ];
}

function brokenSuiteOf(file: string): readonly string[] {
  const name = escape(file);
  return [
    `  <testsuite name="${name}" tests="1" failures="0" errors="1">`,
    `    <testcase name="check" classname="${name}" file="${name}">`,
    '      <error type="check" message="the policy could not be tested"/>',
    '    </testcase>',
    '  </testsuite>',
  ];
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML has no way to write most control characters: they are left out. */
function escape(text: string): string {
  return text
    .replaceAll(/[&<>"]/gu, (character) => ENTITIES[character] ?? '')
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}
