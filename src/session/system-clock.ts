/** The wall clock behind the clock port, for a venue that lives outside of this process. */
import type { Clock, TimeMs } from '../base/index.js';

/** setTimeout holds at most 2^31 − 1 ms; a longer wait is taken in steps. */
const LONGEST_TIMER_MS = 2_000_000_000;

/** Milliseconds since the epoch that never go back, even where the system's clock is set back. */
export function createSystemClock(): Clock {
  let latestMs = 0;
  const nowMs = (): TimeMs => {
    latestMs = Math.max(latestMs, Date.now());
    return latestMs;
  };

  const callAt = (atMs: TimeMs, callback: () => void): (() => void) => {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const waitMs = Math.max(0, atMs - nowMs());
      timer = setTimeout(
        () => (nowMs() >= atMs ? callback() : arm()),
        Math.min(waitMs, LONGEST_TIMER_MS),
      );
    };
    arm();
    return () => clearTimeout(timer);
  };

  return { nowMs, callAt };
}
