/** The lines of a text file, plain, gzipped or with zstd, in bounded memory. */
import { readLineBlocks } from './line-blocks.js';

/** Batches of lines without their ends. Throws `RecordingError` as `readLineBlocks` does. */
export async function* readTextLines(path: string): AsyncGenerator<string[]> {
  for await (const block of readLineBlocks(path)) {
    const lines = block.toString('utf8', 0, block.length - 1).split('\n');
    yield lines.map(withoutReturn);
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
