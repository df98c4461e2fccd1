/** Writes a tape as Parquet. */
import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import type { MarketTape } from './market-tape.js';
import { PARQUET_COLUMNS, PARQUET_KINDS } from './parquet-columns.js';
import { loadParquetLibrary } from './parquet-library.js';
import { TapeError } from './tape-error.js';

/** Rows that are in memory as columns at once. */
const GROUP_ROWS = 100_000;

/**
 * Replaces the file at once when it is whole. The tick and lot size go into the file's metadata.
 * Throws `TapeError` where the packages for Parquet are missing or the file cannot be written.
 */
export async function writeParquetTape(path: string, tape: MarketTape): Promise<void> {
  const { writing } = await loadParquetLibrary();
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    const writer = new writing.ParquetWriter({
      writer: writing.fileWriter(beside),
      schema: [
        { name: 'root', num_children: PARQUET_COLUMNS.length },
        ...PARQUET_COLUMNS.map(({ name, type }) =>
          type === 'STRING'
            ? ({
                name,
                type: 'BYTE_ARRAY',
                converted_type: 'UTF8',
                repetition_type: 'REQUIRED',
              } as const)
            : ({ name, type, repetition_type: 'REQUIRED' } as const),
        ),
      ],
      kvMetadata: [
        { key: 'mm-policy.tick-size', value: String(tape.tickSize) },
        { key: 'mm-policy.lot-size', value: String(tape.lotSize) },
      ],
      createdBy: 'mm-policy',
    });
    for (let start = 0; start < tape.kinds.length; start += GROUP_ROWS) {
      const columnData = groupOf(tape, start, Math.min(start + GROUP_ROWS, tape.kinds.length));
      await writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    }
    await writer.finish();
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new TapeError(`cannot write ${path}: ${reason}`, { cause: error });
  }
}

type GroupColumn = Int32Array | BigInt64Array | Float64Array | string[];

/** Rows `start` to `end` − 1 as columns of their names. */
function groupOf(
  tape: MarketTape,
  start: number,
  end: number,
): { readonly name: string; readonly data: GroupColumn }[] {
  const count = end - start;
  const messages = new Int32Array(count);
  const receivedNs = new BigInt64Array(count);
  const exchangeNs = new BigInt64Array(count);
  const kinds: string[] = [];
  const prices = new Float64Array(count);
  let message = messageOf(tape, start);
  for (let row = start; row < end; row += 1) {
    while ((tape.messageStarts[message + 1] ?? Infinity) <= row) message += 1;
    const at = row - start;
    messages[at] = message;
    receivedNs[at] = tape.originNs + BigInt(tape.receivedNs[message] ?? 0);
    exchangeNs[at] = tape.originNs + BigInt(tape.exchangeNs[message] ?? 0);
    kinds.push(PARQUET_KINDS[tape.kinds[row] ?? 0] ?? '');
    prices[at] = (tape.ticks[tape.ranks[row] ?? 0] ?? 0) * tape.tickSize;
  }
  const data = {
    message: messages,
    received_ns: receivedNs,
    exchange_ns: exchangeNs,
    kind: kinds,
    price: prices,
    size: tape.sizes.slice(start, end),
  };
  return PARQUET_COLUMNS.map(({ name }) => ({ name, data: data[name] }));
}

/** The message that holds a row; found by halves. */
function messageOf({ messageStarts }: MarketTape, row: number): number {
  let low = 0;
  let high = messageStarts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((messageStarts[middle] ?? 0) <= row) low = middle;
    else high = middle;
  }
  return low;
}
