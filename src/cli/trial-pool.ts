/** Plays trials side by side, in the order of the plan as far as there are workers. */
import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import type { Trial } from '../study/index.js';
import { playTrial } from './play-trial.js';
import type { TrialPlan } from './what-if-plan.js';

export interface TrialPoolOptions {
  /** Left out: one a core, and no more than trials. */
  readonly workers: number | undefined;
  /** Those under way end where they are, and no other begins. */
  readonly stop: AbortSignal;
  readonly onShare: (index: number, share: number) => void;
  readonly onDone: (index: number, outcome: TrialOutcome) => void;
}

export type TrialOutcome =
  | { readonly kind: 'done'; readonly trial: Trial }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * What a trial makes lives for one step of it. In so much room the most of it is dead before the
 * collector looks, whose threads would otherwise take from the other trials' cores.
 */
const YOUNG_MEGABYTES = 96;

type Play = (index: number, plan: TrialPlan) => Promise<Trial>;

/** Resolves when all are over, or `stop` said so and those under way have ended. */
export async function playTrials(
  plans: readonly TrialPlan[],
  options: TrialPoolOptions,
): Promise<void> {
  const workers = Math.min(options.workers ?? availableParallelism(), plans.length);
  // With one worker no thread is needed, and a debugger sees it all.
  if (workers <= 1) return playInTurn(plans, options, 1, here(options));
  const { Piscina } = await import('piscina');
  const pool = new Piscina({
    filename: new URL('./trial-worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  try {
    const play: Play = async (index, plan) => {
      const { port1, port2 } = new MessageChannel();
      port1.on('message', (share: number) => options.onShare(index, share));
      const stop = (): void => port1.postMessage('stop');
      options.stop.addEventListener('abort', stop);
      try {
        return (await pool.run({ plan, port: port2 }, { transferList: [port2] })) as Trial;
      } finally {
        options.stop.removeEventListener('abort', stop);
        port1.close();
      }
    };
    await playInTurn(plans, options, workers, play);
  } finally {
    await pool.destroy();
  }
}

function here({ onShare, stop }: TrialPoolOptions): Play {
  return (index, plan) => playTrial(plan, (share) => onShare(index, share), stop);
}

async function playInTurn(
  plans: readonly TrialPlan[],
  { stop, onDone }: TrialPoolOptions,
  workers: number,
  play: Play,
): Promise<void> {
  const queue = [...plans.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && !stop.aborted; next = queue.shift()) {
      const [index, plan] = next;
      const outcome = await outcomeOf(play(index, plan));
      onDone(index, outcome);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

async function outcomeOf(played: Promise<Trial>): Promise<TrialOutcome> {
  try {
    return { kind: 'done', trial: await played };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
