/** Hands trials to workers on any machine and waits for what they come to. */
import type { Trial } from '../study/index.js';
import { JOB_OPTIONS, openBroker, type TrialBroker, type TrialJob } from './trial-broker.js';
import type { TrialPoolOptions } from './trial-pool.js';
import type { TrialPlan } from './what-if-plan.js';

/**
 * Each trial is one job by its key: nothing is counted twice, whichever worker dies. Where `stop`
 * says so, trials that have not begun are taken back. Throws `RunRefusal`.
 */
export async function playOverBroker(
  plans: readonly TrialPlan[],
  url: string,
  { stop, onShare, onDone }: Omit<TrialPoolOptions, 'workers'>,
): Promise<void> {
  const broker = await openBroker(url);
  try {
    const indexOf = new Map(plans.map(({ key }, index) => [key, index]));
    broker.events.on('progress', ({ jobId, data }) => {
      const index = indexOf.get(jobId);
      if (index !== undefined && typeof data === 'number') onShare(index, data);
    });
    const waits = plans.map(async (plan, index) => {
      const trial = await outcomeOf(broker, plan);
      if (stop.aborted && typeof trial === 'string') return;
      onDone(
        index,
        typeof trial === 'string'
          ? { kind: 'failed', reason: trial }
          : { kind: 'done', trial: { ...trial, label: plan.label } },
      );
    });
    const stopped = new Promise<void>((resolve) => {
      stop.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([Promise.all(waits), stopped]);
    if (stop.aborted) await takeBack(broker, plans);
  } finally {
    await broker.close();
  }
}

/** The trial, or why there is none. */
async function outcomeOf({ queue, events }: TrialBroker, plan: TrialPlan): Promise<Trial | string> {
  try {
    const job: TrialJob = await queue.add('trial', plan, { ...JOB_OPTIONS, jobId: plan.key });
    const trial: Trial = await job.waitUntilFinished(events);
    return isTrial(trial) ? trial : 'a worker answered with something else than a trial';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What comes from a queue that others can write to is looked at before it is believed. */
function isTrial(value: unknown): value is Trial {
  if (typeof value !== 'object' || value === null) return false;
  const { figures, times, equity } = value as Partial<Trial>;
  const isSeries = Array.isArray(times) && Array.isArray(equity) && times.length === equity.length;
  return isSeries && typeof figures?.profit === 'number';
}

async function takeBack({ queue }: TrialBroker, plans: readonly TrialPlan[]): Promise<void> {
  for (const { key } of plans) {
    const job = await queue.getJob(key);
    // One that is being played cannot be taken back: its worker keeps it to its end.
    await job?.remove().catch(() => undefined);
  }
}
