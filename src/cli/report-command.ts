/** `mm-policy report JOURNAL`: what a run's days came to. */
import { InvalidArgumentError } from 'commander';
import type { RegisterCommand } from './cli-io.js';

const MORE = `
JOURNAL is a journal's directory; the run that writes it may go on meanwhile. Days end where the
policy resets its day (day-reset), at 00:00 UTC where it resets none or --utc is given, and are
called by the date they begin at. One day is told in full: result, equity, drawdown, fills, round
trips, orders, denials by rule, time in each state, trouble, and what happened when. Of several
there is a line each; --day shows one of them. --near tells how near each trigger came and when: the
journal's events are judged again, and looked at every second.

Examples:
  $ mm-policy report journal
  $ mm-policy report journal --day 2026-11-20
  $ mm-policy report journal --day 2026-11-20 --near
  $ mm-policy report journal --json | jq '.days[] | [.day, .result]'

Exits with 0, with 1 where the chain breaks (what stands before is told), 2 where there is nothing
to tell.`;

export interface ReportOptions {
  readonly day?: string;
  readonly utc?: boolean;
  /** Judges the journal again, which takes its time. */
  readonly near?: boolean;
  readonly json?: boolean;
}

export const registerReport: RegisterCommand = (program, io) => {
  program
    .command('report')
    .summary("tell what a journal's days came to")
    .description("Tell what a journal's days came to: profit, drawdown, fills, denials, trouble.")
    .argument('<JOURNAL>', 'directory or .jsonl file')
    .option('--day <date>', 'only this day, in full: 2026-11-20', parseDay)
    .option('--utc', "days by UTC, whatever the policy's own reset")
    .option('--near', 'how near each trigger came, by judging the journal again')
    .option('--json', 'print it as JSON')
    .addHelpText('after', MORE)
    .action(async (path: string, options: ReportOptions) => {
      const { reportJournal } = await import('./report-journal.js');
      io.exitCode = await reportJournal(path, options, io);
    });
};

function parseDay(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('Write a date such as 2026-11-20.');
  }
  return text;
}
