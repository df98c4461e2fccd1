/** Writes a market's events as a recording that `readRecording` reads. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip, type Gzip } from 'node:zlib';
import { finished } from 'node:stream/promises';
import { unreachable } from '../base/index.js';
import type { BookLevel, MarketEvent } from '../market/index.js';
import { RecordingError } from './recording-error.js';
import {
  BOOK_LEVELS_WRITTEN,
  booksHeader,
  PRICES_HEADER,
  recordingFileName,
  TRADES_HEADER,
} from './recording-format.js';

/** Rows written to each file. */
export interface WrittenCounts {
  readonly books: number;
  readonly prices: number;
  readonly trades: number;
}

const BUFFERED_CHARACTERS = 64 * 1024;
const MICROSECONDS_MOST = 999;

/**
 * Writes the events of `coin` (others are left out) into `directory`, made where it is missing;
 * files of the same name are replaced. Events of one millisecond are told apart by microseconds,
 * so that their order survives; both clocks are `at`. The format has no marks: contexts are left
 * out. Books beyond twenty levels are cut. Throws `RecordingError` where a file cannot be written.
 */
export async function writeRecording(
  directory: string,
  coin: string,
  events: AsyncIterable<MarketEvent> | Iterable<MarketEvent>,
  options: { readonly gzip?: boolean } = {},
): Promise<WrittenCounts> {
  await mkdir(directory, { recursive: true }).catch(rethrow(directory));
  const open = (file: 'trades' | 'prices' | 'orderbooks', header: string): CsvWriter =>
    new CsvWriter(join(directory, recordingFileName(file, coin)), header, options.gzip ?? false);
  const trades = open('trades', TRADES_HEADER);
  const prices = open('prices', PRICES_HEADER);
  const books = open('orderbooks', booksHeader(BOOK_LEVELS_WRITTEN));
  const stamp = receiveStamps();
  try {
    for await (const event of events) {
      if (event.coin !== coin) continue;
      switch (event.kind) {
        case 'tradePrinted':
          await trades.write(tradeRow(event, stamp(event.at)));
          break;
        case 'topChanged': {
          const time = stamp(event.at);
          await prices.write(`${time},${levelFields(event.bid)},bid,${event.at}`);
          await prices.write(`${time},${levelFields(event.ask)},ask,${event.at}`);
          break;
        }
        case 'bookChanged':
          await books.write(bookRow(event, stamp(event.at), books.rows + 1));
          break;
        case 'contextChanged':
          break;
        default:
          unreachable(event);
      }
    }
  } finally {
    await Promise.all([trades.close(), prices.close(), books.close()]);
  }
  return { books: books.rows, prices: prices.rows, trades: trades.rows };
}

function tradeRow(event: Extract<MarketEvent, { kind: 'tradePrinted' }>, time: string): string {
  const { price, size, side, tradeId, at } = event;
  return `${time},${price},${size},${side},${tradeId},${at}`;
}

function bookRow(
  event: Extract<MarketEvent, { kind: 'bookChanged' }>,
  time: string,
  sequence: number,
): string {
  const fields = [`${time},${sequence},${event.at}`];
  for (let level = 0; level < BOOK_LEVELS_WRITTEN; level += 1) {
    fields.push(levelFields(event.bids[level] ?? null), levelFields(event.asks[level] ?? null));
  }
  return fields.join(',');
}

function levelFields(level: BookLevel | null): string {
  return level === null ? ',' : `${level.price},${level.size}`;
}

/** Seconds with six decimals: milliseconds, then a count of what came in the same one. */
function receiveStamps(): (at: number) => string {
  let last = -1;
  let count = 0;
  return (at) => {
    count = at === last ? Math.min(count + 1, MICROSECONDS_MOST) : 0;
    last = at;
    const fraction = String((at % 1000) * 1000 + count).padStart(6, '0');
    return `${Math.floor(at / 1000)}.${fraction}`;
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
