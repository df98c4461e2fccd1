/** `mm-policy replay`: derives every decision of a journal again and compares them. */
import type { Engine } from '../engine/index.js';
import {
  type Difference,
  foldJournal,
  type FoldResult,
  JournalError,
  readJournal,
  type RunHeader,
} from '../journal/index.js';
import { engineForRun } from '../replay/index.js';
import type { CliIo, RegisterCommand } from './cli-io.js';
import { differingFields } from './differing-fields.js';
import { formatCount } from './figure.js';
import { createJournalProgress } from './journal-progress.js';
import { createPaint, type Paint } from './paint.js';
import { TOOL_VERSION } from './tool-version.js';

const EXAMPLES = `
JOURNAL is a journal's directory, or its only file. Each run's own policy, which the journal
carries, judges its events again; the decisions must come out the same to the last byte.

Examples:
  $ mm-policy replay journal
  $ mm-policy replay journal --json

Exits with 0 where they are identical, 1 where they differ or the chain is broken, 2 where the
journal cannot be replayed.
`;

export const registerReplay: RegisterCommand = createReplay(engineForRun);

/** The command over a given way to an engine. */
export function createReplay<State>(engineFor: (run: RunHeader) => Engine<State>): RegisterCommand {
  return (program, io) => {
    program
      .command('replay')
      .summary('derive every decision of a journal again')
      .description('Run the events of a journal through the engine again and compare decisions.')
      .argument('<JOURNAL>', 'directory or .jsonl file')
      .option('--json', 'print the result as JSON')
      .addHelpText('after', EXAMPLES)
      .action(async (path: string, options: { json?: true }) => {
        io.exitCode = await replay(path, engineFor, options.json === true, io);
      });
  };
}

async function replay<State>(
  path: string,
  engineFor: (run: RunHeader) => Engine<State>,
  asJson: boolean,
  io: CliIo,
): Promise<number> {
  const progress = createJournalProgress(io, 'replaying');
  let result: FoldResult<State>;
  try {
    result = await foldJournal(readJournal(path), engineFor, progress.note);
  } catch (error) {
    progress.clear();
    if (!(error instanceof JournalError)) throw error;
    io.err(`error: ${error.message}\n`);
    return 2;
  }
  progress.clear();
  if (result.runs === 0 && result.broken === null) {
    io.err(`error: journal \`${path}\` holds no run to replay\n`);
    return 2;
  }
  const isIdentical = result.differences === 0 && result.broken === null;
  if (asJson) {
    const { finalState: _state, lastRun, ...facts } = result;
    const { policy, ...run } = lastRun ?? { policy: null };
    const json = { identical: isIdentical, ...facts, lastRun: { ...run, policy: policy?.file } };
    io.out(`${JSON.stringify(json)}\n`);
  } else {
    printResult(result, io);
  }
  return isIdentical ? 0 : 1;
}

function printResult(result: FoldResult<unknown>, io: CliIo): void {
  const paint = createPaint(io.useColor);
  const { broken, cutOff, firstDifference, lastRun } = result;
  const answered =
    `${count(result.decisions, 'decision')} on ${count(result.events, 'event')} ` +
    `in ${count(result.runs, 'run')}`;
  if (firstDifference !== null) {
    printDifference(firstDifference, result.differences, lastRun, paint, io);
  } else if (broken === null) {
    io.out(`${paint('good', '✓')} identical: ${answered}, derived again byte for byte\n`);
  }
  if (broken !== null) {
    io.out(`${paint('bad', '✗')} the journal is broken: `);
    io.out(`${broken.file}:${broken.line}: ${broken.reason}\n`);
    io.out(`  read up to there: ${answered}; \`mm-policy audit verify\` lists all troubles\n`);
  }
  if (result.unwrittenDecisions > 0) {
    io.out(`  ${count(result.unwrittenDecisions, 'decision')} more that a crash kept from being `);
    io.out('written, so never sent\n');
  }
  if (cutOff !== null) io.out(`  ${cutOff.file}:${cutOff.line}: ${cutOff.reason}\n`);
}

function printDifference(
  difference: Difference,
  differences: number,
  lastRun: RunHeader | null,
  paint: Paint,
  io: CliIo,
): void {
  const { file, line, seq, eventSeq, journaled, derived } = difference;
  const places = differences === 1 ? 'in 1 place' : `in ${formatCount(differences)} places`;
  io.out(`${paint('bad', '✗')} different ${places}, first at ${file}:${line}\n`);
  io.out(`  record ${formatCount(seq)}, on the event of record ${formatCount(eventSeq)}\n`);
  io.out(`  journal  ${journaled ?? 'no decision'}\n`);
  io.out(`  derived  ${derived ?? 'no decision'}\n`);
  if (journaled !== null && derived !== null) {
    io.out(`  they part in ${differingFields(journaled, derived).join(', ')}\n`);
  }
  const versions = describeVersions(lastRun);
  if (versions !== null) io.out(`  ${versions}\n`);
}

/** Replay is exact for the same tool on the same runtime; others may round otherwise. */
function describeVersions(run: RunHeader | null): string | null {
  if (run === null) return null;
  const then = `mm-policy ${run.toolVersion} on Node ${run.nodeVersion.replace(/^v/, '')}`;
  const now = `mm-policy ${TOOL_VERSION} on Node ${process.versions.node}`;
  return then === now ? null : `written by ${then}, replayed by ${now}`;
}

function count(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`;
}
