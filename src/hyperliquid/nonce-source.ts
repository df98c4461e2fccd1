/** Nonces: the venue takes each once, near its own time, in any order within a hundred. */
import type { Clock } from '../base/index.js';

/** Strictly increasing milliseconds: the clock's, or one more than the last. One per signer. */
export class NonceSource {
  readonly #clock: Clock;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): number {
    this.#last = Math.max(Math.floor(this.#clock.nowMs()), this.#last + 1);
    return this.#last;
  }
}
