/** The rows of a recording's three files, merged by the time of receipt, and what they mean. */
import { unreachable } from '../base/index.js';
import type { MarketEvent } from '../market/index.js';
import { recordingFiles } from './csv-file.js';
import { RecordingError, type RecordingProblem } from './recording-error.js';
import {
  bookLevelsOf,
  booksHeader,
  CONTEXTS_HEADER,
  PRICES_HEADER,
  type RecordingFile,
  TRADES_HEADER,
} from './recording-format.js';
import { type MarketCounts, RecordingMarket } from './recording-market.js';
import {
  type BadRow,
  decodeBookRow,
  decodeContextRow,
  decodePriceRow,
  decodeTradeRow,
  type RecordingRow,
} from './recording-row.js';
import { DecimalReader } from './row-field.js';
import { type FileCounts, RowStream } from './row-stream.js';
import { readTextLines } from './text-lines.js';

export interface RecordingOptions {
  /** Of the instrument: decides the grid that marks are cut to. Default 0. */
  readonly sizeDecimals?: number;
  /** Milliseconds between marks where none are recorded; default 3000, as the venue's come. */
  readonly contextIntervalMs?: number;
  /** Levels a side that are read of each book; default all. */
  readonly bookDepth?: number;
  /** Told of each row that is malformed, a duplicate, out of order, stale or crossed. */
  readonly onProblem?: (problem: RecordingProblem) => void;
}

export interface RecordingCounts extends MarketCounts {
  readonly files: Readonly<Record<RecordingFile, Readonly<FileCounts>>>;
}

/** Rows of the same microsecond come trades first, then tops, then books, then marks. */
const FILES_IN_ORDER = ['trades', 'prices', 'orderbooks', 'contexts'] as const;

export class RecordingReader {
  readonly #sources: readonly RowSource[];
  readonly #market: RecordingMarket;

  constructor(directory: string, coin: string, options: RecordingOptions) {
    const report = options.onProblem ?? (() => undefined);
    const paths = recordingFiles(directory, coin);
    this.#sources = paths.map((path, index) => {
      const file = FILES_IN_ORDER[index] ?? 'contexts';
      return new RowSource(path, file, options.bookDepth, report);
    });
    const hasContexts = paths.length === FILES_IN_ORDER.length;
    this.#market = new RecordingMarket({
      coin,
      sizeDecimals: options.sizeDecimals ?? 0,
      contextIntervalMs: hasContexts ? null : (options.contextIntervalMs ?? 3000),
      reject: (row, reason) => {
        const file = this.#sources.find((source) => source.holds(row))?.path ?? directory;
        report({ file, line: row.line, reason, outcome: 'skipped' });
      },
    });
  }

  /** The earliest row that waits; null at the end of all files. */
  async next(): Promise<RecordingRow | null> {
    for (const source of this.#sources) {
      if (source.isDrained()) await source.refill();
    }
    return earliestOf(this.#sources)?.take() ?? null;
  }

  /** The events of the newest row. */
  apply(row: RecordingRow): MarketEvent[] {
    return this.#market.apply(row);
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
  }

  counts(): RecordingCounts {
    const [trades, prices, orderbooks, contexts] = this.#sources.map((source) => source.counts);
    const none: FileCounts = { rows: 0, malformed: 0, duplicates: 0, outOfOrder: 0 };
    const files = {
      trades: trades ?? none,
      prices: prices ?? none,
      orderbooks: orderbooks ?? none,
      contexts: contexts ?? none,
    };
    return { ...this.#market.counts, files };
  }
}

/** The earliest waiting row; the sources come in the order that settles ties. */
function earliestOf(sources: readonly RowSource[]): RowSource | null {
  let earliest: RowSource | null = null;
  for (const source of sources) {
    if (source.timeUs < (earliest?.timeUs ?? Number.POSITIVE_INFINITY)) earliest = source;
  }
  return earliest;
}

/** One file's rows, a batch at a time. */
class RowSource {
  readonly path: string;
  readonly #file: RecordingFile;
  readonly #bookDepth: number;
  readonly #lines: AsyncGenerator<string[]>;
  readonly #report: (problem: RecordingProblem) => void;
  #stream: RowStream | null = null;
  #rows: RecordingRow[] = [];
  #next = 0;
  #isAtEnd = false;

  constructor(
    path: string,
    file: RecordingFile,
    bookDepth: number | undefined,
    report: (problem: RecordingProblem) => void,
  ) {
    this.path = path;
    this.#file = file;
    this.#bookDepth = bookDepth ?? Number.POSITIVE_INFINITY;
    this.#lines = readTextLines(path);
    this.#report = report;
  }

  get counts(): FileCounts {
    return this.#stream?.counts ?? { rows: 0, malformed: 0, duplicates: 0, outOfOrder: 0 };
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
      const step = await this.#lines.next();
      this.#next = 0;
      if (step.done === true) {
        if (this.#stream === null) throw this.#wrongHeader('nothing');
        this.#isAtEnd = true;
        this.#rows = this.#stream.finish();
      } else if (this.#stream === null) {
        const [header = '', ...lines] = step.value;
        this.#stream = new RowStream(this.path, this.#decoderFor(header), this.#report);
        this.#rows = this.#stream.read(lines);
      } else {
        this.#rows = this.#stream.read(step.value);
      }
    }
  }

  async close(): Promise<void> {
    await this.#lines.return(undefined);
  }

  #decoderFor(header: string): (text: string, line: number) => RecordingRow | BadRow {
    const decimals = new DecimalReader();
    switch (this.#file) {
      case 'trades':
        if (header !== TRADES_HEADER) throw this.#wrongHeader(header);
        return (text, line) => decodeTradeRow(text, line, decimals);
      case 'prices':
        if (header !== PRICES_HEADER) throw this.#wrongHeader(header);
        return (text, line) => decodePriceRow(text, line, decimals);
      case 'contexts':
        if (header !== CONTEXTS_HEADER) throw this.#wrongHeader(header);
        return (text, line) => decodeContextRow(text, line, decimals);
      case 'orderbooks': {
        const levels = bookLevelsOf(header);
        if (levels === null) throw this.#wrongHeader(header);
        return (text, line) => decodeBookRow(text, line, levels, this.#bookDepth, decimals);
      }
      default:
        return unreachable(this.#file);
    }
  }

  #wrongHeader(header: string): RecordingError {
    const headers = {
      trades: TRADES_HEADER,
      prices: PRICES_HEADER,
      orderbooks: booksHeader(1),
      contexts: CONTEXTS_HEADER,
    };
    const expected = `${headers[this.#file]}${this.#file === 'orderbooks' ? ',…' : ''}`;
    const found = header.length > 80 ? `${header.slice(0, 80)}…` : header;
    return new RecordingError(
      `${this.path} begins with \`${found}\` where the header \`${expected}\` was expected`,
    );
  }
}
