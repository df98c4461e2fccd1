/** The process as a command sees it. */
import type { CliIo } from './cli-io.js';

const COLUMNS_ON_A_PIPE = 80;

/** A reader that went away (`mm-policy … | head`) is no error: what follows is not written. */
export function createProcessIo(): CliIo {
  return {
    out: quietWriter(process.stdout),
    err: quietWriter(process.stderr),
    readStdin,
    env: process.env,
    isTerminal: process.stdout.isTTY,
    isErrorTerminal: process.stderr.isTTY,
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : COLUMNS_ON_A_PIPE;
    },
    useColor: wantsColor(process.env, process.stdout.isTTY),
    exitCode: 0,
  };
}

/** FORCE_COLOR over NO_COLOR over what the output is. */
export function wantsColor(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  const refused = env['NO_COLOR'];
  if (refused !== undefined && refused !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}

function quietWriter(stream: NodeJS.WriteStream): (text: string) => void {
  let isGone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isGone = true;
  });
  return (text) => {
    if (!isGone) stream.write(text);
  };
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
