/** What requests weigh against an internet address's limit. Source: the venue, rate limits. */

/** By weight, in any minute. */
export const WEIGHT_PER_MINUTE = 1_200;

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

/** A request to `/info`. */
export function infoWeight(body: unknown): number {
  const type = typeOf(body);
  if (type === 'userRole') return ROLE_WEIGHT;
  return LIGHT.has(type) ? LIGHT_WEIGHT : INFO_WEIGHT;
}

/** What a long answer to it weighs beside the request. */
export function answerWeight(body: unknown, answer: unknown): number {
  if (!Array.isArray(answer) || !LISTS.has(typeOf(body))) return 0;
  return Math.floor(answer.length / ITEMS_PER_WEIGHT);
}

/** An action of `/exchange`. */
export function actionWeight(action: unknown): number {
  if (!(action instanceof Object)) return 1;
  const list = Object.values(action).find((value) => Array.isArray(value));
  return 1 + Math.floor((list?.length ?? 0) / BATCH_PER_WEIGHT);
}

function typeOf(body: unknown): string {
  return body instanceof Object && 'type' in body ? String(body.type) : '';
}
