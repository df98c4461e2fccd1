/** Finds a CSV file of a recording, packed or not. */
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
