/** `mm-policy audit`: whether a journal is what was written, and what it holds. */
import { type ChainReport, JournalError, readJournal, verifyChain } from '../journal/index.js';
import { registerAuditExport } from './audit-export-command.js';
import { registerAuditQuery } from './audit-query-command.js';
import type { CliIo, RegisterCommand } from './cli-io.js';
import { formatCount } from './figure.js';
import { createJournalProgress } from './journal-progress.js';
import { createPaint } from './paint.js';

const EXAMPLES = `
JOURNAL is a journal's directory, or one of its files audit-YYYY-MM-DD.jsonl; a single file is
checked from its own first line on.

Examples:
  $ mm-policy audit verify journal
  $ mm-policy audit verify journal/audit-2026-11-20.jsonl --json

Exits with 0 where the chain holds, 1 where it does not, 2 where there is nothing to read. Keep the
head it prints somewhere else: it proves later that nothing up to it was cut away or rewritten.
`;

export const registerAudit: RegisterCommand = (program, io) => {
  const audit = program
    .command('audit')
    .summary('prove, search and export what a journal holds')
    .description('Prove, search and export what a journal holds.');
  audit
    .command('verify')
    .summary('check the hash chain of a journal')
    .description('Check that each line of a journal is unaltered and follows the one before it.')
    .argument('<JOURNAL>', 'directory or .jsonl file')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (path: string, options: { json?: true }) => {
      io.exitCode = await auditVerify(path, options.json === true, io);
    });
  registerAuditQuery(audit, io);
  registerAuditExport(audit, io);
};

async function auditVerify(path: string, asJson: boolean, io: CliIo): Promise<number> {
  const progress = createJournalProgress(io, 'verifying');
  let report: ChainReport;
  try {
    report = await verifyChain(readJournal(path), progress.note);
  } catch (error) {
    progress.clear();
    if (!(error instanceof JournalError)) throw error;
    io.err(`error: ${error.message}\n`);
    return 2;
  }
  progress.clear();
  if (report.records === 0 && report.problemCount === 0) {
    io.err(`error: journal \`${path}\` holds no record\n`);
    return 2;
  }
  if (asJson) io.out(`${JSON.stringify({ holds: report.problemCount === 0, ...report })}\n`);
  else printReport(path, report, io);
  return report.problemCount === 0 ? 0 : 1;
}

function printReport(path: string, report: ChainReport, io: CliIo): void {
  const paint = createPaint(io.useColor);
  const records = `${formatCount(report.records)} ${report.records === 1 ? 'record' : 'records'}`;
  for (const { file, line, reason } of report.problems) {
    io.out(`${paint('strong', `${file}:${line}:`)} ${reason}\n`);
  }
  const unlisted = report.problemCount - report.problems.length;
  if (unlisted > 0) io.out(`and ${formatCount(unlisted)} more\n`);
  if (report.problemCount === 0) {
    io.out(`${paint('good', '✓')} the chain of \`${path}\` holds: ${records}\n`);
    if (report.firstSeq !== null && report.firstSeq > 1) {
      io.out(`  from record ${formatCount(report.firstSeq)} on; what came before is not here\n`);
    }
  } else if (report.problems.every(({ kind }) => kind === 'cut-off')) {
    io.out(`${paint('careful', '!')} the chain holds up to there: ${records}; `);
    io.out('the next run sets the rest aside\n');
  } else {
    const places = report.problemCount === 1 ? '1 place' : `${report.problemCount} places`;
    io.out(`${paint('bad', '✗')} the chain of \`${path}\` is broken in ${places}: ${records}\n`);
  }
  if (report.head !== null) {
    io.out(`  ${paint('dim', `head ${report.head.seq} ${report.head.hash}`)}\n`);
  }
}
