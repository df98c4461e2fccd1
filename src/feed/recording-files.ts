/** The files of a coin's recording, whatever their format. */
import { findCsvFile, lookForCsvFile } from './csv-file.js';
import { findMessageFiles, type MessageFiles } from './message-files.js';

/**
 * The paths of a coin's files, of CSV files that of marks last where there is one. Throws
 * `RecordingError` where there is no recording of it, or one of the other CSV files is missing.
 */
export function recordingFiles(directory: string, coin: string): string[] {
  const messages = messageFilesOf(directory, coin);
  if (messages?.kind === 'jsonl') return [...messages.paths];
  if (messages?.kind === 'parquet') {
    const open = messages.open === null ? [] : [messages.open];
    return [...messages.parts.map(({ path }) => path), ...open];
  }
  const files = ['trades', 'prices', 'orderbooks'] as const;
  const contexts = lookForCsvFile(directory, 'contexts', coin);
  const found = files.map((file) => findCsvFile(directory, file, coin));
  return contexts === null ? found : [...found, contexts];
}

/** Null where the recording is CSV, or there is none. */
export function messageFilesOf(directory: string, coin: string): MessageFiles | null {
  const isCsv = lookForCsvFile(directory, 'orderbooks', coin) !== null;
  return isCsv ? null : findMessageFiles(directory, coin);
}
