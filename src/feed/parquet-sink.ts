/**
 * A recording as Parquet. A Parquet file is none before its end is written, so events go to a file
 * of lines first, which a crash leaves readable; when it is full, or the recording ends, it becomes
 * a part. What a crash between the two left twice is told by the number of the part's last event.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import type { MarketEvent } from '../market/index.js';
import { AppendedFile } from './appended-file.js';
import { findMessageFiles, openPartOf, partFileOf } from './message-files.js';
import { messageLine, parseMessageLine } from './message-line.js';
import { writeMessagePart } from './parquet-messages.js';
import { messageOf, type RecordedMessage } from './recorded-message.js';
import { RecordingError } from './recording-error.js';
import type { RecordingFormat, RecordingSink } from './recording-sink.js';

/** Events of a part: that many are in memory at once. */
const PART_MESSAGES = 5_000;

export class ParquetSink implements RecordingSink {
  readonly #directory: string;
  readonly #coin: string;
  readonly #library: Extract<RecordingFormat, { kind: 'parquet' }>['library'];
  readonly #partMessages: number;
  readonly #lines: AppendedFile;
  #open: RecordedMessage[] = [];
  #last: number;
  #partBytes: number;

  constructor(
    directory: string,
    coin: string,
    library: Extract<RecordingFormat, { kind: 'parquet' }>['library'],
    partMessages = PART_MESSAGES,
  ) {
    this.#directory = directory;
    this.#coin = coin;
    this.#library = library;
    this.#partMessages = partMessages;
    const files = findMessageFiles(directory, coin);
    const parts = files?.kind === 'parquet' ? files.parts : [];
    this.#partBytes = parts.reduce((sum, { path }) => sum + statSync(path).size, 0);
    this.#last = parts.at(-1)?.last ?? 0;
    const path = openPartOf(directory, coin);
    this.#lines = new AppendedFile(path, null);
    this.#takeUp(path);
  }

  get bytes(): number {
    return this.#partBytes + this.#lines.size;
  }

  get tornBytes(): number {
    return this.#lines.tornBytes;
  }

  write(event: MarketEvent, receivedUs: number): void {
    this.#last += 1;
    const message = messageOf(event, receivedUs, this.#last);
    this.#open.push(message);
    this.#lines.push(messageLine(message));
    if (this.#open.length >= this.#partMessages) this.#closePart();
  }

  flush(): void {
    this.#lines.flush();
  }

  sync(): void {
    this.#lines.sync();
  }

  close(): void {
    try {
      this.#closePart();
    } finally {
      this.#lines.close();
    }
    if (this.#lines.size === 0) rmSync(openPartOf(this.#directory, this.#coin), { force: true });
  }

  /** What an earlier process left open. */
  #takeUp(path: string): void {
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue;
      const message = parseMessageLine(line);
      if (message.kind === 'bad') {
        this.#lines.close();
        throw new RecordingError(`${path} is not of this format: a line is no event`);
      }
      if (message.n > this.#last) this.#open.push(message);
    }
    this.#last = this.#open.at(-1)?.n ?? this.#last;
    if (this.#open.length === 0) this.#lines.clear();
  }

  #closePart(): void {
    if (this.#open.length === 0) return;
    this.#lines.flush();
    this.#lines.sync();
    const path = partFileOf(this.#directory, this.#coin, this.#last);
    writeMessagePart(path, this.#open, this.#library);
    this.#partBytes += statSync(path).size;
    this.#open = [];
    this.#lines.clear();
  }
}
