/** `mm-policy pause`, `resume`, `kill`, `rearm`, `flatten`: the word to a running process. */
import { askRun, type CommandAnswer, ControlError } from '../control/index.js';
import type { OperatorCommand } from '../engine/index.js';
import type { CliIo, RegisterCommand } from './cli-io.js';
import { findSocket, type RunChoice } from './find-run.js';
import { operatorLines } from './operator-lines.js';
import { createPaint } from './paint.js';

interface CommandMeaning {
  readonly name: string;
  readonly command: OperatorCommand;
  readonly summary: string;
  readonly more: string;
  /** A re-arm is on the record with a reason of its own; a kill must not wait for words. */
  readonly isReasonRequired: boolean;
}

const COMMANDS: readonly CommandMeaning[] = [
  {
    name: 'pause',
    command: 'pause',
    summary: 'withdraw all quotes of a running process',
    more: 'Positions stay; orders that only shrink them still pass. `mm-policy resume` ends it.',
    isReasonRequired: false,
  },
  {
    name: 'resume',
    command: 'resume',
    summary: 'end a pause of a running process',
    more: 'Ends your pause and those that wait for you, not before their cooldown is over.',
    isReasonRequired: false,
  },
  {
    name: 'kill',
    command: 'kill',
    summary: 'halt a running process: cancel everything',
    more:
      'The position is held. The run ends with exit code 3, or stays, halted, if it was started\n' +
      'with --stay; only a re-arm ends the halt, across restarts and day resets.',
    isReasonRequired: false,
  },
  {
    name: 'rearm',
    command: 're-arm',
    summary: 'let a halted process trade again',
    more:
      'For a run that stays when halted (run --stay); one that has ended is re-armed when it is\n' +
      'started: run --re-arm REASON. Refused while the condition of a kill is true or not known.',
    isReasonRequired: true,
  },
  {
    name: 'flatten',
    command: 'flatten',
    summary: 'close the positions of a running process',
    more:
      'Cancels, then closes by reduce-only orders within `flatten-within` of mark (1% where the\n' +
      'policy does not say). The trading state stays: pause first if it shall not quote again.',
    isReasonRequired: false,
  },
];

/** In the journal where no reason is given. */
const NO_REASON = 'by hand';

export const registerOperatorCommands: RegisterCommand = (program, io) => {
  for (const { name, command, summary, more, isReasonRequired } of COMMANDS) {
    program
      .command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.\n${more}`)
      .argument(isReasonRequired ? '<REASON>' : '[REASON]', 'why; the journal keeps it')
      .option('--journal <dir>', 'the run that writes this journal')
      .option('--socket <path>', 'the run that listens on this socket')
      .option('--json', 'print the answer as JSON')
      .addHelpText('after', EXIT_CODES)
      .action(async (reason: string | undefined, options: RunChoice & { json?: true }) => {
        io.exitCode = await operate(command, reason?.trim() ?? '', options, io);
      });
  }
};

const EXIT_CODES = `
It is in the journal, on the disk, before the answer comes.

Exits with 0 where it was done, 1 where it was refused, 2 where no run answers.
`;

async function operate(
  command: OperatorCommand,
  reason: string,
  options: RunChoice & { readonly json?: true },
  io: CliIo,
): Promise<number> {
  if (command === 're-arm' && reason === '') {
    io.err('error: say why it is safe again: the journal keeps it\n');
    return 2;
  }
  const socket = findSocket(options, io);
  if (socket === null) return 2;
  let answer: CommandAnswer;
  try {
    answer = await ask(socket, command, reason === '' ? NO_REASON : reason);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    io.err(`error: ${error.message}\n`);
    return 2;
  }
  const paint = createPaint(io.useColor);
  if (options.json === true) {
    const { v: _version, kind: _kind, ...facts } = answer;
    io.out(`${JSON.stringify(facts)}\n`);
  } else {
    io.out(`${operatorLines(answer, paint).join('\n')}\n`);
  }
  return answer.refused === null ? 0 : 1;
}

async function ask(
  socket: string,
  command: OperatorCommand,
  reason: string,
): Promise<CommandAnswer> {
  const answer = await askRun(socket, { v: 1, ask: 'command', command, reason });
  if (answer.kind === 'command') return answer;
  throw new ControlError(answer.kind === 'error' ? answer.message : 'that is no answer');
}
