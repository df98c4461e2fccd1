/** A recording as one file of JSON lines. */
import type { MarketEvent } from '../market/index.js';
import { AppendedFile } from './appended-file.js';
import { linesFileOf } from './message-files.js';
import { messageLine } from './message-line.js';
import { messageOf } from './recorded-message.js';
import type { RecordingSink } from './recording-sink.js';

export class LinesSink implements RecordingSink {
  readonly #file: AppendedFile;
  #messages = 0;

  constructor(directory: string, coin: string) {
    this.#file = new AppendedFile(linesFileOf(directory, coin), null);
  }

  get bytes(): number {
    return this.#file.size;
  }

  get tornBytes(): number {
    return this.#file.tornBytes;
  }

  /** Numbered from 1 in each stretch: only the order of lines counts. */
  write(event: MarketEvent, receivedUs: number): void {
    this.#messages += 1;
    this.#file.push(messageLine(messageOf(event, receivedUs, this.#messages)));
  }

  flush(): void {
    this.#file.flush();
  }

  sync(): void {
    this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }
}
