/** The wall clock in microseconds: as fine as the timer, as right as the system's clock. */

/** Apart by more than this, the system's clock was set or the machine slept. */
const DRIFT_US_MOST = 50_000;

/** Microseconds since the epoch, never going back. */
export function createMicrosecondClock(): () => number {
  let offsetUs = performance.timeOrigin * 1000;
  let latestUs = 0;
  return () => {
    const timerUs = performance.now() * 1000;
    const wallUs = Date.now() * 1000;
    if (Math.abs(offsetUs + timerUs - wallUs) > DRIFT_US_MOST) offsetUs = wallUs - timerUs;
    latestUs = Math.max(latestUs, Math.floor(offsetUs + timerUs));
    return latestUs;
  };
}
