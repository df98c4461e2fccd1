/** `mm-policy audit export`: a journal as a table for other tools. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import type { AuditRecord } from '../journal/index.js';
import { AUDIT_CSV_HEAD, auditCsv, auditJson } from './audit-lines.js';
import { addQueryOptions, type QueryOptions, readAudit } from './audit-query-command.js';
import type { CliIo } from './cli-io.js';
import { formatCount } from './figure.js';

const EXAMPLES = `
Columns of the CSV: seq, time, run, kind, coin, order, order_id, trade_id, side, price, size,
position, entry_price, pnl, fee, opened_at, rules, from, to, text. Times are UTC, figures exact.

Examples:
  $ mm-policy audit export journal --format csv --output journal.csv
  $ mm-policy audit export journal --format jsonl --kind position-closed | head

With --output the file appears whole or not at all. Where the chain breaks, what stands before is
exported, and the exit code is 1.
`;

type Format = 'csv' | 'jsonl';

interface ExportOptions extends QueryOptions {
  readonly format: Format;
  readonly output?: string;
}

export function registerAuditExport(audit: Command, io: CliIo): void {
  const command = audit
    .command('export')
    .summary('write a journal as a table for other tools')
    .description('Write orders, fills, positions, rejections and breakers of a journal as a table.')
    .argument('<JOURNAL>', 'directory or .jsonl file')
    .addOption(
      new Option('--format <format>', 'of the table').choices(['csv', 'jsonl']).default('csv'),
    )
    .option('--output <file>', 'instead of standard output');
  addQueryOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: ExportOptions) => {
      io.exitCode = await auditExport(path, options, io);
    });
}

async function auditExport(path: string, options: ExportOptions, io: CliIo): Promise<number> {
  const { format, output } = options;
  const textOf = format === 'csv' ? auditCsv : auditJson;
  const head = format === 'csv' ? AUDIT_CSV_HEAD : '';
  if (output === undefined) {
    let isBegun = false;
    const take = (record: AuditRecord): void => {
      io.out(isBegun ? textOf(record) : head + textOf(record));
      isBegun = true;
    };
    const exitCode = await readAudit(path, options, take, io);
    if (!isBegun && exitCode !== 2) io.out(head);
    return exitCode;
  }
  const aside = `${output}.${randomBytes(4).toString('hex')}.part`;
  try {
    return await exportInto(aside, output, { path, options, head, textOf }, io);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    io.err(`error: cannot write \`${output}\`: ${error.message}\n`);
    return 2;
  } finally {
    rmSync(aside, { force: true });
  }
}

interface Table {
  readonly path: string;
  readonly options: ExportOptions;
  readonly head: string;
  readonly textOf: (record: AuditRecord) => string;
}

async function exportInto(
  aside: string,
  output: string,
  { path, options, head, textOf }: Table,
  io: CliIo,
): Promise<number> {
  const stream = createWriteStream(aside, { flags: 'wx', flush: true });
  await once(stream, 'open');
  // It is told where it is written next, or finished.
  stream.on('error', () => undefined);
  await write(stream, head);
  let rows = 0;
  const exitCode = await readAudit(
    path,
    options,
    async (record) => {
      rows += 1;
      await write(stream, textOf(record));
    },
    io,
  );
  stream.end();
  await finished(stream);
  if (exitCode === 2) return exitCode;
  renameSync(aside, output);
  io.err(`${formatCount(rows)} records in ${output}\n`);
  return exitCode;
}

/** Waits where the disk is slower than the journal, so that memory stays bounded. */
async function write(stream: WriteStream, text: string): Promise<void> {
  if (stream.errored !== null) throw stream.errored;
  if (text !== '' && !stream.write(text)) await once(stream, 'drain');
}
