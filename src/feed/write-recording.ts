/** Writes a market's events as a recording that `readRecording` reads. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip, type Gzip } from 'node:zlib';
import { finished } from 'node:stream/promises';
import type { MarketEvent } from '../market/index.js';
import { RecordingError } from './recording-error.js';
import { recordingFileName, type RecordingFile } from './recording-format.js';
import { recordingFileOf, recordingLines, WRITTEN_HEADERS } from './recording-lines.js';

/** Rows written to each file. */
export interface WrittenCounts {
  readonly books: number;
  readonly prices: number;
  readonly trades: number;
  readonly contexts: number;
}

const BUFFERED_CHARACTERS = 64 * 1024;
const MICROSECONDS_MOST = 999;

/**
 * Writes the events of `coin` (others are left out) into `directory`, made where it is missing;
 * files of the same name are replaced. Events of one millisecond are told apart by microseconds,
 * so that their order survives; both clocks are `at`. Marks go to a file of their own, made where
 * there are any. Books beyond twenty levels are cut. Throws `RecordingError` where a file cannot be
 * written.
 */
export async function writeRecording(
  directory: string,
  coin: string,
  events: AsyncIterable<MarketEvent> | Iterable<MarketEvent>,
  options: { readonly gzip?: boolean } = {},
): Promise<WrittenCounts> {
  await mkdir(directory, { recursive: true }).catch(rethrow(directory));
  const open = (file: RecordingFile): CsvWriter => {
    const path = join(directory, recordingFileName(file, coin));
    return new CsvWriter(path, WRITTEN_HEADERS[file], options.gzip ?? false);
  };
  const trades = open('trades');
  const prices = open('prices');
  const orderbooks = open('orderbooks');
  let contexts: CsvWriter | null = null;
  const stamp = receiveStamps();
  try {
    for await (const event of events) {
      if (event.coin !== coin) continue;
      const file = recordingFileOf(event);
      if (file === 'contexts') contexts ??= open('contexts');
      const writer = { trades, prices, orderbooks, contexts }[file];
      for (const line of recordingLines(event, stamp(event.at), orderbooks.rows + 1)) {
        await writer?.write(line);
      }
    }
  } finally {
    await Promise.all([trades, prices, orderbooks, contexts].map((writer) => writer?.close()));
  }
  return {
    books: orderbooks.rows,
    prices: prices.rows,
    trades: trades.rows,
    contexts: contexts?.rows ?? 0,
  };
}

/** Microseconds: the millisecond, then a count of what came in the same one. */
function receiveStamps(): (at: number) => number {
  let last = -1;
  let count = 0;
  return (at) => {
    count = at === last ? Math.min(count + 1, MICROSECONDS_MOST) : 0;
    last = at;
    return at * 1000 + count;
  };
}

/** One file, written in blocks. */
class CsvWriter {
  rows = 0;
  readonly #path: string;
  readonly #file: WriteStream;
  readonly #sink: WriteStream | Gzip;
  #failure: Error | null = null;
  #buffer: string;

  constructor(path: string, header: string, isGzipped: boolean) {
    this.#path = isGzipped ? `${path}.gz` : path;
    this.#file = createWriteStream(this.#path);
    this.#file.on('error', (error) => (this.#failure ??= error));
    this.#sink = isGzipped ? createGzip() : this.#file;
    if (this.#sink !== this.#file) this.#sink.pipe(this.#file);
    this.#buffer = `${header}\n`;
  }

  async write(row: string): Promise<void> {
    this.rows += 1;
    this.#buffer += `${row}\n`;
    if (this.#buffer.length >= BUFFERED_CHARACTERS) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    this.#sink.end();
    await finished(this.#file).catch(rethrow(this.#path));
  }

  async #flush(): Promise<void> {
    if (this.#failure !== null) rethrow(this.#path)(this.#failure);
    const isTaken = this.#sink.write(this.#buffer);
    this.#buffer = '';
    if (!isTaken) await once(this.#sink, 'drain').catch(rethrow(this.#path));
  }
}

function rethrow(path: string): (error: unknown) => never {
  return (error) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(`cannot write ${path}: ${reason}`, { cause: error });
  };
}
