/**
 * Every order that may still fill. An order leaves the ledger only on proof that it rests no more:
 * an unconfirmed cancel or a lost reply keeps it in.
 */
import {
  Decimal,
  type DurationMs,
  type Price,
  type Size,
  type TimeMs,
  ZERO,
} from '../base/index.js';
import {
  type Fill,
  type OpenOrder,
  type OrderRequest,
  type Side,
  signOf,
} from '../market/index.js';
import {
  type ClosedOrder,
  type ClosedOrders,
  findClosed,
  NONE_CLOSED,
  rememberClosed,
} from './closed-orders.js';
import { isOrderOfRuns } from './known-runs.js';

export interface TrackedOrder {
  /** Null where a foreign order has none. */
  readonly clientOrderId: string | null;
  /** Null until the venue has named it. */
  readonly orderId: number | null;
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  /** Contracts that may still fill, > 0. */
  readonly size: Size;
  readonly originalSize: Size;
  readonly reduceOnly: boolean;
  /** Of a stop: the mark that sets it off. */
  readonly triggerPrice?: Price;
  /** Where its own stop will be set once it fills, if it brings one. */
  readonly stop?: Price;
  /** `foreign`: sent by no run of ours; counted, and cancelled where everything is. */
  readonly purpose: 'quote' | 'flatten' | 'stop' | 'foreign';
  /**
   * `inFlight`: sent, no answer yet; `unknown`: the answer was lost; `cancelled`: the venue took
   * our cancel, and has yet to say how much had filled by then; `closing`: it rests no more, but
   * what the venue says has filled of it is not all in.
   */
  readonly status: 'inFlight' | 'resting' | 'unknown' | 'cancelled' | 'closing';
  /** When it was sent or last heard of. */
  readonly heardAt: TimeMs;
  /** When its cancel was last sent; null where none was. */
  readonly cancelAt: TimeMs | null;
}

interface EarlyFill {
  readonly orderId: number;
  readonly size: Size;
  readonly at: TimeMs;
}

export interface OrderLedger {
  /** In order of sending. */
  readonly orders: readonly TrackedOrder[];
  /** Fills that came before the venue's number of their order did. */
  readonly earlyFills: readonly EarlyFill[];
  /** Orders that closed lately: no older snapshot and no late reply brings them back. */
  readonly closed: ClosedOrders;
}

export const EMPTY_LEDGER: OrderLedger = { orders: [], earlyFills: [], closed: NONE_CLOSED };

/** A snapshot may speak of a moment this long before it is heard; younger orders outlive it. */
export const SNAPSHOT_MARGIN_MS: DurationMs = 5_000;
/**
 * An order without an answer may reach the venue for so long: no action of ours is executed later
 * than 15 s after it was signed (`expiresAfter`), and a snapshot may be old by its margin.
 */
export const UNANSWERED_MS: DurationMs = 15_000 + SNAPSHOT_MARGIN_MS;
/** An unconfirmed or refused cancel is sent again after this long. */
const CANCEL_RETRY_MS: DurationMs = 3_000;
/** The fills of an order come within this long of the news that it is filled. */
const FILLS_LATE_MS: DurationMs = 5_000;
/** No reply comes later than this: by then it is lost, and a snapshot may settle the order. */
const REPLY_LATE_MS: DurationMs = 30_000;
const MEMORY_MS: DurationMs = 60_000;

interface OrderIds {
  readonly orderId: number | null;
  readonly clientOrderId: string | null;
}

export function addOrder(
  ledger: OrderLedger,
  order: OrderRequest,
  purpose: 'quote' | 'flatten' | 'stop',
  at: TimeMs,
): OrderLedger {
  const { coin, side, price, size, reduceOnly, clientOrderId, triggerPrice, stop } = order;
  const tracked: TrackedOrder = {
    clientOrderId,
    orderId: null,
    coin,
    side,
    price,
    size,
    originalSize: size,
    reduceOnly,
    ...(triggerPrice === undefined ? {} : { triggerPrice }),
    ...(stop === undefined ? {} : { stop }),
    purpose,
    status: 'inFlight',
    heardAt: at,
    cancelAt: null,
  };
  return { ...ledger, orders: [...ledger.orders, tracked] };
}

export function acceptOrder(
  ledger: OrderLedger,
  ids: { readonly clientOrderId: string; readonly orderId: number },
  at: TimeMs,
): OrderLedger {
  const named = nameOrder(ledger, ids);
  // The stream may tell of the end before the reply tells of the beginning.
  const end = findClosed(ledger.closed, ids.orderId);
  if (end !== undefined) return changeOrder(named, ids, (order) => endOrder(order, end));
  return changeOrder(named, ids, (order) =>
    hasEnded(order) ? order : { ...order, status: 'resting', heardAt: at },
  );
}

export function removeOrder(ledger: OrderLedger, ids: OrderIds): OrderLedger {
  return changeOrder(ledger, ids, () => null);
}

