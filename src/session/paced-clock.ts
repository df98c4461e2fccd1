/**
 * The clock of a venue that lives in this process. Time is what is scheduled: it moves to the next
 * callback only once everything the last one set off (frames, requests, engine steps) has come to
 * rest. So a slow machine never makes data look stale, and any speed gives the same session.
 */
import type { Clock, DurationMs, TimeMs } from '../base/index.js';
import { TimerQueue } from './timer-queue.js';

export interface PacedClockOptions {
  /** Market time at the start. */
  readonly startMs: TimeMs;
  /** Market seconds per second of wall time; Infinity: as fast as the stack comes to rest. */
  readonly speed: number;
  /** Wall time without rest after which what is missing counts as lost; 5 s by default. */
  readonly stallMs?: DurationMs;
}

/** What has to come to rest before time moves on. */
export interface Settlement {
  isSettled(): boolean;
  /** Something never came to rest: what is missing is taken for lost. */
  writeOff(): void;
  /** A callback threw: time stands still from here on. */
  failed(error: unknown): void;
}

export interface PacedClock extends Clock {
  /** Lets time run, one callback after the other, each once the last has settled. */
  start(settlement: Settlement): void;
  /** Time stands still from here on. */
  stop(): void;
}

const STALL_MS: DurationMs = 5_000;
/** Wall-clock naps are short, so that something scheduled meanwhile is not late. */
const LONGEST_NAP_MS: DurationMs = 50;

export function createPacedClock(options: PacedClockOptions): PacedClock {
  return new Pace(options);
}

class Pace implements PacedClock {
  readonly #options: PacedClockOptions;
  readonly #timers = new TimerQueue();
  #currentMs: TimeMs;
  #isRunning = false;
  /** A loop that was stopped must not go on when the next one starts. */
  #loop = 0;

  constructor(options: PacedClockOptions) {
    this.#options = options;
    this.#currentMs = options.startMs;
  }

  nowMs(): TimeMs {
    return this.#currentMs;
  }

  callAt(atMs: TimeMs, callback: () => void): () => void {
    return this.#timers.add(atMs, callback);
  }

  start(settlement: Settlement): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#run(settlement, ++this.#loop).catch((error: unknown) => {
      this.#isRunning = false;
      settlement.failed(error);
    });
  }

  stop(): void {
    this.#isRunning = false;
  }

  async #run(settlement: Settlement, loop: number): Promise<void> {
    const { speed } = this.#options;
    const startMs = this.#currentMs;
    const wallStartMs = performance.now();
    while (this.#isRunning && this.#loop === loop) {
      await this.#settle(settlement);
      const nextMs = this.#timers.nextTime();
      const wallDueMs = wallStartMs + ((nextMs ?? startMs) - startMs) / speed;
      const waitMs = nextMs === null ? 1 : wallDueMs - performance.now();
      if (nextMs === null || waitMs > 0.5) {
        await nap(Math.min(waitMs, LONGEST_NAP_MS));
      } else if (this.#isRunning && this.#loop === loop) {
        const entry = this.#timers.take();
        this.#currentMs = Math.max(this.#currentMs, nextMs);
        entry?.callback();
      }
    }
  }

  /** Turns the event loop until nothing is under way; one turn at least. */
  async #settle(settlement: Settlement): Promise<void> {
    const stallMs = this.#options.stallMs ?? STALL_MS;
    const startedMs = performance.now();
    for (;;) {
      await turn();
      if (settlement.isSettled() || !this.#isRunning) return;
      if (performance.now() - startedMs > stallMs) return settlement.writeOff();
    }
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function nap(durationMs: DurationMs): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}
