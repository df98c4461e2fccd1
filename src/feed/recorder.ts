/** Writes a coin's events as they come, into a recording that may have been begun before. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { MarketEvent } from '../market/index.js';
import { AppendedFile } from './appended-file.js';
import { RecordingError } from './recording-error.js';
import { recordingFileName, type RecordingFile } from './recording-format.js';
import { recordingFileOf, recordingLines, WRITTEN_HEADERS } from './recording-lines.js';

/** Events written, and what the files hold. */
export interface RecorderCounts {
  readonly books: number;
  readonly tops: number;
  readonly trades: number;
  readonly contexts: number;
  /** Of all files, earlier ones included. */
  readonly bytes: number;
  /** Bytes of rows that a crash had cut off, taken away at the start. */
  readonly tornBytes: number;
}

export class Recorder {
  readonly #files = new Map<RecordingFile, AppendedFile>();
  readonly #pathOf: (file: RecordingFile) => string;
  readonly #events = { trades: 0, prices: 0, orderbooks: 0, contexts: 0 };
  #lastUs = 0;

  /**
   * Goes on with the recording of `coin` in `directory`, made where it is missing. Throws
   * `RecordingError` where its files cannot be gone on with.
   */
  constructor(directory: string, coin: string) {
    this.#pathOf = (file) => join(directory, recordingFileName(file, coin));
    try {
      mkdirSync(directory, { recursive: true });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RecordingError(`cannot make ${directory}: ${reason}`, { cause: error });
    }
    try {
      for (const file of ['trades', 'prices', 'orderbooks'] as const) this.#open(file);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get counts(): RecorderCounts {
    const { trades, prices, orderbooks, contexts } = this.#events;
    const files = [...this.#files.values()];
    return {
      books: orderbooks,
      tops: prices,
      trades,
      contexts,
      bytes: files.reduce((sum, { size }) => sum + size, 0),
      tornBytes: files.reduce((sum, { tornBytes }) => sum + tornBytes, 0),
    };
  }

  /**
   * `receivedUs` is microseconds since the epoch; each event gets a later one than the one before
   * it, so that their order survives. On the disk after `flush`.
   */
  write(event: MarketEvent, receivedUs: number): void {
    this.#lastUs = Math.max(this.#lastUs + 1, Math.floor(receivedUs));
    const kind = recordingFileOf(event);
    const file = this.#files.get(kind) ?? this.#open(kind);
    this.#events[kind] += 1;
    const lines = recordingLines(event, this.#lastUs, this.#events.orderbooks);
    for (const line of lines) file.push(line);
  }

  /** Throws `RecordingError` where the disk refuses. */
  flush(): void {
    for (const file of this.#files.values()) file.flush();
  }

  /** Has the disk keep what was flushed. */
  sync(): void {
    for (const file of this.#files.values()) file.sync();
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
  }

  #open(kind: RecordingFile): AppendedFile {
    const file = new AppendedFile(this.#pathOf(kind), WRITTEN_HEADERS[kind]);
    this.#files.set(kind, file);
    return file;
  }
}
