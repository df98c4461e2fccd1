/** The tests of policies from their files to a report. */
import { compilePolicyText } from '../compile/index.js';
import { type Diagnostic, renderPretty } from '../diagnostic/index.js';
import { joinCoverage, rehearse } from '../rehearsal/index.js';
import { referenceInstruments } from '../simulator/index.js';
import type { CliIo } from './cli-io.js';
import { formatFigure } from './figure.js';
import { findPolicies } from './find-policies.js';
import { createPaint } from './paint.js';
import { openPresetLibrary } from '../presets/index.js';
import { readPolicyFile } from './read-policy-file.js';
import { renderTestsJunit } from './render-tests-junit.js';
import { renderTests } from './render-tests.js';
import type { TestOptions } from './test-options.js';
import { type FileReport, reportFile, sumUp, type TestReport } from './test-report.js';

const FAILED = 1;
const COULD_NOT_RUN = 2;

/** Plays the tests of all files and sets the exit code. */
export async function testPolicies(
  paths: readonly string[],
  options: TestOptions,
  io: CliIo,
): Promise<void> {
  const { files, problems } = await findPolicies(paths);
  const sources = new Map<string, string>();
  const diagnostics: Diagnostic[] = [...problems];
  const broken: string[] = problems.map(({ file }) => file);
  const reports: FileReport[] = [];
  for (const file of files) {
    const outcome = await testFile(file, options.filter ?? '', sources);
    if ('tests' in outcome) reports.push(outcome);
    else {
      diagnostics.push(...outcome.diagnostics);
      broken.push(file);
    }
  }
  if (diagnostics.length > 0) {
    const pretty = { columns: Math.max(40, io.columns), useColor: io.useColor };
    io.err(renderPretty(diagnostics, sources, broken.length, pretty));
  }
  const report = sumUp(reports, broken);
  io.out(rendering(report, options.format, io));
  const isCovered = reportThreshold(report, options.coverageThreshold, io);
  const isPassed = report.failed === 0 && report.passed > 0 && isCovered;
  if (broken.length > 0) io.exitCode = COULD_NOT_RUN;
  else if (!isPassed) io.exitCode = FAILED;
}

/** Warnings keep no policy from being tested: `check` tells them. */
async function testFile(
  file: string,
  filter: string,
  sources: Map<string, string>,
): Promise<FileReport | { readonly diagnostics: readonly Diagnostic[] }> {
  const read = await readPolicyFile(file);
  if ('problem' in read) return { diagnostics: [read.problem] };
  sources.set(file, read.text);
  const library = openPresetLibrary(file);
  const compiled = compilePolicyText(file, read.text, library, Date.now());
  for (const [name, text] of library.sources) sources.set(name, text);
  const { policy, tests, presetPhases, diagnostics } = compiled;
  const played = policy === null ? presetPhases : [{ policy, tests }];
  if (played.length === 0) {
    return { diagnostics: diagnostics.filter(({ severity }) => severity === 'error') };
  }
  const wanted = filter.toLowerCase();
  const options = { instruments: referenceInstruments, figure: formatFigure };
  const reports = played.map((each) => {
    const chosen = each.tests.filter(({ name }) => name.toLowerCase().includes(wanted));
    return rehearse(each.policy, chosen, options);
  });
  return reportFile(file, read.text, {
    tests: reports.flatMap((report) => report.tests),
    coverage: joinCoverage(reports.map(({ coverage }) => coverage)),
  });
}

function rendering(report: TestReport, format: TestOptions['format'], io: CliIo): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  if (format === 'junit') return renderTestsJunit(report);
  return renderTests(report, Math.max(40, io.columns), createPaint(io.useColor));
}

/** Whether enough was seen; says so on standard error where it was not. */
function reportThreshold(report: TestReport, threshold: number | undefined, io: CliIo): boolean {
  if (threshold === undefined) return true;
  const { conditions, conditionsSeenBothWays: seen } = report;
  const share = conditions === 0 ? 0 : seen / conditions;
  if (share >= threshold) return true;
  const [got, wanted] = [percentText(share), percentText(threshold)];
  io.err(`${got} of the conditions were seen both ways, ${wanted} are wanted\n`);
  return false;
}

/** Rounded down, so that a share below a threshold never looks like it. */
function percentText(share: number): string {
  return `${Math.floor(share * 1000 + 1e-9) / 10}%`;
}
