/** The recorders of all coins of a recording, and what was heard beside. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Recorder, RecordingError, type RecordingFormat } from '../feed/index.js';
import { takeLock } from '../journal/index.js';
import type { VenueEvent } from '../venue/index.js';
import { createMicrosecondClock } from './microsecond-clock.js';
import type { RecordProgress } from './record-progress.js';

export class RecordDesk {
  connectionsLost = 0;
  readonly #out: string;
  readonly #progress: RecordProgress;
  readonly #nowUs = createMicrosecondClock();
  readonly #recorders = new Map<string, Recorder>();
  readonly #locks: (() => void)[] = [];
  #startedUs = 0;
  #lostBecause: string | null = null;

  constructor(out: string, progress: RecordProgress) {
    this.#out = out;
    this.#progress = progress;
  }

  get elapsedMs(): number {
    return (this.#nowUs() - this.#startedUs) / 1000;
  }

  get counts(): ReadonlyMap<string, Recorder['counts']> {
    return new Map([...this.#recorders].map(([coin, { counts }]) => [coin, counts]));
  }

  /** Throws `RecordingError` where another process records there, or the files are no recording. */
  open(coins: readonly string[], format: RecordingFormat): void {
    for (const coin of coins) {
      this.#lock(coin);
      const recorder = new Recorder(this.#out, coin, format);
      this.#recorders.set(coin, recorder);
      const { tornBytes } = recorder.counts;
      if (tornBytes > 0) {
        this.#progress.tell(`note: took away ${tornBytes} bytes of torn rows of ${coin}`);
      }
    }
  }

  begin(): void {
    this.#startedUs = this.#nowUs();
  }

  hear(event: VenueEvent): void {
    if (event.kind === 'market') {
      this.#recorders.get(event.event.coin)?.write(event.event, this.#nowUs());
    } else if (event.kind === 'connectionLost') {
      this.connectionsLost += 1;
      this.#lostBecause = event.reason;
      this.#progress.tell(`warning: the connection was lost: ${event.reason}`);
    } else if (event.kind === 'connectionRestored') {
      this.#lostBecause = null;
      this.#progress.tell('the connection is back');
    }
  }

  flush(): void {
    for (const recorder of this.#recorders.values()) recorder.flush();
  }

  sync(): void {
    for (const recorder of this.#recorders.values()) recorder.sync();
  }

  draw(): void {
    const note = this.#lostBecause === null ? '' : 'no connection';
    this.#progress.draw(this.counts, this.elapsedMs, note);
  }

  /** What was heard is on the disk then. */
  close(): void {
    for (const recorder of this.#recorders.values()) recorder.close();
  }

  /** After `close`, or where the recording failed, which was told. */
  release(): void {
    for (const recorder of this.#recorders.values()) {
      try {
        recorder.close();
      } catch (error) {
        if (!(error instanceof RecordingError)) throw error;
      }
    }
    for (const unlock of this.#locks) unlock();
  }

  /** Before a file is touched: what looks torn may be another's row that is being written. */
  #lock(coin: string): void {
    const lock = this.#takeLock(join(this.#out, `recording_${coin}.lock`));
    if (lock.kind === 'held') {
      throw new RecordingError(`process ${lock.by.pid} records ${coin} in ${this.#out} already`);
    }
    this.#locks.push(() => lock.release());
  }

  #takeLock(path: string): ReturnType<typeof takeLock> {
    try {
      mkdirSync(this.#out, { recursive: true });
      return takeLock(path, new Date().toISOString());
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RecordingError(`cannot record in ${this.#out}: ${reason}`, { cause: error });
    }
  }
}
