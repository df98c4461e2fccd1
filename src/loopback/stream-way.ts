/** How frames get to those who listen: at once, with the latency, or with faults. */
import type { Clock, TimeMs } from '../base/index.js';
import { type StreamSubscription, topicOf } from './stream-subscription.js';
import type { TravelTimes } from './travel-times.js';
import type { VenueFaults } from './venue-faults.js';
import { VenueTimers } from './venue-timers.js';

export interface StreamWay {
  /** Calls `deliver` when a frame of that subscription arrives, if it does. */
  tell(subscription: StreamSubscription, deliver: () => void): void;
  stop(): void;
}

interface Waiting {
  readonly arriveMs: TimeMs;
  readonly deliver: () => void;
}

const BOOK_STREAMS: ReadonlySet<string> = new Set(['l2Book', 'bbo', 'trades']);

/**
 * Within a stream nothing overtakes. A delay holds up all that is said after it, as on one
 * connection; what is reordered holds up its own stream alone.
 */
export function createStreamWay(
  clock: Clock,
  faults: VenueFaults,
  travel: TravelTimes | null,
): StreamWay {
  const { plan } = faults;
  let waiting: Waiting[] = [];
  let freeMs: TimeMs = -Infinity;
  const freeByTopic = new Map<string, TimeMs>();
  const timers = new VenueTimers(clock);
  /** A late timer lets nothing overtake: what is due goes first, in order. */
  const deliverDue = (): void => {
    const nowMs = clock.nowMs();
    const due = waiting.filter(({ arriveMs }) => arriveMs <= nowMs);
    if (due.length === 0) return;
    waiting = waiting.filter(({ arriveMs }) => arriveMs > nowMs);
    due.sort((one, two) => one.arriveMs - two.arriveMs);
    for (const { deliver } of due) deliver();
  };
  const holdUp = (subscription: StreamSubscription, topic: string): void => {
    if (!('user' in subscription)) return;
    const nowMs = clock.nowMs();
    if (plan.strikes('delay')) {
      const waitMs = plan.lasts('delay');
      faults.tell('delay', `the streams stand still for ${waitMs} ms`);
      freeMs = Math.max(freeMs, nowMs + waitMs);
    }
    if (plan.strikes('reorder')) {
      const waitMs = plan.lasts('reorder');
      faults.tell('reorder', `${subscription.type} comes ${waitMs} ms later than the others`);
      freeByTopic.set(topic, Math.max(freeByTopic.get(topic) ?? -Infinity, nowMs + waitMs));
    }
  };
  const arrive = (subscription: StreamSubscription, deliver: () => void): void => {
    if (faults.isNone) return deliver();
    deliverDue();
    if (isLost(subscription, faults)) return;
    const topic = topicOf(subscription);
    holdUp(subscription, topic);
    const arriveMs = Math.max(freeMs, freeByTopic.get(topic) ?? -Infinity);
    if (arriveMs <= clock.nowMs()) return deliver();
    waiting.push({ arriveMs, deliver });
    timers.at(arriveMs, deliverDue);
  };
  return {
    tell(subscription, deliver) {
      if (travel === null || !('user' in subscription)) return arrive(subscription, deliver);
      travel.told(() => arrive(subscription, deliver));
    },
    stop() {
      timers.stop();
      waiting = [];
    },
  };
}

function isLost(subscription: StreamSubscription, faults: VenueFaults): boolean {
  if (faults.isMuted() || faults.outage() !== null) return true;
  const stale = faults.staleStreams();
  if (stale === 'none' || 'user' in subscription) return false;
  return stale === 'all' || BOOK_STREAMS.has(subscription.type);
}
