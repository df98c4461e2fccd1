/** A text file of rows that grows: what a crash cut off is taken away before it goes on. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { RecordingError } from './recording-error.js';

const LINE_END = 10;
const TAIL_BYTES = 64 * 1024;

export class AppendedFile {
  /** Bytes of a row without an end, which was cut off when the file was opened. */
  readonly tornBytes: number;
  /** Bytes of whole rows in the file. */
  size: number;
  readonly #path: string;
  readonly #handle: number;
  #buffer = '';

  /**
   * Goes on with the file, or makes it with its header. Throws `RecordingError` where it begins
   * with another header, is packed already, or cannot be opened. Null is no header.
   */
  constructor(path: string, header: string | null) {
    this.#path = path;
    const packed = [`${path}.gz`, `${path}.zst`].find((each) => existsSync(each));
    if (packed !== undefined) {
      throw new RecordingError(`${packed} is packed and cannot be gone on with; record elsewhere`);
    }
    this.#handle = this.#trying(() => openSync(path, 'a+'));
    try {
      const size = this.#trying(() => fstatSync(this.#handle).size);
      this.size = this.#trying(() => this.#cutTornRow(size));
      this.tornBytes = size - this.size;
      if (header !== null && this.size > 0) this.#expectHeader(header);
      else if (header !== null) this.push(header);
    } catch (error) {
      closeSync(this.#handle);
      throw error;
    }
  }

  /** A row without its end; it is in the file after `flush`. */
  push(row: string): void {
    this.#buffer += `${row}\n`;
  }

  /** Hands all rows to the system. Throws `RecordingError` where the disk refuses. */
  flush(): void {
    if (this.#buffer === '') return;
    const bytes = Buffer.from(this.#buffer);
    this.#buffer = '';
    this.#trying(() => {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(this.#handle, bytes, done);
      }
    });
    this.size += bytes.length;
  }

  /** Has the disk keep what was flushed. */
  sync(): void {
    this.#trying(() => fsyncSync(this.#handle));
  }

  /** Takes away all that was written. */
  clear(): void {
    this.#buffer = '';
    this.#trying(() => ftruncateSync(this.#handle, 0));
    this.size = 0;
  }

  /** Flushes before. */
  close(): void {
    try {
      this.flush();
      this.sync();
    } finally {
      closeSync(this.#handle);
    }
  }

  /** The size up to the end of the last whole row. */
  #cutTornRow(size: number): number {
    const block = Buffer.alloc(TAIL_BYTES);
    for (let end = size; end > 0;) {
      const start = Math.max(0, end - TAIL_BYTES);
      const length = readSync(this.#handle, block, 0, end - start, start);
      const last = block.subarray(0, length).lastIndexOf(LINE_END);
      if (last >= 0) {
        const whole = start + last + 1;
        if (whole < size) ftruncateSync(this.#handle, whole);
        return whole;
      }
      end = start;
    }
    if (size > 0) ftruncateSync(this.#handle, 0);
    return 0;
  }

  #expectHeader(header: string): void {
    const expected = Buffer.from(`${header}\n`);
    const found = Buffer.alloc(expected.length);
    const length = this.#trying(() => readSync(this.#handle, found, 0, found.length, 0));
    if (found.subarray(0, length).equals(expected)) return;
    throw new RecordingError(`${this.#path} is not of this format: it has another header`);
  }

  #trying<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RecordingError(`cannot write ${this.#path}: ${reason}`, { cause: error });
    }
  }
}
