/** What recordings a directory holds. */
import { readdir } from 'node:fs/promises';
import type { DurationMs, TimeMs } from '../base/index.js';
import { findCsvFile } from './csv-file.js';
import { coinOfMessageFile, type MessageFiles } from './message-files.js';
import { readMessages } from './open-sources.js';
import { RecordingError } from './recording-error.js';
import { messageFilesOf, recordingFiles } from './recording-files.js';
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
 * Lists the coins of a recording, for which it reads through its books. Throws `RecordingError`
 * where the directory cannot be read, holds no recording, lacks one of a coin's three CSV files, or
 * where no book can be read.
 */
export async function openRecording(directory: string): Promise<RecordingListing> {
  const names = await readdir(directory).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(`cannot open recording ${directory}: ${reason}`, { cause: error });
  });
  const coins = names.flatMap(
    (name) =>
      /^orderbooks_(.+)\.csv(?:\.gz|\.zst)?$/.exec(name)?.[1] ?? coinOfMessageFile(name) ?? [],
  );
  if (coins.length === 0) {
    throw new RecordingError(
      `${directory} holds no recording: no file orderbooks_COIN.csv, orderbooks_COIN.csv.gz, ` +
        'events_COIN.jsonl or events_COIN-….parquet',
    );
  }
  const listed: RecordedCoin[] = [];
  for (const coin of new Set(coins.sort())) listed.push(await listCoin(directory, coin));
  return { directory, coins: listed };
}

async function listCoin(directory: string, coin: string): Promise<RecordedCoin> {
  const messages = messageFilesOf(directory, coin);
  const times = messages === null ? timesOfRows(directory, coin) : timesOfMessages(messages);
  let first: number | null = null;
  let last: number | null = null;
  let books = 0;
  for await (const time of times) {
    first ??= time;
    last = time;
    books += 1;
  }
  if (first === null || last === null) {
    const path = recordingFiles(directory, coin).at(messages === null ? 2 : 0) ?? directory;
    throw new RecordingError(`${path} holds no book: no row begins with a time in seconds`);
  }
  const from = Math.floor(first / 1000);
  const to = Math.floor(last / 1000);
  return { coin, from, to, durationMs: to - from, books };
}

/** When each book was received, microseconds. */
async function* timesOfRows(directory: string, coin: string): AsyncGenerator<number> {
  findCsvFile(directory, 'trades', coin);
  findCsvFile(directory, 'prices', coin);
  for await (const lines of readTextLines(findCsvFile(directory, 'orderbooks', coin))) {
    for (const line of lines) {
      const time = readTimeUs(line.slice(0, line.indexOf(',')));
      if (time !== null) yield time;
    }
  }
}

async function* timesOfMessages(files: MessageFiles): AsyncGenerator<number> {
  for await (const messages of readMessages(files)) {
    for (const message of messages) if (message.kind === 'book') yield message.receivedUs;
  }
}
