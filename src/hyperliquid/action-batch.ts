/** Cuts orders and cancels into actions of the size and kind that the venue takes. */
import type { OrderRequest } from '../market/index.js';
import type { CancelRequest } from '../venue/index.js';
import { encodeCancelAction, encodeCancelByCloidAction } from './cancel-action.js';
import type { ExchangeAction } from './exchange-request.js';
import { encodeOrderAction } from './order-action.js';

/** One action, and which of the caller's items it carries, in its order. */
export interface ActionBatch {
  readonly action: ExchangeAction;
  readonly positions: readonly number[];
}

const ITEMS_MAX = 200;

/**
 * Post-only orders travel apart from those that may trade: the venue puts them first in a block.
 * An order of a coin without an asset number is in no batch.
 */
export function batchOrders(
  orders: readonly OrderRequest[],
  assetIds: ReadonlyMap<string, number>,
): readonly ActionBatch[] {
  const items = orders.flatMap((order, position) => {
    const assetId = assetIds.get(order.coin);
    return assetId === undefined ? [] : [{ position, order, assetId }];
  });
  const postOnly = items.filter(({ order }) => order.timeInForce === 'post-only');
  const others = items.filter(({ order }) => order.timeInForce !== 'post-only');
  return [...inActions(postOnly, encodeOrderAction), ...inActions(others, encodeOrderAction)];
}

/** By the venue's number where it is known; a cancel without coin or id is in no batch. */
export function batchCancels(
  cancels: readonly CancelRequest[],
  assetIds: ReadonlyMap<string, number>,
): readonly ActionBatch[] {
  const byOrderId: { position: number; assetId: number; orderId: number }[] = [];
  const byClientId: { position: number; assetId: number; clientOrderId: string }[] = [];
  for (const [position, { clientOrderId, coin, orderId }] of cancels.entries()) {
    const assetId = assetIds.get(coin);
    if (assetId === undefined) continue;
    if (orderId !== null) byOrderId.push({ position, assetId, orderId });
    else if (clientOrderId !== null) byClientId.push({ position, assetId, clientOrderId });
  }
  return [
    ...inActions(byOrderId, encodeCancelAction),
    ...inActions(byClientId, encodeCancelByCloidAction),
  ];
}

function inActions<Item extends { readonly position: number }>(
  items: readonly Item[],
  encode: (items: readonly Item[]) => ExchangeAction,
): readonly ActionBatch[] {
  const batches: ActionBatch[] = [];
  for (let start = 0; start < items.length; start += ITEMS_MAX) {
    const part = items.slice(start, start + ITEMS_MAX);
    batches.push({ action: encode(part), positions: part.map((item) => item.position) });
  }
  return batches;
}
