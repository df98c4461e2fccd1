/**
 * Trials beyond one machine: BullMQ's queue in a Redis that people run anyway. Nothing else needs
 * them, so both packages are the user's to install.
 */
import type { Job, Queue, QueueEvents, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DurationMs } from '../base/index.js';
import type { Trial } from '../study/index.js';
import { RunRefusal } from './run-refusal.js';
import { TOOL_VERSION } from './tool-version.js';
import type { TrialPlan } from './what-if-plan.js';

export type TrialJob = Job<TrialPlan, Trial>;

export interface TrialBroker {
  readonly queue: Queue<TrialPlan, Trial>;
  readonly events: QueueEvents;
  close(): Promise<void>;
}

/** Trials of one version go to workers of that version. */
const QUEUE_NAME = `mm-policy-trials-${TOOL_VERSION}`;
/** How often in the time after which one is dead the others look whether one is. */
const LOOKS = 2;
/** A trial that kills so many workers is at fault itself. */
const DEATHS_MOST = 5;
/** How long a result waits for who asked for it, s. */
const KEPT_S = 3_600;
const CONNECT_MS = 5_000;

/** How jobs are added: one that was played lately is not played again. */
export const JOB_OPTIONS = {
  removeOnComplete: { age: KEPT_S },
  removeOnFail: true,
} as const;

/** Throws `RunRefusal` where the packages are missing or the server does not answer. */
export async function openBroker(url: string): Promise<TrialBroker> {
  const { bullmq, connect } = await load(url);
  const connections = [await connect(), await connect()];
  const [connection, listening] = connections;
  if (connection === undefined || listening === undefined) throw new Error('no connection');
  const queue = new bullmq.Queue<TrialPlan, Trial>(QUEUE_NAME, { connection });
  const events = new bullmq.QueueEvents(QUEUE_NAME, { connection: listening });
  await events.waitUntilReady();
  return {
    queue,
    events,
    close: async () => {
      await events.close();
      await queue.close();
      for (const each of connections) each.disconnect();
    },
  };
}

/**
 * Plays trials until it is closed, `concurrency` at once. One that has not been heard of for
 * `deadAfterMs` is dead: its trial goes to another. Throws `RunRefusal` as `openBroker`.
 */
export async function openTrialWorker(
  url: string,
  { concurrency, deadAfterMs }: { readonly concurrency: number; readonly deadAfterMs: DurationMs },
  play: (job: TrialJob) => Promise<Trial>,
): Promise<{ readonly worker: Worker<TrialPlan, Trial>; close(): Promise<void> }> {
  const { bullmq, connect } = await load(url);
  const connection = await connect();
  const worker = new bullmq.Worker<TrialPlan, Trial>(QUEUE_NAME, play, {
    connection,
    concurrency,
    lockDuration: deadAfterMs,
    stalledInterval: deadAfterMs / LOOKS,
    maxStalledCount: DEATHS_MOST,
  });
  return {
    worker,
    close: async () => {
      await worker.close();
      connection.disconnect();
    },
  };
}

async function load(url: string) {
  const packages = await Promise.all([import('bullmq'), import('ioredis')]).catch(() => null);
  if (packages === null) {
    throw new RunRefusal(
      2,
      'error: trials on other machines need bullmq and ioredis\nhelp: npm install bullmq ioredis',
    );
  }
  const [bullmq, { Redis: Client }] = packages;
  const connect = async (): Promise<Redis> => {
    const client = new Client(url, {
      lazyConnect: true,
      maxRetriesPerRequest: null,
      connectTimeout: CONNECT_MS,
    });
    // What goes wrong later is retried; whoever waits hears of it in the end.
    client.on('error', () => undefined);
    try {
      await Promise.race([client.connect(), timeOut()]);
    } catch (error) {
      client.disconnect();
      const reason = error instanceof Error ? error.message : String(error);
      // Never the URL itself: it may hold a password.
      throw new RunRefusal(2, `error: the Redis server does not answer: ${reason}`);
    }
    return client;
  };
  return { bullmq, connect };
}

function timeOut(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(
      () => reject(new Error(`nothing within ${CONNECT_MS / 1_000} s`)),
      CONNECT_MS,
    ).unref();
  });
}
