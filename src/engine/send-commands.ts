/** The only two ways to the venue: every order and every cancel is in the ledger once decided. */
import { assertInvariant, type Price } from '../base/index.js';
import type { OrderRequest } from '../market/index.js';
import type { Draft } from './draft.js';
import type { EngineState } from './engine-state.js';
import { logEvent, signatureOf } from './event-log.js';
import { clientOrderIdOf } from './known-runs.js';
import { addOrder, markCancelSent, needsCancel, type TrackedOrder } from './order-ledger.js';
import { paidAfterRequest } from './request-pace.js';

/** An order that passed the check, or reduces. */
export type CheckedOrder = Omit<OrderRequest, 'clientOrderId'>;

export function submitOrders(
  draft: Draft,
  orders: readonly CheckedOrder[],
  purpose: 'quote' | 'flatten',
): void {
  if (orders.length === 0) return;
  const { at, runId } = draft.state;
  assertInvariant(runId !== null, 'an order is sent in a session only');
  let { orders: ledger, ordersSent, log } = draft.state;
  for (const checked of orders) {
    const order = { ...checked, clientOrderId: clientOrderIdOf(runId, ordersSent) };
    ledger = addOrder(ledger, order, purpose, at);
    ordersSent += 1;
    if (!order.reduceOnly) log = logEvent(log, 'orders', order.coin, at, signatureOf(order));
    draft.decide({ kind: 'submitOrder', at, order });
  }
  draft.set({ orders: ledger, ordersSent, log, ...spend(draft, orders.length) });
}

/** Cancels what is not being cancelled already; an unconfirmed cancel goes out again in time. */
export function cancelOrders(draft: Draft, orders: readonly TrackedOrder[], reason: string): void {
  const { at } = draft.state;
  const due = orders.filter((order) => needsCancel(order, at));
  if (due.length === 0) return;
  let { orders: ledger, log } = draft.state;
  for (const order of due) {
    const { coin, orderId, clientOrderId: ours } = order;
    ledger = markCancelSent(ledger, order, at);
    log = logEvent(log, 'cancels', coin, at);
    draft.decide({ kind: 'cancelOrder', at, coin, orderId, clientOrderId: ours, reason });
  }
  draft.set({ orders: ledger, log, ...spend(draft, due.length) });
}

/** Closes a position once mark reaches its trigger: nothing that a limit would count. */
export function submitStop(
  draft: Draft,
  stop: Pick<OrderRequest, 'coin' | 'side' | 'price' | 'size'> & { readonly triggerPrice: Price },
): void {
  const { at, runId, stops, ordersSent } = draft.state;
  assertInvariant(runId !== null, 'a stop is sent in a session only');
  const clientOrderId = clientOrderIdOf(runId, ordersSent);
  const order: OrderRequest = { ...stop, timeInForce: 'ioc', reduceOnly: true, clientOrderId };
  draft.decide({ kind: 'submitOrder', at, order });
  draft.set({
    stops: addOrder(stops, order, 'stop', at),
    ordersSent: ordersSent + 1,
    ...spend(draft, 1),
  });
}

export function cancelStops(draft: Draft, stops: readonly TrackedOrder[], reason: string): void {
  const { at } = draft.state;
  const due = stops.filter((stop) => needsCancel(stop, at));
  if (due.length === 0) return;
  let ledger = draft.state.stops;
  for (const stop of due) {
    const { coin, orderId, clientOrderId } = stop;
    ledger = markCancelSent(ledger, stop, at);
    draft.decide({ kind: 'cancelOrder', at, coin, orderId, clientOrderId, reason });
  }
  draft.set({ stops: ledger, ...spend(draft, due.length) });
}

/** Each order and each cancel is an action, whatever the venue makes of it; a batch a request. */
function spend(
  draft: Draft,
  actions: number,
): Pick<EngineState, 'actionBudget' | 'requestsPaidAt'> {
  const { at, actionBudget, requestsPaidAt, startedAt } = draft.state;
  const markets = draft.context.rules.markets.size;
  const actionsLeft = Math.max(0, (actionBudget?.actionsLeft ?? 0) - actions);
  return {
    actionBudget: actionBudget === null ? null : { ...actionBudget, actionsLeft },
    requestsPaidAt: paidAfterRequest(requestsPaidAt, at, { startedAt, markets }),
  };
}
