/** The operator's end of the line to a run. */
import { connect, type Socket } from 'node:net';
import { ControlError } from './control-error.js';
import {
  type ControlAnswer,
  type ControlRequest,
  readAnswer,
  requestLine,
} from './control-protocol.js';
import { readLines } from './line-reader.js';

/** A run answers after its next step; while it asks its venue something, that is seconds away. */
const ANSWER_WITHIN_MS = 15_000;

export interface RunLine {
  /** One question at a time. Throws `ControlError` where no answer comes. */
  ask(request: ControlRequest): Promise<ControlAnswer>;
  close(): void;
}

/** Throws `ControlError` where nobody listens at `path`. */
export async function openLine(path: string): Promise<RunLine> {
  const socket = await dial(path);
  let settle: ((answer: ControlAnswer | ControlError) => void) | null = null;
  let trouble: ControlError | null = null;
  const tell = (answer: ControlAnswer | ControlError): void => {
    if (answer instanceof ControlError) trouble = answer;
    settle?.(answer);
    settle = null;
  };
  const take = (line: string): void => {
    try {
      tell(readAnswer(line));
    } catch (error) {
      tell(error instanceof ControlError ? error : new ControlError(String(error)));
    }
  };
  readLines(socket, take, tell);
  socket.on('close', () => tell(new ControlError('the run has ended')));
  socket.on('error', () => socket.destroy());
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (trouble !== null) return reject(trouble);
        const tooLate = setTimeout(() => {
          const seconds = ANSWER_WITHIN_MS / 1_000;
          tell(new ControlError(`the run has not answered within ${seconds} s`));
        }, ANSWER_WITHIN_MS);
        settle = (answer) => {
          clearTimeout(tooLate);
          if (answer instanceof ControlError) reject(answer);
          else resolve(answer);
        };
        socket.write(requestLine(request));
      }),
    close: () => socket.destroy(),
  };
}

/** One question and its answer. Throws `ControlError`. */
export async function askRun(path: string, request: ControlRequest): Promise<ControlAnswer> {
  const line = await openLine(path);
  try {
    return await line.ask(request);
  } finally {
    line.close();
  }
}

function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const refuse = (error: NodeJS.ErrnoException): void =>
      reject(new ControlError(`${describe(error, path)}`, { cause: error }));
    socket.once('connect', () => {
      socket.off('error', refuse);
      resolve(socket);
    });
    socket.once('error', refuse);
  });
}

function describe(error: NodeJS.ErrnoException, path: string): string {
  switch (error.code) {
    case 'ENOENT':
      return `there is no socket \`${path}\`: the run has ended`;
    case 'ECONNREFUSED':
      return `nobody listens on \`${path}\`: the run has ended without cleaning up`;
    case 'EACCES':
    case 'EPERM':
      return `\`${path}\` belongs to another user: only its owner (or root) may command the run`;
    default:
      return `cannot reach the run on \`${path}\`: ${error.message}`;
  }
}
