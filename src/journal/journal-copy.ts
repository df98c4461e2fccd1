/** A second copy of a journal's files, kept up to date beside the loop that writes them. */
import { stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { DurationMs } from '../base/index.js';
import type { CopyTarget } from './copy-target.js';
import { listDayFiles } from './read-journal.js';
import { readWholeLines } from './whole-lines.js';

export interface JournalCopyOptions {
  /** Of the journal. */
  readonly directory: string;
  readonly to: CopyTarget;
  /** Trouble, and that it is over; each once, and again while it lasts. */
  readonly onNews: (text: string) => void;
  readonly timing?: Partial<CopyTiming>;
}

interface CopyTiming {
  /** Between looks at what is new. */
  readonly pollMs: DurationMs;
  /** So late the copy may be before that is told. */
  readonly lagMs: DurationMs;
  /** Trouble that lasts is told again so often. */
  readonly repeatMs: DurationMs;
  /** While it fails the looks are further and further apart, up to this. */
  readonly retryMostMs: DurationMs;
}

const TIMING: CopyTiming = {
  pollMs: 500,
  lagMs: 30_000,
  repeatMs: 10 * 60_000,
  retryMostMs: 15_000,
};

/**
 * Follows a journal's files, whole lines only, one batch after the other. It goes on where an
 * earlier one ended.
 */
export class JournalCopy {
  readonly #options: JournalCopyOptions;
  readonly #timing: CopyTiming;
  #isWhole = false;
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #caughtUpAt = performance.now();
  #toldAt: number | null = null;
  /** Looks in a row that failed. */
  #failures = 0;
  #isClosed = false;

  constructor(options: JournalCopyOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#schedule();
  }

  /** Copies what is left, but not for longer than this; says where something is missing. */
  async close(withinMs: DurationMs): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const timer = new AbortController();
    const late = wait(withinMs, 'it takes too long', { signal: timer.signal }).catch(reasonOf);
    const last = this.#round.then(() => this.#copyAll()).then(() => null, reasonOf);
    const trouble = await Promise.race([last, late]);
    timer.abort();
    this.#options.to.giveUp();
    if (trouble !== null) this.#tell(`the copy of the journal is not complete: ${trouble}`);
    else if (this.#toldAt !== null) this.#tell('the copy of the journal is complete again');
  }

  #schedule(): void {
    const { pollMs, retryMostMs } = this.#timing;
    const waitMs = Math.max(pollMs, Math.min(pollMs * 2 ** this.#failures, retryMostMs));
    this.#timer = setTimeout(() => {
      this.#round = this.#copyAll().then(
        () => this.#noteCaughtUp(),
        (error: unknown) => {
          this.#failures += 1;
          this.#noteTrouble(reasonOf(error));
        },
      );
      const lag = setInterval(() => this.#noteTrouble('it does not keep up'), this.#timing.lagMs);
      void this.#round.finally(() => {
        clearInterval(lag);
        if (!this.#isClosed) this.#schedule();
      });
    }, waitMs);
  }

  #noteCaughtUp(): void {
    this.#caughtUpAt = performance.now();
    this.#failures = 0;
    if (this.#toldAt === null) return;
    this.#toldAt = null;
    this.#tell('the copy of the journal is complete again');
  }

  #noteTrouble(reason: string): void {
    const now = performance.now();
    if (this.#toldAt !== null && now - this.#toldAt < this.#timing.repeatMs) return;
    this.#toldAt = now;
    const behindS = Math.round((now - this.#caughtUpAt) / 1_000);
    this.#tell(`the copy of the journal is ${behindS}s behind: ${reason}`);
  }

  #tell(text: string): void {
    this.#options.onNews(`${text} (${this.#options.to.name})`);
  }

  /** One look at all files, oldest first; rejects where something cannot be copied. */
  async #copyAll(): Promise<void> {
    const { directory, to } = this.#options;
    await to.open();
    const files = listDayFiles(directory);
    // Once all is copied only the newest grows, and the one before where a day has just ended.
    const growing = this.#isWhole ? files.slice(-2) : files;
    this.#isWhole = false;
    for (const file of growing) {
      const from = await to.sizeOf(file);
      const { size } = await stat(file);
      for await (const { offset, lines } of readWholeLines(file, from, size)) {
        await to.append(file, offset, lines);
      }
    }
    this.#isWhole = true;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
