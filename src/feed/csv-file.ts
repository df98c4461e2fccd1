/** Finds the CSV files of a recording, packed or not. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RecordingError } from './recording-error.js';
import { recordingFileName, type RecordingFile } from './recording-format.js';

/** The plain file or else the packed one. Throws `RecordingError` where there is none. */
export function findCsvFile(directory: string, file: RecordingFile, coin: string): string {
  const path = lookForCsvFile(directory, file, coin);
  if (path !== null) return path;
  const name = recordingFileName(file, coin);
  throw new RecordingError(
    `cannot find ${join(directory, name)} or ${name}.gz, which a recording of ${coin} has`,
  );
}

/** Where it is written, unpacked. */
export function plainCsvFile(directory: string, file: RecordingFile, coin: string): string {
  return join(directory, recordingFileName(file, coin));
}

/** Null where there is neither the plain file nor a packed one. */
export function lookForCsvFile(
  directory: string,
  file: RecordingFile,
  coin: string,
): string | null {
  const name = recordingFileName(file, coin);
  const names = [name, `${name}.gz`, `${name}.zst`];
  return names.map((each) => join(directory, each)).find(existsSync) ?? null;
}
