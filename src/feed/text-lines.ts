/** Streams the lines of a text file, plain, gzipped or with zstd, in bounded memory. */
import { createReadStream } from 'node:fs';
import { pipeline, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { RecordingError } from './recording-error.js';

/** Characters, far above any row's, so that a binary file cannot fill the memory. */
const LINE_LENGTH_MOST = 100_000;
const CHUNK_BYTES = 64 * 1024;

/**
 * Batches of lines without their ends. A last line without an end still counts. `.gz` and `.zst`
 * say how a file is packed. Throws `RecordingError` where the file cannot be read through, or where
 * the runtime is too old to unpack zstd.
 */
export async function* readTextLines(path: string): AsyncGenerator<string[]> {
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
  const unpacking = unpackerFor(path);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  // A failure of the file comes through the unpacking stream, hence the empty callback.
  const bytes = unpacking === null ? file : pipeline(file, unpacking, () => undefined);
  return bytes.setEncoding('utf8');
}

function unpackerFor(path: string): Transform | null {
  if (path.endsWith('.gz')) return zlib.createGunzip({ chunkSize: CHUNK_BYTES });
  if (!path.endsWith('.zst')) return null;
  // The oldest runtime that is supported has no zstd, whatever the type says.
  const { createZstdDecompress } = zlib as Partial<Pick<typeof zlib, 'createZstdDecompress'>>;
  if (createZstdDecompress === undefined) {
    throw new RecordingError(
      `cannot read ${path}: this version of Node.js has no zstd; take 22.15 or newer, or unpack it`,
    );
  }
  return createZstdDecompress({ chunkSize: CHUNK_BYTES });
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
