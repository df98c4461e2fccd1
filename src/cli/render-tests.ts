/** A test report for people: a line a test, expected above got, and what was never seen. */
import { basename } from './basename.js';
import { visibleWidth } from './clip-visible.js';
import { formatSpan } from './figure.js';
import type { Paint } from './paint.js';
import type { FileReport, TestReport, TestResult, UnseenComparison } from './test-report.js';
import { wrapVisible } from './wrap-visible.js';

interface Look {
  readonly columns: number;
  readonly paint: Paint;
}

const LABEL_WIDTH = 10;

/** Ends in a newline. */
export function renderTests(report: TestReport, columns: number, paint: Paint): string {
  const look = { columns, paint };
  const files = report.files
    .filter(({ tests }) => tests.length > 0)
    .flatMap((file) => [file.file, ...file.tests.flatMap((test) => linesOf(file, test, look))]);
  const unseen = report.files.flatMap((file) => unseenLines(file, report.files.length > 1, look));
  return [...files, ...wrapVisible(countLine(report, paint), columns, '  '), ...unseen, ''].join(
    '\n',
  );
}

function linesOf({ file }: FileReport, test: TestResult, look: Look): readonly string[] {
  const { paint, columns } = look;
  const isPassed = test.failures.length === 0;
  const title = `  ${isPassed ? paint('good', '✓') : paint('bad', '✗')} ${test.name}`;
  if (isPassed) return [title];
  const place = `${basename(file)}:${test.line}`;
  const gap = Math.max(2, columns - visibleWidth(title) - place.length);
  const lines = [`${title}${' '.repeat(gap)}${paint('dim', place)}`];
  let lastMs: number | null = null;
  for (const { atMs, expected, got, line } of test.failures) {
    const at = atMs === lastMs ? '' : `at ${formatSpan(atMs)}`;
    lastMs = atMs;
    const lead = `      ${at.padEnd(Math.max(7, at.length))} `;
    const under = ' '.repeat(lead.length);
    const where = `expected  ${expected}  ${paint('dim', `:${line}`)}`;
    lines.push(...labelled(lead, where, columns), ...labelled(under, `got       ${got}`, columns));
  }
  return lines;
}

function labelled(lead: string, text: string, columns: number): readonly string[] {
  return wrapVisible(`${lead}${text}`, columns, ' '.repeat(lead.length + LABEL_WIDTH));
}

/** `2 passed, 1 failed · conditions 31 of 34 seen both ways`. */
function countLine(report: TestReport, paint: Paint): string {
  const { passed, failed, broken, conditions, conditionsSeenBothWays } = report;
  const counts = [
    `${passed} passed`,
    failed > 0 ? paint('bad', `${failed} failed`) : '0 failed',
    ...(broken.length > 0 ? [paint('bad', `${broken.length} could not be tested`)] : []),
  ];
  if (passed + failed === 0) return `${paint('bad', 'no test ran')}: ${counts.join(', ')}`;
  const seen = `conditions ${conditionsSeenBothWays} of ${conditions} seen both ways`;
  return `${counts.join(', ')} · ${seen}`;
}

function unseenLines(file: FileReport, isNamed: boolean, look: Look): readonly string[] {
  if (file.tests.length === 0) return [];
  const where = isNamed ? `${basename(file.file)} ` : '';
  return (['true', 'false', 'at all'] as const).flatMap((word) => {
    const names = file.unseen.filter((each) => wordOf(each) === word).map(nameOf);
    if (names.length === 0) return [];
    const [first = '', ...rest] = names;
    const lead = `  ${where}never seen ${word}: `;
    return [first, ...rest].flatMap((name, index) => {
      const line = `${index === 0 ? lead : '    '}${name}`;
      return wrapVisible(line, look.columns, '      ');
    });
  });
}

function wordOf({ neverSeen }: UnseenComparison): 'true' | 'false' | 'at all' {
  return neverSeen.length > 1 ? 'at all' : (neverSeen[0] ?? 'at all');
}

function nameOf({ rule, part, text }: UnseenComparison): string {
  return `${rule} (${part === 'until' ? 'until ' : ''}${text})`;
}
