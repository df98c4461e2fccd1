/** Opens a server's port on this machine, or says clearly why it cannot be opened. */
import type { Server } from 'node:http';

const HOST = '127.0.0.1';

/** The embedded venue could not start; the message is fit for people. */
export class LoopbackStartError extends Error {
  override name = 'LoopbackStartError';
}

/** The port that was opened: `port`, or any free one where that is 0. */
export async function listenLocally(server: Server, port: number): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new LoopbackStartError(`port ${port} is not a port: give one from 0 to 65535`);
  }
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => reject(startErrorOf(error, port));
    server.once('error', fail);
    server.listen(port, HOST, () => {
      server.off('error', fail);
      resolve();
    });
  });
  const address = server.address();
  return address instanceof Object ? address.port : port;
}

function startErrorOf(error: Error, port: number): LoopbackStartError {
  const code = 'code' in error ? error.code : null;
  const reason =
    code === 'EADDRINUSE'
      ? `port ${port} is in use: choose another one, or 0 for any that is free`
      : code === 'EACCES'
        ? `port ${port} may not be opened by this user: choose one above 1023`
        : `port ${port} could not be opened: ${error.message}`;
  return new LoopbackStartError(reason, { cause: error });
}
