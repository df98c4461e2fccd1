/** Callbacks in order of time, those of one time in order of scheduling: a binary heap. */
import type { TimeMs } from '../base/index.js';

export interface TimerEntry {
  readonly atMs: TimeMs;
  readonly callback: () => void;
}

interface Slot extends TimerEntry {
  readonly sequence: number;
  isCancelled: boolean;
}

export class TimerQueue {
  readonly #heap: Slot[] = [];
  #sequence = 0;

  /** The returned function takes the callback out again; harmless once it has run. */
  add(atMs: TimeMs, callback: () => void): () => void {
    const slot: Slot = { atMs, callback, sequence: this.#sequence++, isCancelled: false };
    this.#heap.push(slot);
    this.#siftUp(this.#heap.length - 1);
    return () => {
      slot.isCancelled = true;
    };
  }

  /** Time of the earliest callback; null where there is none. */
  nextTime(): TimeMs | null {
    this.#dropCancelled();
    return this.#heap[0]?.atMs ?? null;
  }

  /** Takes out the earliest callback. */
  take(): TimerEntry | null {
    this.#dropCancelled();
    return this.#removeFirst();
  }

  #dropCancelled(): void {
    while (this.#heap[0]?.isCancelled === true) this.#removeFirst();
  }

  #removeFirst(): Slot | null {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (first === undefined || last === undefined) return null;
    if (first !== last) {
      this.#heap[0] = last;
      this.#siftDown();
    }
    return first;
  }

  #siftUp(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfEarlier(index, parent)) return;
      index = parent;
    }
  }

  #siftDown(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      const child = this.#isEarlier(right, left) ? right : left;
      if (!this.#swapIfEarlier(child, index)) return;
      index = child;
    }
  }

  #swapIfEarlier(lower: number, upper: number): boolean {
    const below = this.#heap[lower];
    const above = this.#heap[upper];
    if (below === undefined || above === undefined || !this.#isEarlier(lower, upper)) return false;
    this.#heap[lower] = above;
    this.#heap[upper] = below;
    return true;
  }

  #isEarlier(one: number, other: number): boolean {
    const a = this.#heap[one];
    const b = this.#heap[other];
    if (a === undefined || b === undefined) return a !== undefined;
    return a.atMs !== b.atMs ? a.atMs < b.atMs : a.sequence < b.sequence;
  }
}
