/** Work at its time on the clock, which can be called off all at once. */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';

export class VenueTimers {
  readonly #clock: Clock;
  readonly #callOffs = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  at(atMs: TimeMs, work: () => void): void {
    const callOff = this.#clock.callAt(atMs, () => {
      this.#callOffs.delete(callOff);
      work();
    });
    this.#callOffs.add(callOff);
  }

  after(waitMs: DurationMs, work: () => void): void {
    this.at(this.#clock.nowMs() + waitMs, work);
  }

  stop(): void {
    for (const callOff of this.#callOffs) callOff();
    this.#callOffs.clear();
  }
}
