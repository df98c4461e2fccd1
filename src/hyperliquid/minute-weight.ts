/** What was asked for within the last minute, by weight. */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';

const WINDOW_MS: DurationMs = 60_000;

export class MinuteWeight {
  readonly #clock: Clock;
  readonly #spent: { readonly at: TimeMs; readonly weight: number }[] = [];
  #sum = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  spend(weight: number): void {
    if (weight === 0) return;
    this.#forget();
    this.#spent.push({ at: this.#clock.nowMs(), weight });
    this.#sum += weight;
  }

  sum(): number {
    this.#forget();
    return this.#sum;
  }

  #forget(): void {
    const oldestMs = this.#clock.nowMs() - WINDOW_MS;
    let gone = 0;
    for (const { at, weight } of this.#spent) {
      if (at > oldestMs) break;
      gone += 1;
      this.#sum -= weight;
    }
    if (gone > 0) this.#spent.splice(0, gone);
  }
}
