/** `mm-policy worker URL`: plays the trials that others ask for. */
import { InvalidArgumentError } from 'commander';
import type { DurationMs } from '../base/index.js';
import type { RegisterCommand } from './cli-io.js';
import { parseDuration } from './run-options.js';

const MORE = `
Examples:
  $ mm-policy worker redis://10.0.0.5:6379
  $ mm-policy what-if demo.policy --seed 1,2 --workers redis://10.0.0.5:6379

A worker plays trials until Ctrl-C, each to its end; a second Ctrl-C does not
wait. One that dies loses nothing: after --dead-after (10s) its trial goes to
another worker; have all of them say the same. Policies and presets come with a
trial; a recording (--market DIR) has to be at the same path on the worker's
machine. Whoever can write to the Redis server can have trials played here, and
nothing else: guard it all the same. Needs npm install bullmq ioredis.

Exit codes: 0 stopped · 2 could not run.`;

export interface WorkerOptions {
  readonly concurrency: number;
  readonly deadAfter: DurationMs;
  readonly json?: boolean;
}

export const registerWorker: RegisterCommand = (program, io) => {
  program
    .command('worker')
    .summary('play trials for what-if on other machines')
    .description('Play the trials of what-if --workers URL, until it is told to stop.')
    .argument('<URL>', 'redis://HOST:PORT, where the trials are queued')
    .option('--concurrency <n>', 'trials at once in this process', parseConcurrency, 1)
    .option(
      '--dead-after <time>',
      'when a worker that is not heard of is taken for dead',
      parseDeadAfter,
      10_000,
    )
    .option('--json', 'one JSON object a trial')
    .addHelpText('after', MORE)
    .action(async (url: string, options: WorkerOptions) => {
      const { runWorker } = await import('./run-worker.js');
      io.exitCode = await runWorker(url, options, io);
    });
};

function parseDeadAfter(text: string): DurationMs {
  const after = parseDuration(text);
  if (after < 1_000) throw new InvalidArgumentError('Write a second or more.');
  return after;
}

function parseConcurrency(text: string): number {
  const value = Number(text);
  if (!/^\d+$/u.test(text) || value < 1 || value > 64) {
    throw new InvalidArgumentError('Write a whole number from 1 to 64.');
  }
  return value;
}
