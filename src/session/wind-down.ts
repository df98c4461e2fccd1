/** The end of a run: nothing of ours may rest when the process goes, and somebody has checked. */
import { type Clock, type DurationMs, sleep } from '../base/index.js';
import type { OpenOrder } from '../market/index.js';
import type { CancelRequest, Venue } from '../venue/index.js';
import type { VenueSnapshot } from './venue-snapshot.js';

/** Longer than an order without an answer may take to come. */
const LONGEST_MS: DurationMs = 25_000;
const FIRST_PAUSE_MS: DurationMs = 200;
const LONGEST_PAUSE_MS: DurationMs = 4_000;
/** Of an order that may still come the stream tells as well. */
const WAITING_PAUSE_MS: DurationMs = 6_000;

interface Ending {
  readonly clock: Clock;
  readonly isOurs: (order: OpenOrder) => boolean;
  /** Whether an order of ours may yet come to rest that no list shows. */
  readonly mayOneCome: () => boolean;
}

export interface WindDownOptions extends Ending {
  /** Asks the venue and tells the engine, which cancels what it finds; null without an answer. */
  readonly reconcile: () => Promise<VenueSnapshot | null>;
  /** Whether positions are left in this picture that the run has to close. */
  readonly isFlattening: (snapshot: VenueSnapshot) => boolean;
}

/** Resolves to the number of our orders that still rest; null where nobody can say. */
export async function windDown(options: WindDownOptions): Promise<number | null> {
  const { clock, reconcile, isOurs, isFlattening, mayOneCome } = options;
  const deadlineMs = clock.nowMs() + LONGEST_MS;
  const pauses = growingPauses();
  for (;;) {
    const tooLate = sleep(clock, Math.max(FIRST_PAUSE_MS, deadlineMs - clock.nowMs()));
    const snapshot = await Promise.race([reconcile(), tooLate.then(() => null)]);
    const left = snapshot?.openOrders.filter(isOurs).length ?? null;
    const isDone = left === 0 && snapshot !== null && !isFlattening(snapshot);
    if (isDone && !mayOneCome()) return 0;
    if (clock.nowMs() >= deadlineMs) return mayOneCome() ? null : left;
    await sleep(clock, isDone ? WAITING_PAUSE_MS : pauses.next().value);
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

export interface ByHandOptions extends Ending {
  readonly venue: Venue;
}

/** Without engine and journal, when one of them has failed: cancels ours until none is left. */
export async function cancelByHand(options: ByHandOptions): Promise<number | null> {
  const { venue, clock, isOurs, mayOneCome } = options;
  const deadlineMs = clock.nowMs() + LONGEST_MS;
  const pauses = growingPauses();
  for (;;) {
    const left = await fetchOurs(venue, isOurs);
    if (left?.length === 0 && !mayOneCome()) return 0;
    if (clock.nowMs() >= deadlineMs) return mayOneCome() ? null : (left?.length ?? null);
    if (left !== null && left.length > 0) await venue.cancel(left.map(toCancel));
    await sleep(clock, pauses.next().value);
  }
}

/** A look is a heavy question: one after the other would be turned away. */
function* growingPauses(): Generator<DurationMs, never> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    yield pauseMs;
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
