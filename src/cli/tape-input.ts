/** Tells by its files how a recording is written. */
import { readdirSync, statSync } from 'node:fs';
import { readTextLines, RecordingError } from '../feed/index.js';
import type { TapeInput } from '../whatif/index.js';

export interface TapeInputWishes {
  /** Of a folder that holds several coins. */
  readonly coin?: string;
  /** Of Tardis' files that hold several markets. */
  readonly symbol?: string;
}

/**
 * A folder is a recording of the project's own, `.parquet` a tape, a file that begins with Tardis'
 * header one of theirs, any other a raw stream of Binance. Throws `RecordingError` where they
 * cannot be opened, are of several kinds, or where it has to be said which coin is meant.
 */
export async function tapeInput(
  paths: readonly string[],
  { coin, symbol }: TapeInputWishes,
): Promise<TapeInput> {
  const [path = '', ...more] = paths;
  if (isDirectory(path)) {
    if (more.length > 0) throw new RecordingError(`${path} is a folder: give it alone`);
    return { kind: 'recording', directory: path, coin: coinOf(path, coin) };
  }
  if (path.endsWith('.parquet')) {
    if (more.length > 0) throw new RecordingError(`give ${path} alone`);
    return { kind: 'parquet', path };
  }
  const areTardis = await Promise.all(paths.map(isTardis));
  if (areTardis.every(Boolean)) {
    return { kind: 'tardis', paths, ...(symbol === undefined ? {} : { symbol }) };
  }
  if (areTardis.includes(true))
    throw new RecordingError('some files are of Tardis, others are not');
  if (more.length > 0) throw new RecordingError(`give the raw stream ${path} alone`);
  return { kind: 'binance', path };
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(`cannot open ${path}: ${reason}`, { cause: error });
  }
}

function coinOf(directory: string, wished: string | undefined): string {
  if (wished !== undefined) return wished;
  const coins = readdirSync(directory).flatMap(
    (name) => /^orderbooks_(.+)\.csv(?:\.gz|\.zst)?$/u.exec(name)?.[1] ?? [],
  );
  const [only, ...others] = new Set(coins);
  if (only === undefined) {
    throw new RecordingError(`${directory} holds no recording: no file orderbooks_COIN.csv`);
  }
  if (others.length === 0) return only;
  throw new RecordingError(`${directory} holds ${coins.join(', ')}: say which with --coin`);
}

async function isTardis(path: string): Promise<boolean> {
  for await (const [first = ''] of readTextLines(path)) {
    return first.startsWith('exchange,symbol,timestamp,local_timestamp,');
  }
  return false;
}
