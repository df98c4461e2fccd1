/** `mm-policy status`: how a running process stands, as its own screen shows it. */
import { setTimeout as wait } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { ControlError, openLine, type RunLine, type StatusAnswer } from '../control/index.js';
import type { CliIo, RegisterCommand } from './cli-io.js';
import { clipVisible } from './clip-visible.js';
import { findSocket, pathText, type RunChoice, sinceText } from './find-run.js';
import { createPaint } from './paint.js';

const EXAMPLES = `
With one run of yours on this machine nothing has to be said; with several, which one.

Examples:
  $ mm-policy status
  $ mm-policy status --watch
  $ mm-policy status --journal day1 --json

Exits with 0, with 3 where the run is halted, with 2 where no run answers.
`;

interface StatusOptions extends RunChoice {
  readonly json?: true;
  readonly watch?: true;
}

const WATCH_MS = 1_000;
const HALTED = 3;
const CLEAR = '\u001B[H\u001B[J';

export const registerStatus: RegisterCommand = (program, io) => {
  program
    .command('status')
    .summary('show how a running process stands')
    .description('Show how a running process stands: positions, quotes, room left, state.')
    .option('--journal <dir>', 'the run that writes this journal')
    .option('--socket <path>', 'the run that listens on this socket')
    .option('--watch', 'again every second, until the run ends')
    .option('--json', 'one JSON object, or one a line with --watch')
    .addHelpText('after', EXAMPLES)
    .action(async (options: StatusOptions) => {
      io.exitCode = await status(options, io);
    });
};

async function status(options: StatusOptions, io: CliIo): Promise<number> {
  const socket = findSocket(options, io);
  if (socket === null) return 2;
  let line: RunLine | null = null;
  let shown: StatusAnswer | null = null;
  try {
    line = await openLine(socket);
    do {
      if (shown !== null) await wait(WATCH_MS);
      shown = await askStatus(line);
      show(shown, options, io);
    } while (options.watch === true);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    // Who watches sees the end of the run as well.
    const isOver = shown !== null;
    io.err(`${isOver ? '' : 'error: '}${error.message}\n`);
    if (!isOver) return 2;
  } finally {
    line?.close();
  }
  return shown?.state === 'halted' ? HALTED : 0;
}

async function askStatus(line: RunLine): Promise<StatusAnswer> {
  const answer = await line.ask({ v: 1, ask: 'status' });
  if (answer.kind === 'status') return answer;
  throw new ControlError(answer.kind === 'error' ? answer.message : 'that is no status');
}

function show(answer: StatusAnswer, options: StatusOptions, io: CliIo): void {
  if (options.json === true) return io.out(`${JSON.stringify(answer.facts)}\n`);
  const lines = [...answer.screen, ...runLines(answer, io)];
  const isDrawn = options.watch === true && io.isTerminal;
  const text = lines
    .map((line) => (io.useColor ? line : stripVTControlCharacters(line)))
    .map((line) => (io.isTerminal ? clipVisible(line, io.columns) : line))
    .join('\n');
  io.out(`${isDrawn ? CLEAR : ''}${text}\n`);
}

/** What the run itself need not show: which process it is, and where its journal stands. */
function runLines({ facts }: StatusAnswer, io: CliIo): readonly string[] {
  const { pid, since, journal, staysWhenHalted } = facts;
  const paint = createPaint(io.useColor);
  const stays = staysWhenHalted === true ? ' · stays when halted' : '';
  const path = pathText(String(journal));
  return [
    `Run    process ${String(pid)} since ${sinceText(String(since))}${stays}`,
    `       ${paint('dim', path)}`,
  ];
}