/** Its reply was lost: it lives until a snapshot that is clearly younger does not list it. */
export function loseOrder(ledger: OrderLedger, clientOrderId: string): OrderLedger {
  return changeOrder(ledger, { clientOrderId, orderId: null }, withoutAnswer);
}

/** A new process knows no answer to what the one before it asked; its clock may be behind. */
export function loseAnswers(ledger: OrderLedger, at: TimeMs): OrderLedger {
  const orders = ledger.orders.map((order) => ({
    ...withoutAnswer(order),
    ...(order.status === 'cancelled' ? { status: 'closing' as const } : {}),
    heardAt: Math.min(order.heardAt, at),
    cancelAt: null,
  }));
  return { ...EMPTY_LEDGER, orders };
}

/** Whether fills that the venue has announced by closing an order, or its figures, are overdue. */
export function isMissingFills(ledger: OrderLedger, at: TimeMs): boolean {
  return ledger.orders.some((order) => hasEnded(order) && at - order.heardAt > FILLS_LATE_MS);
}

/**
 * The one place that says what of an ended order still counts as live: what the venue says has
 * filled of it, until those fills are in; all that is left of it, while the venue has yet to say.
 */
export function closeOrder(
  ledger: OrderLedger,
  closed: {
    readonly orderId: number;
    readonly clientOrderId: string | null;
    readonly status: string;
    /** Contracts; null: the venue gave no figure; undefined: nothing of it is awaited. */
    readonly unfilled?: Size | null | undefined;
  },
  at: TimeMs,
): OrderLedger {
  const { orderId, clientOrderId, status } = closed;
  const told = findClosed(ledger.closed, orderId);
  // What has filled is taken off once.
  if (told !== undefined && told.unfilled !== null) return ledger;
  const named = clientOrderId === null ? ledger : nameOrder(ledger, { orderId, clientOrderId });
  const { unfilled = 'all' } = closed;
  const end: ClosedOrder = { orderId, unfilled: status === 'filled' ? ZERO : unfilled, at };
  const changed = changeOrder(named, closed, (order) => endOrder(order, end));
  return { ...changed, closed: rememberClosed(changed.closed, end) };
}

/** Whether it rests no more; what may still come are its fills. */
export function hasEnded({ status }: TrackedOrder): boolean {
  return status === 'closing' || status === 'cancelled';
}

/**
 * Without the ended reduce-only orders that have nothing left to reduce: the venue had shrunk them
 * to the position, so the fills that still seem to be missing never come.
 */
export function dropSpent(ledger: OrderLedger, positionOf: (coin: string) => Size): OrderLedger {
  const orders = ledger.orders.filter((order) => {
    if (!hasEnded(order) || !order.reduceOnly) return true;
    return positionOf(order.coin).times(signOf(order.side)).lt(0);
  });
  return orders.length === ledger.orders.length ? ledger : { ...ledger, orders };
}

export function fillOrder(ledger: OrderLedger, fill: Fill, at: TimeMs): OrderLedger {
  if (ledger.orders.some((order) => isSame(order, fill))) {
    return changeOrder(ledger, fill, (order) => takeOff(order, fill.size));
  }
  const recent = ledger.earlyFills.filter((early) => early.at >= at - MEMORY_MS);
  return { ...ledger, earlyFills: [...recent, { orderId: fill.orderId, size: fill.size, at }] };
}

export function markCancelSent(ledger: OrderLedger, ids: OrderIds, at: TimeMs): OrderLedger {
  return changeOrder(ledger, ids, (order) => ({ ...order, cancelAt: at }));
}

/** Whether a cancel has to go out (again) for an order that shall not rest. */
export function needsCancel(order: TrackedOrder, at: TimeMs): boolean {
  if (hasEnded(order)) return false;
  // An immediate order ends by itself.
  if (order.purpose === 'flatten' && order.status === 'inFlight') return false;
  return order.cancelAt === null || at - order.cancelAt >= CANCEL_RETRY_MS;
}

/**
 * Settles the ledger by the venue's list: what it lists rests, and is foreign where none of
 * `runIds` sent it, unless foreign orders are adopted; what it does not list is gone, unless it was
 * sent or heard of within `SNAPSHOT_MARGIN_MS`, may rest and never had an answer (`UNANSWERED_MS`),
 * or its reply is still awaited (`REPLY_LATE_MS` at most).
 */
