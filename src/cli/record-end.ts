/** What ends a recording, or a served venue: its time, a signal, or a disk that refuses. */

export type RecordEnding = 'time is over' | 'SIGINT' | 'SIGTERM';

/** Listens from its making on. A second SIGINT means again what it means by default. */
export class RecordEnd {
  readonly #ended: Promise<RecordEnding>;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #onInterrupt = (): void => this.#settle('SIGINT');
  readonly #onTerminate = (): void => this.#settle('SIGTERM');
  #settle!: (ending: RecordEnding) => void;
  #fail!: (error: unknown) => void;

  constructor() {
    this.#ended = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
    // It may come before anybody waits.
    this.#ended.catch(() => undefined);
    process.once('SIGINT', this.#onInterrupt);
    process.once('SIGTERM', this.#onTerminate);
  }

  /** Again and again until the release; what it throws ends the recording. */
  every(ms: number, work: () => void): void {
    const tryWork = (): void => {
      try {
        work();
      } catch (error) {
        this.#fail(error);
      }
    };
    this.#timers.push(setInterval(tryWork, ms));
  }

  /** After `forMs`, or on a signal; rejects with what an `every` threw. */
  reached(forMs: number | null): Promise<RecordEnding> {
    if (forMs !== null) {
      this.#timers.push(setTimeout(() => this.#settle('time is over'), forMs));
    }
    return this.#ended;
  }

  release(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    process.off('SIGINT', this.#onInterrupt);
    process.off('SIGTERM', this.#onTerminate);
  }
}
