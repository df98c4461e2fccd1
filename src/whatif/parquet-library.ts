/** The packages that read and write Parquet: only who wants it needs them. */
import type * as Reading from 'hyparquet';
import type * as Writing from 'hyparquet-writer';
import { TapeError } from './tape-error.js';

export interface ParquetLibrary {
  readonly reading: typeof Reading;
  readonly writing: typeof Writing;
}

/** `load` is for tests. Throws `TapeError` that says what to install. */
export async function loadParquetLibrary(
  load: () => Promise<ParquetLibrary> = loadInstalled,
): Promise<ParquetLibrary> {
  try {
    return await load();
  } catch (error) {
    throw new TapeError(
      'Parquet needs two packages that are not installed: npm i hyparquet hyparquet-writer',
      { cause: error },
    );
  }
}

async function loadInstalled(): Promise<ParquetLibrary> {
  const [reading, writing] = await Promise.all([import('hyparquet'), import('hyparquet-writer')]);
  return { reading, writing };
}
