/** The run's end of the operator's line: a socket of its owner's alone, an answer a line. */
import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { ControlError } from './control-error.js';
import {
  answerLine,
  type CommandAnswer,
  type ControlAnswer,
  type ControlRequest,
  readRequest,
  type StatusAnswer,
} from './control-protocol.js';
import { readLines } from './line-reader.js';
import { assertSocketPath } from './runtime-directory.js';

type CommandRequest = Extract<ControlRequest, { ask: 'command' }>;

/** What stands behind the socket. */
export interface ControlHandler {
  status(): Omit<StatusAnswer, 'v' | 'kind'>;
  /** May throw `ControlError`, whose message is the answer then. */
  command(
    command: CommandRequest['command'],
    reason: string,
  ): Promise<Omit<CommandAnswer, 'v' | 'kind'>>;
}

export interface ControlSocket {
  readonly path: string;
  /** Hangs up on everybody and removes the socket. */
  close(): Promise<void>;
}

const REQUEST_BYTES_MAX = 16 * 1024;
const CONNECTIONS_MAX = 32;
/** A caller that says nothing for so long is hung up on. */
const IDLE_MS = 60_000;

/**
 * Opens the socket at `path`, mode 0600. One that a dead process left is replaced; throws
 * `ControlError` where a living one listens there, or something else stands there.
 */
export async function openControlSocket(
  path: string,
  handler: ControlHandler,
): Promise<ControlSocket> {
  assertSocketPath(path);
  await clearStale(path);
  const callers = new Set<Socket>();
  const server = createServer((socket) => {
    callers.add(socket);
    socket.once('close', () => callers.delete(socket));
    serve(socket, handler);
  });
  server.maxConnections = CONNECTIONS_MAX;
  await listen(server, path);
  // Nobody's run is kept alive by its own socket.
  server.unref();
  return {
    path,
    close: () =>
      new Promise((resolve) => {
        // What was answered last still goes out.
        for (const socket of callers) socket.end();
        const hangUp = setTimeout(() => callers.forEach((socket) => socket.destroy()), 200);
        server.close(() => {
          clearTimeout(hangUp);
          rmSync(path, { force: true });
          resolve();
        });
      }),
  };
}

function serve(socket: Socket, handler: ControlHandler): void {
  const answer = (said: ControlAnswer): void => {
    if (!socket.destroyed) socket.write(answerLine(said));
  };
  // One request at a time, so that answers come in the order of the questions.
  let turn: Promise<void> = Promise.resolve();
  const take = (line: string): void => {
    turn = turn.then(async () => answer(await answerTo(line, handler)));
  };
  readLines(
    socket,
    take,
    (error) => {
      answer(errorAnswer(error));
      socket.end();
    },
    REQUEST_BYTES_MAX,
  );
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  // A caller that goes away in the middle is no trouble of the run.
  socket.on('error', () => socket.destroy());
}

async function answerTo(line: string, handler: ControlHandler): Promise<ControlAnswer> {
  try {
    const request = readRequest(line);
    if (request.ask === 'status') return { v: 1, kind: 'status', ...handler.status() };
    return { v: 1, kind: 'command', ...(await handler.command(request.command, request.reason)) };
  } catch (error) {
    return errorAnswer(error);
  }
}

function errorAnswer(error: unknown): ControlAnswer {
  const message = error instanceof Error ? error.message : String(error);
  return { v: 1, kind: 'error', message };
}

async function clearStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new ControlError(`\`${path}\` is there and is no socket`);
  if (await isAnswering(path)) {
    throw new ControlError(`another run listens on the socket \`${path}\``);
  }
  rmSync(path, { force: true });
}

function isAnswering(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const message = `cannot open the control socket \`${path}\`: ${error.message}`;
      reject(new ControlError(message, { cause: error }));
    });
    server.listen(path, () => resolve());
    // It is bound by now, and nothing is accepted before this turn is over.
    if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true) chmodSync(path, 0o600);
  });
}