export function settleOrders(
  ledger: OrderLedger,
  openOrders: readonly OpenOrder[],
  at: TimeMs,
  runIds: readonly string[],
  areForeignAdopted = false,
): OrderLedger {
  const othersAre = areForeignAdopted ? 'quote' : 'foreign';
  const kept: TrackedOrder[] = [];
  for (const order of ledger.orders) {
    const listed = openOrders.find((open) => isSame(order, open));
    if (listed !== undefined && !hasEnded(order)) {
      const { orderId } = listed;
      const size = Decimal.min(order.size, listed.size);
      // A cancel that was never confirmed has not worked: it may go out again.
      const cancelAt = isSettledBy(order.cancelAt, at) ? null : order.cancelAt;
      const isOurs = isOrderOfRuns(order.clientOrderId ?? listed.clientOrderId, runIds);
      const purpose = isOurs ? order.purpose : othersAre;
      kept.push({ ...order, orderId, size, purpose, status: 'resting', cancelAt });
    } else if (mayBeYounger(order, at)) {
      kept.push(order);
    }
  }
  for (const open of openOrders) {
    const isKnown = ledger.orders.some((order) => isSame(order, open));
    const isClosed = findClosed(ledger.closed, open.orderId) !== undefined;
    if (isKnown || isClosed) continue;
    const isOurs = isOrderOfRuns(open.clientOrderId, runIds);
    const ours = open.triggerPrice === undefined ? 'quote' : 'stop';
    kept.push(trackListed(open, at, isOurs ? ours : othersAre));
  }
  return { ...ledger, orders: kept };
}

/** Whether the order may have reached the venue after the snapshot was taken. */
function mayBeYounger(order: TrackedOrder, snapshotAt: TimeMs): boolean {
  return order.heardAt > snapshotAt - marginOf(order);
}

function marginOf({ purpose, status }: TrackedOrder): DurationMs {
  if (status === 'inFlight') return REPLY_LATE_MS;
  // An exit never rests and only reduces: it may come late, beside the next one.
  return status === 'unknown' && purpose !== 'flatten' ? UNANSWERED_MS : SNAPSHOT_MARGIN_MS;
}

/** Whether an exit waits for the order: for one that had no answer only a short while. */
export function isInTheWay(order: TrackedOrder, at: TimeMs): boolean {
  return order.status !== 'unknown' || at - order.heardAt <= SNAPSHOT_MARGIN_MS;
}

function isSettledBy(heardAt: TimeMs | null, snapshotAt: TimeMs): boolean {
  return heardAt !== null && heardAt <= snapshotAt - SNAPSHOT_MARGIN_MS;
}

/** One that a run of ours sent is a quote whose state was lost. */
function trackListed(open: OpenOrder, at: TimeMs, purpose: TrackedOrder['purpose']): TrackedOrder {
  const { clientOrderId, orderId, coin, side, price, size, originalSize, reduceOnly } = open;
  const { triggerPrice, stop } = open;
  return {
    clientOrderId,
    orderId,
    coin,
    side,
    price,
    size,
    originalSize,
    reduceOnly,
    ...(triggerPrice === undefined ? {} : { triggerPrice }),
    ...(stop === undefined ? {} : { stop }),
    purpose,
    status: 'resting',
    heardAt: at,
    cancelAt: null,
  };
}

/** Gives an order its venue number, and takes off what filled under that number before. */
function nameOrder(
  ledger: OrderLedger,
  ids: { readonly clientOrderId: string; readonly orderId: number },
): OrderLedger {
  let { earlyFills } = ledger;
  const named = changeOrder(ledger, ids, (order) => {
    if (order.orderId !== null) return order;
    const filled = earlyFills.filter((early) => early.orderId === ids.orderId);
    earlyFills = earlyFills.filter((early) => early.orderId !== ids.orderId);
    return filled.reduce<TrackedOrder | null>(
      (rest, early) => (rest === null ? null : takeOff(rest, early.size)),
      { ...order, orderId: ids.orderId },
    );
  });
  return { ...named, earlyFills };
}

function endOrder(order: TrackedOrder, { unfilled, at }: ClosedOrder): TrackedOrder | null {
  if (unfilled === 'all') return null;
  if (unfilled === null) return { ...order, status: 'cancelled', heardAt: at };
  const missing = order.size.minus(unfilled);
  return missing.lte(0) ? null : { ...order, size: missing, status: 'closing', heardAt: at };
}

function withoutAnswer(order: TrackedOrder): TrackedOrder {
  return order.status === 'inFlight' ? { ...order, status: 'unknown' } : order;
}

function takeOff(order: TrackedOrder, filled: Size): TrackedOrder | null {
  const size = order.size.minus(filled);
  return size.lte(0) ? null : { ...order, size };
}

function changeOrder(
  ledger: OrderLedger,
  ids: OrderIds,
  change: (order: TrackedOrder) => TrackedOrder | null,
): OrderLedger {
  if (!ledger.orders.some((order) => isSame(order, ids))) return ledger;
  const orders: TrackedOrder[] = [];
  for (const order of ledger.orders) {
    const changed = isSame(order, ids) ? change(order) : order;
    if (changed !== null) orders.push(changed);
  }
  return { ...ledger, orders };
}

function isSame(order: OrderIds, other: OrderIds): boolean {
  return (
    (order.orderId !== null && order.orderId === other.orderId) ||
    (order.clientOrderId !== null && order.clientOrderId === other.clientOrderId)
  );
}
