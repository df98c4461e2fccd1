/** The command line: one file a command, all registered in the program. */
import { CommanderError } from 'commander';
import type { CliIo } from './cli-io.js';
import { createProcessIo } from './process-io.js';
import { createProgram } from './program.js';

/** Could not run: usage, missing file, a bug of ours. */
const COULD_NOT_RUN = 2;

/** Runs one command line; resolves to the exit code (risk-semantics: 0 1 2 3 4 130). */
export async function main(
  args: readonly string[],
  io: CliIo = createProcessIo(),
): Promise<number> {
  try {
    const program = await createProgram(io, args[0]);
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Its message is out already; asking for help or the version is no failure.
      io.exitCode = error.exitCode === 0 ? io.exitCode : COULD_NOT_RUN;
    } else {
      printUnexpected(error, io);
      io.exitCode = COULD_NOT_RUN;
    }
  }
  return io.exitCode;
}

/** What has the form of a private key is not repeated, even where nobody knows what went wrong. */
const KEY_LIKE = /(?:0x)?[0-9a-fA-F]{64}/gu;

function withoutKeys(text: string): string {
  return text.replaceAll(KEY_LIKE, '[64 hex digits]');
}

function printUnexpected(error: unknown, io: CliIo): void {
  const text = withoutKeys(error instanceof Error ? error.message : String(error));
  const [message = 'unknown'] = text.split('\n');
  io.err(`error: mm-policy failed unexpectedly: ${message}\n`);
  if (io.env['MM_POLICY_DEBUG'] !== '1') {
    io.err('help: this is a bug of mm-policy; MM_POLICY_DEBUG=1 shows where it happened\n');
  } else if (error instanceof Error && error.stack !== undefined) {
    io.err(`${withoutKeys(error.stack)}\n`);
  }
}
