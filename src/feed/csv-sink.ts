/** A recording as CSV: a file of each kind of event. */
import type { MarketEvent } from '../market/index.js';
import { AppendedFile } from './appended-file.js';
import { plainCsvFile } from './csv-file.js';
import type { RecordingFile } from './recording-format.js';
import { recordingFileOf, recordingLines, WRITTEN_HEADERS } from './recording-lines.js';
import type { RecordingSink } from './recording-sink.js';

export class CsvSink implements RecordingSink {
  readonly #files = new Map<RecordingFile, AppendedFile>();
  readonly #pathOf: (file: RecordingFile) => string;
  #books = 0;

  constructor(directory: string, coin: string) {
    this.#pathOf = (file) => plainCsvFile(directory, file, coin);
    try {
      for (const file of ['trades', 'prices', 'orderbooks'] as const) this.#open(file);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get bytes(): number {
    return [...this.#files.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get tornBytes(): number {
    return [...this.#files.values()].reduce((sum, { tornBytes }) => sum + tornBytes, 0);
  }

  write(event: MarketEvent, receivedUs: number): void {
    const kind = recordingFileOf(event);
    const file = this.#files.get(kind) ?? this.#open(kind);
    if (kind === 'orderbooks') this.#books += 1;
    for (const line of recordingLines(event, receivedUs, this.#books)) file.push(line);
  }

  flush(): void {
    for (const file of this.#files.values()) file.flush();
  }

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
