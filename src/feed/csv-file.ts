/** Finds the CSV files of a recording, packed or not. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RecordingError } from './recording-error.js';
import { recordingFileName, type RecordingFile } from './recording-format.js';

/** The plain file or else the packed one. Throws `RecordingError` where there is none. */
export function findCsvFile(directory: string, file: RecordingFile, coin: string): string {
  const name = recordingFileName(file, coin);
  const names = [name, `${name}.gz`, `${name}.zst`];
  const path = names.map((each) => join(directory, each)).find(existsSync);
  if (path !== undefined) return path;
  throw new RecordingError(
    `cannot find ${join(directory, name)} or ${name}.gz, which a recording of ${coin} has`,
  );
}

/** The paths of a coin's three files. Throws `RecordingError` where one is missing. */
export function recordingFiles(directory: string, coin: string): string[] {
  const files = ['trades', 'prices', 'orderbooks'] as const;
  return files.map((file) => findCsvFile(directory, file, coin));
}
