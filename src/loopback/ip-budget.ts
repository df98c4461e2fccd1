/** What one address of the internet may ask for in a minute, by weight. */
import type { Clock } from '../base/index.js';
import {
  actionWeight,
  answerWeight,
  infoWeight,
  MinuteWeight,
  WEIGHT_PER_MINUTE,
} from '../hyperliquid/index.js';

export interface IpBudget {
  /** False where the request is too much; else it is counted. */
  admit(body: unknown, kind: 'info' | 'exchange'): boolean;
  /** Counts what a long answer costs beside the request. */
  answered(body: unknown, answer: unknown): void;
}

/** Everybody here has the same address. Source: facts of the venue, §5. */
export function createIpBudget(clock: Clock): IpBudget {
  const spent = new MinuteWeight(clock);
  return {
    admit(body, kind) {
      const weight = kind === 'info' ? infoWeight(body) : actionWeight(actionOf(body));
      if (spent.sum() + weight > WEIGHT_PER_MINUTE) return false;
      spent.spend(weight);
      return true;
    },
    answered: (body, answer) => spent.spend(answerWeight(body, answer)),
  };
}

function actionOf(body: unknown): unknown {
  return body instanceof Object && 'action' in body ? body.action : null;
}
