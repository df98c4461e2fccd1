/** The rows of a recording's files, merged by the time of receipt, and what they mean. */
import type { MarketEvent } from '../market/index.js';
import { type AnySource, openSources } from './open-sources.js';
import type { RecordingProblem } from './recording-error.js';
import type { RecordingFile } from './recording-format.js';
import { type MarketCounts, RecordingMarket } from './recording-market.js';
import type { RecordingRow } from './recording-row.js';
import type { FileCounts } from './row-stream.js';

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
  /** `events` of a recording that keeps all kinds in one stream. */
  readonly files: Readonly<Record<RecordingFile, Readonly<FileCounts>>> & {
    readonly events?: Readonly<FileCounts>;
  };
}

export class RecordingReader {
  readonly #sources: readonly AnySource[];
  readonly #market: RecordingMarket;
  readonly #isOneStream: boolean;

  constructor(directory: string, coin: string, options: RecordingOptions) {
    const report = options.onProblem ?? (() => undefined);
    const { bookDepth = Number.POSITIVE_INFINITY } = options;
    const { sources, hasContexts, isOneStream } = openSources(directory, coin, bookDepth, report);
    this.#sources = sources;
    this.#isOneStream = isOneStream;
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
    const none: FileCounts = { rows: 0, malformed: 0, duplicates: 0, outOfOrder: 0 };
    const counts = this.#sources.map((source) => source.counts);
    const [trades = none, prices = none, orderbooks = none, contexts = none] = this.#isOneStream
      ? []
      : counts;
    const [events = none] = counts;
    const files = { trades, prices, orderbooks, contexts };
    return { ...this.#market.counts, files: this.#isOneStream ? { ...files, events } : files };
  }
}

/** The earliest waiting row; the sources come in the order that settles ties. */
function earliestOf(sources: readonly AnySource[]): AnySource | null {
  let earliest: AnySource | null = null;
  for (const source of sources) {
    if (source.timeUs < (earliest?.timeUs ?? Number.POSITIVE_INFINITY)) earliest = source;
  }
  return earliest;
}
