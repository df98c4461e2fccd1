/** One run from its command line to its exit code. */
import type { CliIo } from './cli-io.js';
import { runLive } from './run-live.js';
import type { RunOptions } from './run-options.js';
import { prepareRun } from './run-preparation.js';
import { refusalOf } from './run-refusal.js';

/** Resolves to the exit code; trouble of a known kind is told on standard error. */
export async function runPolicy(file: string, options: RunOptions, io: CliIo): Promise<number> {
  try {
    return await runLive(await prepareRun(file, options, io), options, io);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    io.err(`${refusal.text}\n`);
    return refusal.exitCode;
  }
}
