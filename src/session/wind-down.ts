/** The end of a run: nothing of ours may rest when the process goes, and somebody has checked. */
import { type Clock, type DurationMs, sleep } from '../base/index.js';
import type { OpenOrder } from '../market/index.js';
import type { CancelRequest, Venue } from '../venue/index.js';
import type { VenueSnapshot } from './venue-snapshot.js';

/** Longer than an order without an answer may take to come. */
const LONGEST_MS: DurationMs = 25_000;
const PAUSE_MS: DurationMs = 100;
/** A look weighs as much as sixty small questions: one after the other would be turned away. */
const LONGEST_PAUSE_MS: DurationMs = 4_000;

export interface WindDownOptions {
  readonly clock: Clock;
  /** Asks the venue and tells the engine, which cancels what it finds; null without an answer. */
  readonly reconcile: () => Promise<VenueSnapshot | null>;
  readonly isOurs: (order: OpenOrder) => boolean;
  /** Whether the run may not end with this picture: a flatten is under way, an order may come. */
  readonly isUnfinished: (snapshot: VenueSnapshot) => boolean;
}

/** Resolves to the number of our orders that still rest; null where nobody can say. */
export async function windDown(options: WindDownOptions): Promise<number | null> {
  const { clock, reconcile, isOurs, isUnfinished } = options;
  const deadlineMs = clock.nowMs() + LONGEST_MS;
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const tooLate = sleep(clock, Math.max(PAUSE_MS, deadlineMs - clock.nowMs()));
    const snapshot = await Promise.race([reconcile(), tooLate.then(() => null)]);
    const left = snapshot?.openOrders.filter(isOurs).length ?? null;
    if (snapshot !== null && left === 0 && !isUnfinished(snapshot)) return 0;
    if (clock.nowMs() >= deadlineMs) return left;
    await sleep(clock, pauseMs);
  }
}

/** What goes on covering positions when the run is over, in words; empty without an answer. */
export async function describeStops(
  venue: Venue,
  isOfRuns: (order: OpenOrder) => boolean,
): Promise<readonly string[]> {
  const left = await fetchOurs(venue, isOfRuns);
  return (left ?? []).flatMap(({ side, size, coin, triggerPrice }) => {
    if (triggerPrice === undefined) return [];
    const on = triggerPrice.toFixed();
    return [`a stop stays with its position: ${side} ${size.toFixed()} ${coin} once mark is ${on}`];
  });
}

/** Without engine and journal, when one of them has failed: cancels ours until none is left. */
export async function cancelByHand(
  venue: Venue,
  clock: Clock,
  isOurs: (order: OpenOrder) => boolean,
): Promise<number | null> {
  const deadlineMs = clock.nowMs() + LONGEST_MS;
  for (;;) {
    const left = await fetchOurs(venue, isOurs);
    if (left !== null && left.length === 0) return 0;
    if (clock.nowMs() >= deadlineMs) return left?.length ?? null;
    if (left !== null) await venue.cancel(left.map(toCancel));
    await sleep(clock, PAUSE_MS);
  }
}

async function fetchOurs(
  venue: Venue,
  isOurs: (order: OpenOrder) => boolean,
): Promise<readonly OpenOrder[] | null> {
  try {
    return (await venue.fetchOpenOrders()).filter(isOurs);
  } catch {
    return null;
  }
}

function toCancel(order: OpenOrder): CancelRequest {
  return { coin: order.coin, orderId: order.orderId, clientOrderId: order.clientOrderId };
}
