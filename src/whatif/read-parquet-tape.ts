/** Reads a tape out of Parquet, written by us or by another tool with the same columns. */
import { gunzipSync } from 'node:zlib';
import type { DecodedArray } from 'hyparquet';
import type { MarketTape } from './market-tape.js';
import { orderOfStamps } from './order-of-stamps.js';
import { PARQUET_COLUMNS, PARQUET_KINDS } from './parquet-columns.js';
import { loadParquetLibrary } from './parquet-library.js';
import { rankTicks } from './rank-ticks.js';
import { faultOfTape } from './tape-columns.js';
import { TapeError } from './tape-error.js';
import { tickOf } from './tick-of.js';

type ColumnName = (typeof PARQUET_COLUMNS)[number]['name'];
type Group = Readonly<Record<ColumnName, DecodedArray>>;

/**
 * The columns are those of `PARQUET_COLUMNS`, rows in order of receipt, those of a message next to
 * each other; a group of rows is in memory at once. Throws `TapeError` where the packages for
 * Parquet are missing, or where the file makes no tape.
 */
export async function readParquetTape(
  path: string,
  grid: { readonly tickSize: number; readonly lotSize: number },
): Promise<MarketTape> {
  const { reading } = await loadParquetLibrary();
  try {
    const file = await reading.asyncBufferFromFile(path);
    const metadata = await reading.parquetMetadataAsync(file);
    const names = new Set(metadata.schema.map(({ name }) => name));
    const missing = PARQUET_COLUMNS.filter(({ name }) => !names.has(name));
    if (missing.length > 0) {
      throw new TapeError(`it has no column ${missing.map(({ name }) => name).join(', ')}`);
    }
    const collector = new RowCollector(Number(metadata.num_rows), grid.tickSize);
    let rowStart = 0;
    for (const { num_rows: rows } of metadata.row_groups) {
      const rowEnd = rowStart + Number(rows);
      const chunks = new Map<string, { rowStart: number; columnData: DecodedArray }[]>();
      await reading.parquetRead({
        file,
        metadata,
        rowStart,
        rowEnd,
        columns: PARQUET_COLUMNS.map(({ name }) => name),
        compressors: { GZIP: (input) => gunzipSync(input) },
        onChunk: ({ columnName, ...chunk }) => {
          chunks.set(columnName, [...(chunks.get(columnName) ?? []), chunk]);
        },
      });
      collector.add(joined(chunks, rowStart, rowEnd));
      rowStart = rowEnd;
    }
    return collector.finish(grid);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TapeError(`cannot read ${path}: ${reason}`, { cause: error });
  }
}

function joined(
  chunks: ReadonlyMap<string, { rowStart: number; columnData: DecodedArray }[]>,
  rowStart: number,
  rowEnd: number,
): Group {
  const columns = PARQUET_COLUMNS.map(({ name }): [ColumnName, DecodedArray] => {
    const parts = chunks.get(name) ?? [];
    const [only] = parts;
    if (only !== undefined && parts.length === 1 && only.columnData.length === rowEnd - rowStart) {
      return [name, only.columnData];
    }
    const whole: unknown[] = Array.from({ length: rowEnd - rowStart });
    for (const { columnData, rowStart: start } of parts) {
      for (const [index, value] of columnData.entries()) whole[start + index - rowStart] = value;
    }
    return [name, whole];
  });
  return Object.fromEntries(columns) as Record<ColumnName, DecodedArray>;
}

class RowCollector {
  readonly #tickSize: number;
  readonly #kinds: Uint8Array;
  readonly #ticks: Int32Array;
  readonly #sizes: Float64Array;
  readonly #starts: number[] = [];
  /** Nanoseconds after `base`, by message. */
  readonly #received: number[] = [];
  readonly #exchange: number[] = [];
  #base = 0n;
  #message: unknown = null;
  #row = 0;

  constructor(rows: number, tickSize: number) {
    this.#tickSize = tickSize;
    this.#kinds = new Uint8Array(rows);
    this.#ticks = new Int32Array(rows);
    this.#sizes = new Float64Array(rows);
  }

  add(group: Group): void {
    const { message, kind, price, size } = group;
    for (let index = 0; index < message.length; index += 1) {
      const row = this.#row;
      const kindNumber = PARQUET_KINDS.indexOf(kind[index]);
      if (kindNumber < 0) throw new TapeError(`row ${row} is of no kind: ${kind[index]}`);
      if (message[index] !== this.#message) this.#begin(group, index);
      this.#kinds[row] = kindNumber;
      this.#ticks[row] = tickOf(Number(price[index]), this.#tickSize);
      this.#sizes[row] = Number(size[index]);
      this.#row = row + 1;
    }
  }

  finish(grid: { readonly tickSize: number; readonly lotSize: number }): MarketTape {
    if (this.#starts.length === 0) throw new TapeError('there is no message to make a tape of');
    const first = this.#exchange.reduce((a, b) => Math.min(a, b), Infinity);
    const exchangeNs = Float64Array.from(this.#exchange, (ns) => ns - first);
    const tape = {
      ...grid,
      originNs: this.#base + BigInt(first),
      ...rankTicks(this.#ticks),
      kinds: this.#kinds,
      sizes: this.#sizes,
      messageStarts: Int32Array.from([...this.#starts, this.#row]),
      receivedNs: Float64Array.from(this.#received, (ns) => ns - first),
      exchangeNs,
      exchangeOrder: orderOfStamps(exchangeNs),
    };
    const fault = faultOfTape(tape);
    if (fault !== null) throw new TapeError(fault);
    return tape;
  }

  #begin({ message, received_ns: received, exchange_ns: exchange }: Group, index: number): void {
    this.#message = message[index];
    const stamp = wholeOf(exchange[index], this.#row);
    if (this.#starts.length === 0) this.#base = stamp;
    this.#starts.push(this.#row);
    this.#received.push(Number(wholeOf(received[index], this.#row) - this.#base));
    this.#exchange.push(Number(stamp - this.#base));
  }
}

function wholeOf(value: unknown, row: number): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw new TapeError(`a time of row ${row} is no whole number of nanoseconds`);
}
