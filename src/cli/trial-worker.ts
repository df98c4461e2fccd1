/** A worker thread of `what-if`: plays the trials that it is handed. */
import type { MessagePort } from 'node:worker_threads';
import type { Trial } from '../study/index.js';
import { playTrial } from './play-trial.js';
import type { TrialPlan } from './what-if-plan.js';

export interface TrialTask {
  readonly plan: TrialPlan;
  /** Hears how much is done, 0 to 1; whatever it says means to stop. */
  readonly port: MessagePort;
}

export default async function play({ plan, port }: TrialTask): Promise<Trial> {
  const stop = new AbortController();
  port.on('message', () => stop.abort());
  try {
    return await playTrial(plan, (share) => port.postMessage(share), stop.signal);
  } finally {
    port.close();
  }
}
