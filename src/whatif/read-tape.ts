/** Reads a recording to a tape, out of the folder of tapes where it was read before. */
import { unreachable } from '../base/index.js';
import {
  type FlatMessage,
  type MessageReadOptions,
  recordingFiles,
  visitBinanceStream,
  visitRecording,
  visitTardis,
} from '../feed/index.js';
import { countCrossed } from './count-crossed.js';
import { readParquetTape } from './read-parquet-tape.js';
import { TapeBuilder, type TapeOptions } from './tape-builder.js';
import { cachedTape, type CachedTape } from './tape-cache.js';
import type { CountedTape, TapeCounts } from './tape-file.js';

/**
 * A recording on disk, and how it is written: Binance's raw stream, Tardis' CSV files (depth and
 * trades; `symbol` where they hold several markets), a recording of this project, or a tape that
 * was written as Parquet.
 */
export type TapeInput =
  | { readonly kind: 'binance'; readonly path: string }
  | { readonly kind: 'tardis'; readonly paths: readonly string[]; readonly symbol?: string }
  | { readonly kind: 'recording'; readonly directory: string; readonly coin: string }
  | { readonly kind: 'parquet'; readonly path: string };

export interface ReadTapeOptions extends TapeOptions, MessageReadOptions {
  /** Folder of decoded tapes; null for none. */
  readonly cache: string | null;
}

/**
 * Times are put right as `TapeBuilder` says. The counts are those of the reader, and as
 * `crossedBooks` the messages after which the book stood crossed; a tape out of the folder has them
 * too, but does not tell each problem again. Throws `RecordingError` where the recording cannot be
 * read, `TapeError` where it holds no message or a price off the tick.
 */
export async function readTape(input: TapeInput, options: ReadTapeOptions): Promise<CachedTape> {
  const { tickSize, lotSize } = options;
  const source = {
    files: filesOf(input),
    reader: JSON.stringify([nameOf(input), tickSize, lotSize]),
    async decode() {
      if (input.kind === 'parquet') return readParquet(input.path, { tickSize, lotSize });
      const builder = new TapeBuilder({ tickSize, lotSize });
      const counts = await visit(input, (message) => builder.add(message), options);
      const tape = builder.finish();
      return { tape, counts: { ...counts, crossedBooks: countCrossed(tape) } };
    },
  };
  return cachedTape(source, options.cache);
}

function filesOf(input: TapeInput): readonly string[] {
  if (input.kind === 'binance' || input.kind === 'parquet') return [input.path];
  return input.kind === 'tardis' ? input.paths : recordingFiles(input.directory, input.coin);
}

function nameOf(input: TapeInput): readonly (string | undefined)[] {
  return input.kind === 'tardis' ? [input.kind, input.symbol] : [input.kind];
}

/** What such a file is made of was judged when its tape was made. */
async function readParquet(
  path: string,
  grid: { readonly tickSize: number; readonly lotSize: number },
): Promise<CountedTape> {
  const tape = await readParquetTape(path, grid);
  const counts = { messages: tape.receivedNs.length, crossedBooks: countCrossed(tape) };
  return { tape, counts };
}

async function visit(
  input: Exclude<TapeInput, { kind: 'parquet' }>,
  take: (message: FlatMessage) => void,
  { onProblem }: MessageReadOptions,
): Promise<TapeCounts> {
  const options = onProblem === undefined ? {} : { onProblem };
  switch (input.kind) {
    case 'binance':
      return { ...(await visitBinanceStream(input.path, take, options)) };
    case 'tardis': {
      const { paths, symbol } = input;
      const wanted = symbol === undefined ? options : { ...options, symbol };
      return { ...(await visitTardis(paths, take, wanted)) };
    }
    case 'recording':
      return { ...(await visitRecording(input.directory, input.coin, take, options)) };
    default:
      return unreachable(input);
  }
}
