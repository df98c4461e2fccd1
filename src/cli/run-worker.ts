/** A worker from its command line to its exit code. */
import { isBrokerUrl } from './broker-url.js';
import type { CliIo } from './cli-io.js';
import { formatSpan } from './figure.js';
import { playTrial } from './play-trial.js';
import { refusalOf, RunRefusal } from './run-refusal.js';
import { openTrialWorker, type TrialJob } from './trial-broker.js';
import type { WorkerOptions } from './worker-command.js';

/** Between words on how far a trial is. */
const TELL_MS = 500;

export async function runWorker(url: string, options: WorkerOptions, io: CliIo): Promise<number> {
  try {
    if (!isBrokerUrl(url)) {
      throw new RunRefusal(2, 'error: the queue is named by redis://HOST:PORT or rediss://…');
    }
    await work(url, options, io);
    return 0;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    io.err(`${refusal.text}\n`);
    return refusal.exitCode;
  }
}

async function work(url: string, options: WorkerOptions, io: CliIo): Promise<void> {
  const never = new AbortController();
  const play = async (job: TrialJob) => {
    const startedMs = performance.now();
    let toldMs = startedMs;
    const trial = await playTrial(
      job.data,
      (share) => {
        if (performance.now() - toldMs < TELL_MS) return;
        toldMs = performance.now();
        // Only a courtesy: a trial does not wait for it, nor fail with it.
        void job.updateProgress(share).catch(() => undefined);
      },
      never.signal,
    );
    tell(trial.label, performance.now() - startedMs, options, io);
    return trial;
  };
  const { worker, close } = await openTrialWorker(
    url,
    { concurrency: options.concurrency, deadAfterMs: options.deadAfter },
    play,
  );
  worker.on('failed', (job, error) =>
    io.err(`failed: ${job?.data.label ?? ''}: ${error.message}\n`),
  );
  io.err('worker ready, Ctrl-C ends it\n');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  io.err('ending after the trial at hand\n');
  await close();
}

function tell(label: string, tookMs: number, { json }: WorkerOptions, io: CliIo): void {
  const ms = Math.round(tookMs);
  if (json === true) io.out(`${JSON.stringify({ label, ms })}\n`);
  else io.out(`played ${label} in ${formatSpan(ms)}\n`);
}
