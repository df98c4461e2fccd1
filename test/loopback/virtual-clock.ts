/** A clock for tests: time stands still until it is moved, and callbacks run in order of time. */
import type { Clock, TimeMs } from '../../src/base/index.js';

export class VirtualClock implements Clock {
  #nowMs: TimeMs;
  #entries: { readonly atMs: TimeMs; readonly callback: () => void }[] = [];

  constructor(startMs: TimeMs) {
    this.#nowMs = startMs;
  }

  nowMs(): TimeMs {
    return this.#nowMs;
  }

  callAt(atMs: TimeMs, callback: () => void): () => void {
    const entry = { atMs, callback };
    const later = this.#entries.findIndex((each) => each.atMs > atMs);
    this.#entries.splice(later < 0 ? this.#entries.length : later, 0, entry);
    return () => {
      this.#entries = this.#entries.filter((each) => each !== entry);
    };
  }

  /** Runs everything that is due within `durationMs`, each at its own time. */
  advance(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      const [entry] = this.#entries;
      if (entry === undefined || entry.atMs > endMs) break;
      this.#entries = this.#entries.slice(1);
      this.#nowMs = Math.max(this.#nowMs, entry.atMs);
      entry.callback();
    }
    this.#nowMs = endMs;
  }
}
