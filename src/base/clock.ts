/** Time is passed in: what a room may know of the clock. */
import type { DurationMs, TimeMs } from './units.js';

export interface Clock {
  /** Milliseconds since the Unix epoch, never decreasing. */
  nowMs(): TimeMs;
  /** Calls back once, when the clock has reached `atMs`; the returned function calls it off. */
  callAt(atMs: TimeMs, callback: () => void): () => void;
}

/** Resolves when `clock` has moved on by `durationMs`. */
export function sleep(clock: Clock, durationMs: DurationMs): Promise<void> {
  return new Promise((resolve) => {
    clock.callAt(clock.nowMs() + durationMs, resolve);
  });
}
