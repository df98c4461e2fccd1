/** A growing file in chunks that end where a line ends. */
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1024 * 1024;
const LINE_END = 0x0a;

type Handle = Awaited<ReturnType<typeof open>>;

interface Chunk {
  /** Bytes of the file before it. */
  readonly offset: number;
  readonly lines: Buffer;
}

/** The whole lines from `from` to `to` at most; the half of a line at the end is left out. */
export async function* readWholeLines(
  file: string,
  from: number,
  to: number,
): AsyncGenerator<Chunk> {
  if (from >= to) return;
  const source = await open(file, 'r');
  try {
    for (let offset = from; offset < to;) {
      const lines = await wholeLines(source, offset, Math.min(CHUNK_BYTES, to - offset));
      if (lines.length === 0) return;
      yield { offset, lines };
      offset += lines.length;
    }
  } finally {
    await source.close();
  }
}

/** Up to the last line end of a chunk; a line that is longer than a chunk is taken whole. */
async function wholeLines(source: Handle, at: number, least: number): Promise<Buffer> {
  for (let length = least; ; length *= 2) {
    const { buffer, bytesRead } = await source.read(Buffer.allocUnsafe(length), 0, length, at);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(LINE_END) + 1;
    if (end > 0 || bytesRead < length) return buffer.subarray(0, end);
  }
}
