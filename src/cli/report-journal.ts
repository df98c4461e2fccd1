/** Reads a journal, adds up its days and tells them. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DayReset } from '../compile/index.js';
import { readRunOfJournal } from '../control/index.js';
import {
  AuditView,
  type CheckedLine,
  JournalError,
  readJournal,
  type RunHeader,
} from '../journal/index.js';
import { compileJournaled } from '../replay/index.js';
import type { CliIo } from './cli-io.js';
import { formatCount } from './figure.js';
import { createJournalProgress } from './journal-progress.js';
import { createPaint } from './paint.js';
import type { ReportOptions } from './report-command.js';
import type { ReportDay } from './report-day.js';
import { MIDNIGHT_UTC, ReportDays } from './report-days.js';
import { reportDayJson } from './report-json.js';
import { ReportNearest } from './report-nearest.js';
import { reportDayLines, reportTableLines } from './report-lines.js';
import { wrapVisible } from './wrap-visible.js';

const COLUMNS = 80;
/** Of journals that may have been meant. */
const JOURNALS_SHOWN = 3;

/** Resolves to the exit code. */
export async function reportJournal(
  path: string,
  options: ReportOptions,
  io: CliIo,
): Promise<number> {
  const days = new ReportDays(options.utc === true ? () => MIDNIGHT_UTC : resetOf);
  const near = options.near === true ? new ReportNearest() : null;
  const view = new AuditView();
  const progress = createJournalProgress(io, 'reading');
  try {
    const lines = watched(readJournal(path), days, near);
    for await (const audit of view.read(lines, progress.note)) days.takeAudit(audit);
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    progress.clear();
    return tellMissing(path, error.message, io);
  } finally {
    progress.clear();
  }
  if (days.days.length === 0) return tellMissing(path, `journal \`${path}\` holds no record`, io);
  const asked = days.days.filter(({ name }) => options.day === undefined || name === options.day);
  if (asked.length === 0) return tellNoSuchDay(options.day ?? '', days.days, io);
  if (near?.isLost === true) {
    io.err(
      'warning: how near the triggers came is not known where this version cannot judge a run\n',
    );
  }
  const isRunning = isWritten(path);
  if (options.json === true) io.out(`${reportJson(path, days, asked, view, isRunning)}\n`);
  else io.out(`${reportText(days, asked, isRunning, io).join('\n')}\n`);
  return tellProblem(view, io);
}

/** Records reach the days before the audit's view of them does. */
async function* watched(
  lines: AsyncIterable<CheckedLine>,
  days: ReportDays,
  near: ReportNearest | null,
): AsyncGenerator<CheckedLine> {
  for await (const line of lines) {
    if (line.problem === null && line.record !== null) {
      days.takeRecord(line.record);
      const day = days.days.at(-1);
      if (day !== undefined) near?.take(line.record, day);
    }
    yield line;
  }
}

/** Where the policy of a run no longer compiles, its days end at midnight. */
function resetOf(run: RunHeader): DayReset {
  return compileJournaled(run).policy?.account.dayReset ?? MIDNIGHT_UTC;
}

function isWritten(path: string): boolean {
  try {
    return statSync(path).isDirectory() && readRunOfJournal(path) !== null;
  } catch {
    return false;
  }
}

function reportJson(
  journal: string,
  { reset, lastRun }: ReportDays,
  asked: readonly ReportDay[],
  { records, problem }: AuditView,
  isRunning: boolean,
): string {
  return JSON.stringify({
    v: 1,
    journal,
    policy: lastRun?.policy.file ?? null,
    venue: lastRun?.venue ?? null,
    dayReset: clockText(reset),
    isRunning,
    records,
    problem,
    days: asked.map(reportDayJson),
  });
}

function reportText(
  { days, reset, lastRun }: ReportDays,
  asked: readonly ReportDay[],
  isRunning: boolean,
  io: CliIo,
): readonly string[] {
  const paint = createPaint(io.useColor);
  const [only] = asked;
  const what = `${lastRun?.policy.file ?? 'a policy'} on the ${lastRun?.venue ?? 'venue'}`;
  const going = isRunning ? ', still running' : '';
  const head = (span: string): readonly string[] => [
    ...wrapVisible(paint('strong', `${what}, ${span}${going}`), COLUMNS, '  '),
    '',
  ];
  const clock = clockText(reset);
  if (asked.length === 1 && only !== undefined) {
    return [...head(`${only.name} from ${clock}`), ...reportDayLines(only, paint)];
  }
  return [
    ...head(`${formatCount(days.length)} days from ${clock}`),
    ...reportTableLines(asked, paint),
    '',
    `--day ${asked.at(-1)?.name ?? ''} shows one in full`,
  ];
}

/** `00:00 UTC`. */
function clockText({ hour, minute, zone }: DayReset): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')} ${zone}`;
}

function tellProblem({ problem, records }: AuditView, io: CliIo): number {
  // A run that goes on is in the middle of its last line.
  if (problem === null || problem.kind === 'cut-off') return 0;
  io.err(`error: ${problem.file}:${problem.line}: ${problem.reason}\n`);
  io.err(`help: told up to there, ${formatCount(records)} records; `);
  io.err('`mm-policy audit verify` lists all troubles\n');
  return 1;
}

function tellNoSuchDay(name: string, days: readonly ReportDay[], io: CliIo): number {
  const [first, last] = [days[0]?.name ?? '', days.at(-1)?.name ?? ''];
  io.err(`error: the journal has no day ${name}\n`);
  io.err(`help: it has ${first === last ? first : `${first} to ${last}`}\n`);
  return 2;
}

function tellMissing(path: string, message: string, io: CliIo): number {
  io.err(`error: ${message}\n`);
  const known = journalsHere();
  if (known.length === 0) {
    io.err('help: `mm-policy run` says where its journal is; `--journal DIR` sets it\n');
  } else if (!known.includes(path)) {
    io.err('help: journals of runs that were started here, the newest first:\n');
    for (const each of known) io.err(`  mm-policy report ${each}\n`);
  }
  return 2;
}

/** Where runs without --journal leave theirs. */
function journalsHere(): readonly string[] {
  try {
    return readdirSync('.mm-policy', { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(join('.mm-policy', name)).map((run) => [name, run]))
      .filter(([, run]) => /^\d{4}-\d{2}-\d{2}T/u.test(run ?? ''))
      .sort(([, a = ''], [, b = '']) => (a < b ? 1 : -1))
      .slice(0, JOURNALS_SHOWN)
      .map((parts) => join('.mm-policy', ...parts));
  } catch {
    return [];
  }
}
