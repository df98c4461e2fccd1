/** Streams the bytes of a text file, plain, gzipped or with zstd, in blocks of whole lines. */
import { createReadStream } from 'node:fs';
import { pipeline, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { RecordingError } from './recording-error.js';

/** Bytes, far above any row's, so that a binary file cannot fill the memory. */
const LINE_LENGTH_MOST = 200_000;
const CHUNK_BYTES = 256 * 1024;
/** Unpacked ahead, on a thread of the runtime's own, while what came before is read. */
const AHEAD_BYTES = 8 * CHUNK_BYTES;
const LINE_END = 10;

const PACE = { chunkSize: CHUNK_BYTES, readableHighWaterMark: AHEAD_BYTES };

/**
 * Blocks of lines, each line with its end; a last line without one is given one. `.gz` and `.zst`
 * say how a file is packed. A block is the reader's own until it asks for the next. Throws
 * `RecordingError` where the file cannot be read through, or where the runtime is too old to unpack
 * zstd.
 */
export async function* readLineBlocks(path: string): AsyncGenerator<Buffer> {
  // One block for all: what is made anew for each chunk keeps the collector busy.
  let block = Buffer.allocUnsafe(2 * CHUNK_BYTES);
  let length = 0;
  try {
    for await (const chunk of openBytes(path)) {
      if (length + chunk.length > block.length) {
        const wider = Buffer.allocUnsafe(2 * (length + chunk.length));
        block.copy(wider, 0, 0, length);
        block = wider;
      }
      chunk.copy(block, length);
      length += chunk.length;
      const end = block.lastIndexOf(LINE_END, length - 1) + 1;
      if (end > 0) yield block.subarray(0, end);
      block.copyWithin(0, end, length);
      length -= end;
      if (length > LINE_LENGTH_MOST) {
        throw new RecordingError(`${path} is not a recording: a line is longer than 200,000 bytes`);
      }
    }
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordingError(`cannot read ${path}: ${reason}`, { cause: error });
  }
  if (length > 0) yield Buffer.concat([block.subarray(0, length), Buffer.from('\n')]);
}

function openBytes(path: string): AsyncIterable<Buffer> {
  const unpacking = unpackerFor(path);
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  // A failure of the file comes through the unpacking stream, hence the empty callback.
  return unpacking === null ? file : pipeline(file, unpacking, () => undefined);
}

function unpackerFor(path: string): Transform | null {
  if (path.endsWith('.gz')) return zlib.createGunzip(PACE);
  if (!path.endsWith('.zst')) return null;
  // The oldest runtime that is supported has no zstd, whatever the type says.
  const { createZstdDecompress } = zlib as Partial<Pick<typeof zlib, 'createZstdDecompress'>>;
  if (createZstdDecompress === undefined) {
    throw new RecordingError(
      `cannot read ${path}: this version of Node.js has no zstd; take 22.15 or newer, or unpack it`,
    );
  }
  return createZstdDecompress(PACE);
}
