/** Streams the lines of a CSV file, gzipped or not, in bounded memory. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RecordingError } from './recording-error.js';
import { recordingFileName, type RecordingFile } from './recording-format.js';

/** Characters, far above any row's, so that a binary file cannot fill the memory. */
const LINE_LENGTH_MOST = 100_000;
const CHUNK_BYTES = 64 * 1024;

/** The plain file or else the gzipped one. Throws `RecordingError` where there is neither. */
export function findCsvFile(directory: string, file: RecordingFile, coin: string): string {
  const name = recordingFileName(file, coin);
  const path = [name, `${name}.gz`].map((each) => join(directory, each)).find(existsSync);
  if (path !== undefined) return path;
  throw new RecordingError(
    `cannot find ${join(directory, name)} or ${name}.gz, which a recording of ${coin} has`,
  );
}

/**
 * Batches of lines without their ends; the first line of all is the header. A last line without an
 * end still counts. Throws `RecordingError` where the file cannot be read through.
 */
export async function* readCsvLines(path: string): AsyncGenerator<string[]> {
  let rest = '';
  try {
    for await (const chunk of openText(path)) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_LENGTH_MOST) {
        throw new RecordingError(`${path} is not a recording: a line is longer than 100,000`);
      }
      if (lines.length > 0) yield lines.map(withoutReturn);
    }
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(`cannot read ${path}: ${reason}`, { cause: error });
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

function openText(path: string): AsyncIterable<string> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  // A failure of the file comes through the unzipping stream, hence the empty callback.
  const bytes = path.endsWith('.gz')
    ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
    : file;
  return bytes.setEncoding('utf8');
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
