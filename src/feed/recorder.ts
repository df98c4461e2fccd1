/** Writes a coin's events as they come, into a recording that may have been begun before. */
import { mkdirSync } from 'node:fs';
import type { MarketEvent } from '../market/index.js';
import { lookForCsvFile } from './csv-file.js';
import { CsvSink } from './csv-sink.js';
import { LinesSink } from './lines-sink.js';
import { findMessageFiles } from './message-files.js';
import { ParquetSink } from './parquet-sink.js';
import { RecordingError } from './recording-error.js';
import { recordingFileOf } from './recording-lines.js';
import type { RecordingFormat, RecordingSink } from './recording-sink.js';

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
  readonly #sink: RecordingSink;
  readonly #events = { trades: 0, prices: 0, orderbooks: 0, contexts: 0 };
  #lastUs = 0;
  #isClosed = false;

  /**
   * Goes on with the recording of `coin` in `directory`, made where it is missing. Throws
   * `RecordingError` where its files cannot be gone on with, or are of another format.
   */
  constructor(directory: string, coin: string, format: RecordingFormat = { kind: 'csv' }) {
    try {
      mkdirSync(directory, { recursive: true });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RecordingError(`cannot make ${directory}: ${reason}`, { cause: error });
    }
    const there = formatOf(directory, coin);
    if (there !== null && there !== format.kind) {
      throw new RecordingError(
        `${directory} holds a recording of ${coin} as ${there}; go on in that format, or elsewhere`,
      );
    }
    this.#sink = sinkOf(directory, coin, format);
  }

  get counts(): RecorderCounts {
    const { trades, prices, orderbooks, contexts } = this.#events;
    const { bytes, tornBytes } = this.#sink;
    return { books: orderbooks, tops: prices, trades, contexts, bytes, tornBytes };
  }

  /**
   * `receivedUs` is microseconds since the epoch; each event gets a later one than the one before
   * it, so that their order survives. On the disk after `flush`.
   */
  write(event: MarketEvent, receivedUs: number): void {
    this.#lastUs = Math.max(this.#lastUs + 1, Math.floor(receivedUs));
    this.#events[recordingFileOf(event)] += 1;
    this.#sink.write(event, this.#lastUs);
  }

  /** Throws `RecordingError` where the disk refuses. */
  flush(): void {
    this.#sink.flush();
  }

  /** Has the disk keep what was flushed. */
  sync(): void {
    this.#sink.sync();
  }

  /** Once; what was written is on the disk then, as another program reads it. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#sink.close();
  }
}

function sinkOf(directory: string, coin: string, format: RecordingFormat): RecordingSink {
  if (format.kind === 'csv') return new CsvSink(directory, coin);
  if (format.kind === 'jsonl') return new LinesSink(directory, coin);
  return new ParquetSink(directory, coin, format.library);
}

/** Of what is there already. */
function formatOf(directory: string, coin: string): RecordingFormat['kind'] | null {
  if (lookForCsvFile(directory, 'orderbooks', coin) !== null) return 'csv';
  return findMessageFiles(directory, coin)?.kind ?? null;
}
