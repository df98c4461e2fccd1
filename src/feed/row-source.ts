/** One file's rows, a batch at a time. */
import type { RecordingRow } from './recording-row.js';
import type { FileCounts, RowStream } from './row-stream.js';

const NONE: FileCounts = { rows: 0, malformed: 0, duplicates: 0, outOfOrder: 0 };

/** What a file's first batch tells: how the file is read, and what of the batch is rows. */
export interface BegunFile<Line> {
  readonly stream: RowStream<Line>;
  readonly lines: readonly Line[];
}

export class RowSource<Line> {
  readonly path: string;
  readonly #batches: AsyncGenerator<readonly Line[]>;
  readonly #begin: (batch: readonly Line[]) => BegunFile<Line>;
  #stream: RowStream<Line> | null = null;
  #rows: RecordingRow[] = [];
  #next = 0;
  #isAtEnd = false;

  /** `begin` is given the first batch, an empty one where there is none. */
  constructor(
    path: string,
    batches: AsyncGenerator<readonly Line[]>,
    begin: (batch: readonly Line[]) => BegunFile<Line>,
  ) {
    this.path = path;
    this.#batches = batches;
    this.#begin = begin;
  }

  get counts(): FileCounts {
    return this.#stream?.counts ?? NONE;
  }

  /** Of the waiting row; infinite where none waits. */
  get timeUs(): number {
    return this.#rows[this.#next]?.timeUs ?? Number.POSITIVE_INFINITY;
  }

  holds(row: RecordingRow): boolean {
    return this.#rows[this.#next - 1] === row;
  }

  isDrained(): boolean {
    return this.#next >= this.#rows.length && !this.#isAtEnd;
  }

  take(): RecordingRow {
    const row = this.#rows[this.#next];
    if (row === undefined) throw new RangeError('no row waits');
    this.#next += 1;
    return row;
  }

  /** Reads on until a row waits or the file ends. */
  async refill(): Promise<void> {
    while (this.isDrained()) {
      const step = await this.#batches.next();
      this.#next = 0;
      const batch = step.done === true ? [] : step.value;
      const { stream, lines } =
        this.#stream === null ? this.#begin(batch) : { stream: this.#stream, lines: batch };
      this.#stream = stream;
      this.#isAtEnd = step.done === true;
      this.#rows = step.done === true ? stream.finish() : stream.read(lines);
    }
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }
}
