/** Recorded messages as Parquet: a row a level, trade or mark, those of a message side by side. */
import { renameSync, writeFileSync } from 'node:fs';
import type * as Reading from 'hyparquet';
import type * as Writing from 'hyparquet-writer';
import type { LevelText, RecordedMessage } from './recorded-message.js';
import { RecordingError } from './recording-error.js';

/** The packages for it: only who wants Parquet needs them. */
export interface RecordingParquet {
  readonly reading: typeof Reading;
  readonly writing: typeof Writing;
}

/** Throws `RecordingError` that says what to install. */
export async function loadRecordingParquet(): Promise<RecordingParquet> {
  try {
    const [reading, writing] = await Promise.all([import('hyparquet'), import('hyparquet-writer')]);
    return { reading, writing };
  } catch (error) {
    throw new RecordingError(
      'Parquet needs two packages that are not installed: npm i hyparquet hyparquet-writer',
      { cause: error },
    );
  }
}

/** `size` is the trade's or level's; `price` of a `funding` row is the hourly rate. */
interface Row {
  readonly message: bigint;
  readonly received_us: bigint;
  readonly exchange_ms: bigint;
  readonly kind: string;
  /** Null where a side is empty. */
  readonly price: number | null;
  readonly size: number | null;
  readonly trade_id: bigint | null;
}

const COLUMNS = [
  { name: 'message', type: 'INT64', nullable: false },
  { name: 'received_us', type: 'INT64', nullable: false },
  { name: 'exchange_ms', type: 'INT64', nullable: false },
  { name: 'kind', type: 'STRING', nullable: false },
  { name: 'price', type: 'DOUBLE', nullable: true },
  { name: 'size', type: 'DOUBLE', nullable: true },
  { name: 'trade_id', type: 'INT64', nullable: true },
] as const;
/** Rows that a reader has in memory at once. */
const GROUP_ROWS = 20_000;

/**
 * Whole or not at all, and on the disk then. Prices and sizes are doubles: a decimal of at most
 * fifteen digits comes back as it was. Throws `RecordingError`.
 */
export function writeMessagePart(
  path: string,
  messages: readonly RecordedMessage[],
  { writing }: Pick<RecordingParquet, 'writing'>,
): void {
  const rows = messages.flatMap(rowsOf);
  const columnData = COLUMNS.map(({ name, type, nullable }) => ({
    name,
    type,
    nullable,
    data: rows.map((row) => row[name]),
  }));
  try {
    const bytes = writing.parquetWriteBuffer({ columnData, rowGroupSize: GROUP_ROWS });
    writeFileSync(`${path}.part`, Buffer.from(bytes), { flush: true });
    renameSync(`${path}.part`, path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(`cannot write ${path}: ${reason}`, { cause: error });
  }
}

/** A batch of messages for each group of rows. Throws `RecordingError`. */
export async function* readMessagePart(path: string): AsyncGenerator<readonly RecordedMessage[]> {
  const { reading } = await loadRecordingParquet();
  try {
    const file = await reading.asyncBufferFromFile(path);
    const metadata = await reading.parquetMetadataAsync(file);
    let waiting: Row[] = [];
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const rows = await reading.parquetReadObjects({ file, metadata, rowStart, rowEnd });
      rowStart = rowEnd;
      const { whole, rest } = messagesIn([...waiting, ...(rows as unknown as Row[])]);
      waiting = rest;
      yield whole;
    }
    if (waiting.length > 0) yield [messageOfRows(waiting)];
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(`cannot read ${path}: ${reason}`, { cause: error });
  }
}

function rowsOf(recorded: RecordedMessage): readonly Row[] {
  const row = (kind: string, level: LevelText | readonly [string, null] | null): Row => ({
    message: BigInt(recorded.n),
    received_us: BigInt(recorded.receivedUs),
    exchange_ms: BigInt(recorded.exchangeMs),
    kind,
    price: level === null ? null : Number(level[0]),
    size: level === null || level[1] === null ? null : Number(level[1]),
    trade_id: recorded.kind === 'trade' ? BigInt(recorded.tradeId) : null,
  });
  switch (recorded.kind) {
    case 'book': {
      const { bids, asks } = recorded;
      const levels = [
        ...bids.map((level) => row('book_bid', level)),
        ...asks.map((level) => row('book_ask', level)),
      ];
      return levels.length === 0 ? [row('book_empty', null)] : levels;
    }
    case 'top':
      return [row('top_bid', recorded.bid), row('top_ask', recorded.ask)];
    case 'trade':
      return [row(recorded.side, [recorded.price, recorded.size])];
    case 'context':
      return [
        row('mark', [recorded.mark, null]),
        row('oracle', [recorded.oracle, null]),
        row('funding', [recorded.fundingRate, null]),
      ];
  }
}

/** `rest` are the rows of the last message, which may go on. */
function messagesIn(rows: readonly Row[]): { whole: RecordedMessage[]; rest: Row[] } {
  const whole: RecordedMessage[] = [];
  let rest: Row[] = [];
  for (const row of rows) {
    const [first] = rest;
    if (first !== undefined && first.message !== row.message) {
      whole.push(messageOfRows(rest));
      rest = [];
    }
    rest.push(row);
  }
  return { whole, rest };
}

function messageOfRows(rows: readonly Row[]): RecordedMessage {
  const [first] = rows;
  if (first === undefined) throw new RecordingError('a message has a row at least');
  const stamp = {
    n: Number(first.message),
    receivedUs: Number(first.received_us),
    exchangeMs: Number(first.exchange_ms),
  };
  const levels = (kind: string): readonly LevelText[] =>
    rows.flatMap((row) => {
      const level = row.kind === kind ? levelOf(row) : null;
      return level === null ? [] : [level];
    });
  const price = (kind: string): string =>
    textOf(rows.find((row) => row.kind === kind)?.price ?? null);
  switch (first.kind) {
    case 'book_bid':
    case 'book_ask':
    case 'book_empty':
      return { ...stamp, kind: 'book', bids: levels('book_bid'), asks: levels('book_ask') };
    case 'top_bid':
    case 'top_ask': {
      const [[bid = null], [ask = null]] = [levels('top_bid'), levels('top_ask')];
      return { ...stamp, kind: 'top', bid, ask };
    }
    case 'buy':
    case 'sell': {
      const { kind: side, size, trade_id: tradeId } = first;
      const told = { side, price: textOf(first.price), size: textOf(size) };
      return { ...stamp, kind: 'trade', ...told, tradeId: Number(tradeId ?? -1) };
    }
    case 'mark':
      return {
        ...stamp,
        kind: 'context',
        mark: price('mark'),
        oracle: price('oracle'),
        fundingRate: price('funding'),
      };
    default:
      throw new RecordingError(`message ${stamp.n} is of no kind: ${first.kind}`);
  }
}

function levelOf({ price, size }: Row): LevelText | null {
  return price === null || size === null ? null : [textOf(price), textOf(size)];
}

/** What is no number stays none: the row is then told as malformed. */
function textOf(value: number | null): string {
  return value === null ? '' : String(value);
}
