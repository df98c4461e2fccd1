/** The wall clock, which can be moved on: all that is due until then happens, in order. */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';

interface Entry {
  readonly atMs: TimeMs;
  readonly callback: () => void;
}

export class VenueClock implements Clock {
  readonly #wall: Clock;
  #aheadMs: DurationMs = 0;
  /** Where time stands while it is moved on; null: it runs. */
  #standsAt: TimeMs | null = null;
  /** In order of time. */
  #entries: Entry[] = [];
  #callOffWall: () => void = () => undefined;
  #moved: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(wall: Clock) {
    this.#wall = wall;
  }

  nowMs(): TimeMs {
    return this.#standsAt ?? this.#wall.nowMs() + this.#aheadMs;
  }

  callAt(atMs: TimeMs, callback: () => void): () => void {
    const entry: Entry = { atMs, callback };
    const later = this.#entries.findIndex((each) => each.atMs > atMs);
    this.#entries.splice(later < 0 ? this.#entries.length : later, 0, entry);
    if (this.#entries[0] === entry) this.#arm();
    return () => {
      const index = this.#entries.indexOf(entry);
      if (index >= 0) this.#entries.splice(index, 1);
    };
  }

  /** `settled` resolves when what was set off has come to rest. One move waits for another. */
  advance(durationMs: DurationMs, settled: () => Promise<void>): Promise<void> {
    this.#moved = this.#moved.then(() => this.#advance(durationMs, settled));
    return this.#moved;
  }

  /** Nothing is called any more. */
  stop(): void {
    this.#isStopped = true;
    this.#callOffWall();
    this.#entries = [];
  }

  async #advance(durationMs: DurationMs, settled: () => Promise<void>): Promise<void> {
    const endMs = this.nowMs() + durationMs;
    this.#callOffWall();
    this.#standsAt = this.nowMs();
    try {
      for (;;) {
        await settled();
        const [entry] = this.#entries;
        if (entry === undefined || entry.atMs > endMs) break;
        this.#standsAt = Math.max(this.#standsAt, entry.atMs);
        this.#takeFirst();
      }
    } finally {
      this.#standsAt = null;
      this.#aheadMs = endMs - this.#wall.nowMs();
      this.#arm();
    }
  }

  #arm(): void {
    this.#callOffWall();
    const [first] = this.#entries;
    if (first === undefined || this.#standsAt !== null || this.#isStopped) return;
    this.#callOffWall = this.#wall.callAt(first.atMs - this.#aheadMs, () => this.#callDue());
  }

  #callDue(): void {
    const dueMs = this.nowMs();
    while (this.#standsAt === null && (this.#entries[0]?.atMs ?? Infinity) <= dueMs) {
      this.#takeFirst();
    }
    this.#arm();
  }

  #takeFirst(): void {
    const entry = this.#entries.shift();
    entry?.callback();
  }
}
