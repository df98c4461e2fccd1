/** `mm-policy audit query`: what a journal holds, in the words of an auditor. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  AUDIT_KINDS,
  type AuditKind,
  type AuditQuery,
  type AuditRecord,
  AuditView,
  isAskedFor,
  JournalError,
  readJournal,
} from '../journal/index.js';
import { nearestName } from '../diagnostic/index.js';
import { auditJson, auditLines } from './audit-lines.js';
import type { CliIo } from './cli-io.js';
import { formatCount } from './figure.js';
import { createJournalProgress } from './journal-progress.js';
import { createPaint } from './paint.js';

const EXAMPLES = `
JOURNAL is a journal's directory, or one of its files. All that is said must be met; of --kind,
--coin, --rule and --order several may be given, and one of each is enough.

Examples:
  $ mm-policy audit query journal --kind risk-rejected --rule order-notional
  $ mm-policy audit query journal --since 2026-11-20T12:00 --until 2026-11-20T13:00 --coin HYPE
  $ mm-policy audit query journal --kind position-closed --last 20 --json

Exits with 0, with 1 where the chain breaks (what stands before is shown), 2 where there is nothing
to read.
`;

export interface QueryOptions {
  readonly kind?: readonly AuditKind[];
  readonly coin?: readonly string[];
  readonly rule?: readonly string[];
  readonly order?: readonly string[];
  readonly since?: number;
  readonly until?: number;
}

export function registerAuditQuery(audit: Command, io: CliIo): void {
  const command = audit
    .command('query')
    .summary('show orders, positions, rejections and breakers of a journal')
    .description('Show what a journal holds: orders, fills, positions, rejections, breakers.')
    .argument('<JOURNAL>', 'directory or .jsonl file');
  addQueryOptions(command)
    .option('--last <n>', 'only the last so many', parseCount)
    .option('--json', 'one JSON object a line')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: QueryOptions & { last?: number; json?: true }) => {
      const paint = createPaint(io.useColor && options.json !== true);
      const show = (record: AuditRecord): void =>
        io.out(options.json === true ? auditJson(record) : auditLines(record, paint));
      const kept: AuditRecord[] = [];
      const { last } = options;
      const keep = (record: AuditRecord): void => {
        kept.push(record);
        if (kept.length > (last ?? 0)) kept.shift();
      };
      io.exitCode = await readAudit(path, options, last === undefined ? show : keep, io);
      for (const record of kept) show(record);
    });
}

/** What `query` and `export` may be asked for. */
export function addQueryOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--kind <kind>', 'what happened; again or with commas for several')
        .choices(AUDIT_KINDS)
        .argParser(collectKinds),
    )
    .option('--coin <coin>', 'in this market', collect)
    .option('--rule <rule>', 'by this rule, its path or its last name', collect)
    .option('--order <id>', 'of this order, by our id or the venue’s', collect)
    .option('--since <time>', 'from then on: 2026-11-20, 2026-11-20T12:00 (UTC)', parseTime)
    .option('--until <time>', 'before then', parseTime);
}

/** Gives every record that is asked for; resolves to the exit code. */
export async function readAudit(
  path: string,
  options: QueryOptions,
  take: (record: AuditRecord) => void | Promise<void>,
  io: CliIo,
): Promise<number> {
  const query: AuditQuery = {
    kinds: options.kind ?? [],
    coins: options.coin ?? [],
    rules: options.rule ?? [],
    orders: options.order ?? [],
    since: options.since ?? null,
    until: options.until ?? null,
  };
  const progress = createJournalProgress(io, 'reading');
  const view = new AuditView();
  try {
    for await (const record of view.read(readJournal(path), progress.note)) {
      if (isAskedFor(record, query)) await take(record);
    }
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    io.err(`error: ${error.message}\n`);
    return 2;
  } finally {
    progress.clear();
  }
  if (view.records === 0 && view.problem === null) {
    io.err(`error: journal \`${path}\` holds no record\n`);
    return 2;
  }
  return tellProblem(view, io);
}

function tellProblem({ problem, records }: AuditView, io: CliIo): number {
  if (problem === null) return 0;
  const { file, line, reason, kind } = problem;
  if (kind === 'cut-off') {
    io.err(`note: ${file}:${line}: ${reason}\n`);
    return 0;
  }
  io.err(`error: ${file}:${line}: ${reason}\n`);
  io.err(`help: read up to there, ${formatCount(records)} records; `);
  io.err('`mm-policy audit verify` lists all troubles\n');
  return 1;
}

function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...text.split(',').filter((each) => each !== '')];
}

function collectKinds(
  text: string,
  before: readonly AuditKind[] | undefined,
): readonly AuditKind[] {
  const kinds = text.split(',').map((name) => {
    const kind = AUDIT_KINDS.find((each) => each === name);
    if (kind !== undefined) return kind;
    const near = nearestName(name, AUDIT_KINDS);
    const guess = near === null ? '' : `Did you mean ${near}? `;
    throw new InvalidArgumentError(`${guess}Kinds are ${AUDIT_KINDS.join(', ')}.`);
  });
  return [...(before ?? []), ...kinds];
}

/** UTC, whatever the clock of the machine says. */
function parseTime(text: string): number {
  const [, day, time = '00:00'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)Z?)?$/u.exec(text) ?? [];
  const at = Date.parse(`${day ?? ''}T${time}Z`);
  // A day that does not exist is not moved to one that does.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day) {
    throw new InvalidArgumentError('Write a time in UTC such as 2026-11-20 or 2026-11-20T12:00.');
  }
  return at;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/u.test(text) || count < 1 || count > 100_000) {
    throw new InvalidArgumentError('Write a whole number from 1 to 100000.');
  }
  return count;
}
