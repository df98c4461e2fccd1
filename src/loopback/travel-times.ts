/** How long orders and cancels are under way to the venue, and its word of an account back. */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';
import type { LatencyModel, LatencyRun } from '../simulator/index.js';
import { VenueTimers } from './venue-timers.js';

const NS_PER_MS = 1e6;

export interface TravelTimes {
  /**
   * Carries a request to the venue, has it answered there, and the answer back; `then` is called
   * when it was answered, before the answer is heard.
   */
  request<Answer>(answer: () => Answer, reply: (answer: Answer) => void, then: () => void): void;
  /** Calls `deliver` when what the venue says now is heard. */
  told(deliver: () => void): void;
  /** Nothing arrives any more. */
  stop(): void;
}

/**
 * By a model, on the venue's clock: a request sent at t is answered at t + order latency, and heard
 * of at t + order + response latency. Rounded up to whole milliseconds; nothing overtakes what was
 * sent before it. The model's time counts from here on, ns.
 */
export function createTravelTimes(clock: Clock, model: LatencyModel): TravelTimes {
  const originMs = clock.nowMs();
  const run = model.begin();
  const there = createWay(clock, originMs, run.order);
  const back = createWay(clock, originMs, run.response);
  return {
    request(answer, reply, then) {
      there.send(() => {
        const answered = answer();
        back.send(() => reply(answered));
        then();
      });
    },
    told: back.send,
    stop() {
      there.stop();
      back.stop();
    },
  };
}

function createWay(
  clock: Clock,
  originMs: TimeMs,
  latencyOf: LatencyRun['order'],
): { send(arrive: () => void): void; stop(): void } {
  let lastArrivalMs: TimeMs = -Infinity;
  const timers = new VenueTimers(clock);
  return {
    send(arrive) {
      const nowMs = clock.nowMs();
      const latency: DurationMs = Math.ceil(latencyOf((nowMs - originMs) * NS_PER_MS) / NS_PER_MS);
      lastArrivalMs = Math.max(lastArrivalMs, nowMs + latency);
      timers.at(lastArrivalMs, arrive);
    },
    stop: () => timers.stop(),
  };
}
