/** Nonces: the venue takes each once, near its own time, in any order within a hundred. */
import type { Clock } from '../base/index.js';

/** Strictly increasing milliseconds: the clock's, or one more than the last. One per signer. */
export class NonceSource {
  readonly #clock: Clock;
  #last: number;

  /** `after`: what an earlier run of the signer may have used, whatever the clock says now. */
  constructor(clock: Clock, after = 0) {
    this.#clock = clock;
    this.#last = Math.floor(after);
  }

  next(): number {
    this.#last = Math.max(Math.floor(this.#clock.nowMs()), this.#last + 1);
    return this.#last;
  }
}
