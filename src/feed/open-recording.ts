/** What recordings a directory holds. */
import { readdir } from 'node:fs/promises';
import type { DurationMs, TimeMs } from '../base/index.js';
import { findCsvFile } from './csv-file.js';
import { RecordingError } from './recording-error.js';
import { readTimeUs } from './row-field.js';
import { readTextLines } from './text-lines.js';

export interface RecordedCoin {
  readonly coin: string;
  /** When the first and the last book were received. */
  readonly from: TimeMs;
  readonly to: TimeMs;
  readonly durationMs: DurationMs;
  readonly books: number;
}

export interface RecordingListing {
  readonly directory: string;
  /** By name; at least one. */
  readonly coins: readonly RecordedCoin[];
}

/**
 * Lists the coins of a recording, for which it reads through the book files. Throws
 * `RecordingError` where the directory cannot be read, holds no recording, lacks one of a coin's
 * three files, or where a book file has no readable row.
 */
export async function openRecording(directory: string): Promise<RecordingListing> {
  const names = await readdir(directory).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(`cannot open recording ${directory}: ${reason}`, { cause: error });
  });
  const coins = names.flatMap(
    (name) => /^orderbooks_(.+)\.csv(?:\.gz|\.zst)?$/.exec(name)?.[1] ?? [],
  );
  if (coins.length === 0) {
    throw new RecordingError(
      `${directory} holds no recording: no file orderbooks_COIN.csv or orderbooks_COIN.csv.gz`,
    );
  }
  const listed: RecordedCoin[] = [];
  for (const coin of new Set(coins.sort())) listed.push(await listCoin(directory, coin));
  return { directory, coins: listed };
}

async function listCoin(directory: string, coin: string): Promise<RecordedCoin> {
  findCsvFile(directory, 'trades', coin);
  findCsvFile(directory, 'prices', coin);
  const path = findCsvFile(directory, 'orderbooks', coin);
  let first: number | null = null;
  let last: number | null = null;
  let books = 0;
  for await (const lines of readTextLines(path)) {
    for (const line of lines) {
      const time = readTimeUs(line.slice(0, line.indexOf(',')));
      if (time === null) continue;
      first ??= time;
      last = time;
      books += 1;
    }
  }
  if (first === null || last === null) {
    throw new RecordingError(`${path} holds no book: no row begins with a time in seconds`);
  }
  const from = Math.floor(first / 1000);
  const to = Math.floor(last / 1000);
  return { coin, from, to, durationMs: to - from, books };
}
