/** Brings a file's writes to the disk in groups: soon after each, at once when asked. */
import { fdatasync, fdatasyncSync } from 'node:fs';

/** Longest a written line waits for its fsync to begin. */
const SYNC_WITHIN_MS = 50;

export class FileSync {
  readonly #handle: number;
  #timer: NodeJS.Timeout | null = null;
  #isDirty = false;
  #inFlight: Promise<void> | null = null;
  #failure: Error | null = null;

  constructor(handle: number) {
    this.#handle = handle;
  }

  /** Why syncing has failed; what was written since the last good sync may not be on the disk. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Something was written. */
  noteWrite(): void {
    this.#isDirty = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      // A failure is kept and shows at the next write.
      this.#sync().catch(() => {});
    }, SYNC_WITHIN_MS);
  }

  /** Resolves when all that was written is on the disk; rejects where that failed. */
  async flush(): Promise<void> {
    this.#stopTimer();
    while (this.#isDirty || this.#inFlight !== null) await this.#sync();
    if (this.#failure !== null) throw this.#failure;
  }

  /** For the end of a file: blocks until all is on the disk. */
  flushNow(): void {
    this.#stopTimer();
    this.#isDirty = false;
    fdatasyncSync(this.#handle);
  }

  /** Resolves when no sync is under way, so that the handle may be closed. */
  async settled(): Promise<void> {
    await this.#inFlight?.catch(() => {});
  }

  #sync(): Promise<void> {
    if (this.#inFlight !== null) return this.#inFlight;
    this.#isDirty = false;
    this.#inFlight = new Promise<void>((resolve, reject) => {
      fdatasync(this.#handle, (error) => {
        this.#inFlight = null;
        if (error === null) {
          resolve();
        } else {
          this.#failure = error;
          reject(error);
        }
      });
    });
    return this.#inFlight;
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
