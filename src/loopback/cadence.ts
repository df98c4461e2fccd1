/** Work at a fixed beat of the clock, aligned to its multiples so that it does not drift. */
import type { Clock, DurationMs } from '../base/index.js';

/** Calls `work` at every multiple of `periodMs` until the returned function is called. */
export function startCadence(clock: Clock, periodMs: DurationMs, work: () => void): () => void {
  let callOff = arm();
  function arm(): () => void {
    const next = (Math.floor(clock.nowMs() / periodMs) + 1) * periodMs;
    return clock.callAt(next, () => {
      callOff = arm();
      work();
    });
  }
  return () => callOff();
}
