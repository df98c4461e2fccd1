/** Tapes that were decoded before: kept in a folder, taken as long as their files are the same. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CountedTape, readTapeFile, TapeFileError, writeTapeFile } from './tape-file.js';

/** What a tape is made of. */
export interface TapeSource {
  /** Paths of all files that are read. */
  readonly files: readonly string[];
  /** The reader and all its options: another text makes another tape. */
  readonly reader: string;
  decode(): Promise<CountedTape>;
}

export interface CachedTape extends CountedTape {
  /** Whether it was taken from the folder; else why not: none there, an older one, a broken one. */
  readonly cache: 'taken' | 'none' | 'absent' | 'stale' | 'corrupt';
  /** Why the tape could not be put into the folder; null where it could or there is none. */
  readonly problem: string | null;
}

/**
 * The tape out of `folder`, or decoded and put there; decoded where `folder` is null. What is in
 * the folder is taken only if it is whole and made of files of the same path, size and time of
 * change by the same reader. A folder that cannot be written to is told, and stops nothing. Throws
 * what `decode` throws.
 */
export async function cachedTape(source: TapeSource, folder: string | null): Promise<CachedTape> {
  if (folder === null) return { ...(await source.decode()), cache: 'none', problem: null };
  const paths = source.files.map((file) => resolve(file));
  const name = createHash('sha256')
    .update(JSON.stringify([source.reader, paths]))
    .digest('hex');
  const path = join(folder, `${name.slice(0, 32)}.tape`);
  const key = await keyOf(source.reader, paths);
  const found = key === null ? 'absent' : await lookUp(path, key);
  if (typeof found === 'object') return { ...found, cache: 'taken', problem: null };
  const made = await source.decode();
  // A file that grew while it was read is decoded anew the next time.
  const isSteady = key !== null && (await keyOf(source.reader, paths)) === key;
  const problem = isSteady ? await keep(path, key, made) : null;
  return { ...made, cache: found, problem };
}

/** Null where a file is not there, which the reader tells better. */
async function keyOf(reader: string, paths: readonly string[]): Promise<string | null> {
  try {
    const stats = await Promise.all(paths.map((path) => stat(path, { bigint: true })));
    const files = stats.map(({ size, mtimeNs }, index) => [
      paths[index],
      String(size),
      String(mtimeNs),
    ]);
    return JSON.stringify([reader, files]);
  } catch {
    return null;
  }
}

async function lookUp(
  path: string,
  key: string,
): Promise<CountedTape | 'absent' | 'stale' | 'corrupt'> {
  try {
    return await readTapeFile(path, key);
  } catch (error) {
    if (!(error instanceof TapeFileError)) throw error;
    if (error.kind === 'unreadable') return 'absent';
    return error.kind === 'other' ? 'stale' : 'corrupt';
  }
}

async function keep(path: string, key: string, made: CountedTape): Promise<string | null> {
  try {
    await writeTapeFile(path, key, made);
    return null;
  } catch (error) {
    if (!(error instanceof TapeFileError)) throw error;
    return error.message;
  }
}
