/** One run from its command line to its exit code. */
import type { CliIo } from './cli-io.js';
import { runLive } from './run-live.js';
import type { RunOptions } from './run-options.js';
import { prepareRun } from './run-preparation.js';
import { refusalOf } from './run-refusal.js';
import { openRunWatch, type RunWatch } from './run-watch.js';

/** Resolves to the exit code; trouble of a known kind is told on standard error. */
export async function runPolicy(file: string, options: RunOptions, io: CliIo): Promise<number> {
  let watch: RunWatch | null = null;
  try {
    watch = openRunWatch(options, io);
    return await runLive(await prepareRun(file, options, io), options, io, watch);
  } catch (error) {
    const refusal = refusalOf(error);
    watch?.refused(refusal?.text ?? null);
    if (refusal === null) throw error;
    io.err(`${refusal.text}\n`);
    return refusal.exitCode;
  } finally {
    await watch?.close();
  }
}
