/** What one address of the internet may ask for in a minute, by weight. */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';

const WINDOW_MS: DurationMs = 60_000;
const WEIGHT_MOST = 1_200;

export interface IpBudget {
  /** False where the request is too much; else it is counted. */
  admit(body: unknown, kind: 'info' | 'exchange'): boolean;
  /** Counts what a long answer costs beside the request. */
  answered(body: unknown, answer: unknown): void;
}

const LIGHT = new Set([
  'l2Book',
  'allMids',
  'clearinghouseState',
  'orderStatus',
  'spotClearinghouseState',
  'exchangeStatus',
]);
const LIGHT_WEIGHT = 2;
const ROLE_WEIGHT = 60;
const INFO_WEIGHT = 20;
const BATCH_PER_WEIGHT = 40;
const ITEMS_PER_WEIGHT = 20;
/** Those whose answers cost by their length. */
const LISTS = new Set([
  'recentTrades',
  'historicalOrders',
  'userFills',
  'userFillsByTime',
  'fundingHistory',
  'userFunding',
  'userNonFundingLedgerUpdates',
]);

/** Everybody here has the same address. Source: facts of the venue, §5. */
export function createIpBudget(clock: Clock): IpBudget {
  let spent: { readonly at: TimeMs; readonly weight: number }[] = [];
  const spend = (weight: number): void => void spent.push({ at: clock.nowMs(), weight });
  return {
    admit(body, kind) {
      const oldest = clock.nowMs() - WINDOW_MS;
      spent = spent.filter(({ at }) => at > oldest);
      const weight = kind === 'info' ? infoWeight(typeOf(body)) : actionWeight(body);
      const sum = spent.reduce((total, each) => total + each.weight, weight);
      if (sum > WEIGHT_MOST) return false;
      spend(weight);
      return true;
    },
    answered(body, answer) {
      if (!Array.isArray(answer) || !LISTS.has(typeOf(body))) return;
      const weight = Math.floor(answer.length / ITEMS_PER_WEIGHT);
      if (weight > 0) spend(weight);
    },
  };
}

function infoWeight(type: string): number {
  if (type === 'userRole') return ROLE_WEIGHT;
  return LIGHT.has(type) ? LIGHT_WEIGHT : INFO_WEIGHT;
}

function actionWeight(body: unknown): number {
  const action = body instanceof Object && 'action' in body ? body.action : null;
  if (!(action instanceof Object)) return 1;
  const list = Object.values(action).find((value) => Array.isArray(value));
  return 1 + Math.floor((list?.length ?? 0) / BATCH_PER_WEIGHT);
}

function typeOf(body: unknown): string {
  return body instanceof Object && 'type' in body ? String(body.type) : '';
}
