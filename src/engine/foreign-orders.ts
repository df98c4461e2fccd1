/** Which orders of an account we may cancel: ours, and what the policy says of all others. */
import type { Draft } from './draft.js';
import type { TrackedOrder } from './order-ledger.js';

export const FOREIGN_ORDERS = 'builtin.foreign-orders';

/**
 * Ours among `orders`, and under a kill foreign ones that add risk too: what another hand has put
 * there to shrink the position, a protective stop say, stays.
 */
export function cancellable(
  draft: Draft,
  orders: readonly TrackedOrder[],
): readonly TrackedOrder[] {
  const isHalted = draft.state.holds.some(({ effect }) => effect === 'halted');
  return orders.filter((order) => order.purpose !== 'foreign' || (isHalted && !order.reduceOnly));
}

/** Whether the policy refuses to trade beside a foreign order that rests in the market. */
export function isBesideRefused({ context, state }: Draft, coin: string): boolean {
  if (context.rules.policy.account.foreignOrders !== 'refuse') return false;
  return state.orders.orders.some((order) => order.coin === coin && order.purpose === 'foreign');
}
