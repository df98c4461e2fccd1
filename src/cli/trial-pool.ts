/** Plays trials side by side, in the order of the plan as far as there are workers. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import type { Trial } from '../study/index.js';
import { playTrial } from './play-trial.js';
import type { TrialPlan } from './what-if-plan.js';

export interface TrialPoolOptions {
  /** Left out: one a core, and no more than trials. */
  readonly workers: number | undefined;
  readonly signal: AbortSignal;
  readonly onShare: (index: number, share: number) => void;
  readonly onDone: (index: number, outcome: TrialOutcome) => void;
}

export type TrialOutcome =
  | { readonly kind: 'done'; readonly trial: Trial }
  | { readonly kind: 'failed'; readonly reason: string };

/** Resolves when all are over or `signal` says to stop; those under way are then given up. */
export async function playTrials(
  plans: readonly TrialPlan[],
  options: TrialPoolOptions,
): Promise<void> {
  const workers = Math.min(options.workers ?? availableParallelism(), plans.length);
  if (workers <= 1) return playHere(plans, options);
  const { Piscina } = await import('piscina');
  // One listener a trial is meant.
  setMaxListeners(0, options.signal);
  const pool = new Piscina({
    filename: new URL('./trial-worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  });
  try {
    await Promise.all(
      plans.map(async (plan, index) => {
        const { port1, port2 } = new MessageChannel();
        port1.on('message', (share: number) => options.onShare(index, share));
        const { signal } = options;
        try {
          const task = { plan, port: port2 };
          const trial = (await pool.run(task, { transferList: [port2], signal })) as Trial;
          options.onDone(index, { kind: 'done', trial });
        } catch (error) {
          if (!signal.aborted) options.onDone(index, failed(error));
        } finally {
          port1.close();
        }
      }),
    );
  } finally {
    await pool.destroy();
  }
}

/** With one worker no thread is needed, and a debugger sees it all. */
async function playHere(plans: readonly TrialPlan[], options: TrialPoolOptions): Promise<void> {
  for (const [index, plan] of plans.entries()) {
    const aborted = new Promise<null>((resolve) => {
      if (options.signal.aborted) resolve(null);
      options.signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    const played = playTrial(plan, (share) => options.onShare(index, share)).then(
      (trial): TrialOutcome => ({ kind: 'done', trial }),
      failed,
    );
    const outcome = await Promise.race([played, aborted]);
    if (outcome === null) return;
    options.onDone(index, outcome);
  }
}

function failed(error: unknown): TrialOutcome {
  return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
}
