/** A journal's files as checked lines, streamed: one line in memory, however many the days. */
import { readdirSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { checkChain, type CheckedLine, type JournalLine } from './check-chain.js';
import { JournalError } from './journal-error.js';

const DAY_FILE = /^audit-\d{4}-\d{2}-\d{2}\.jsonl$/;
const CHUNK_BYTES = 256 * 1024;
/** No record comes near; a longer line is not ours and must not fill the memory. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;
const LINE_END = 0x0a;

/**
 * Reads a journal's directory, or one of its files: a file from the middle is checked from its own
 * first line on. Throws `JournalError` where there is nothing to read.
 */
export async function* readJournal(path: string): AsyncGenerator<CheckedLine> {
  const isWhole = isDirectory(path);
  const files = isWhole ? listDayFiles(path) : [path];
  if (files.length === 0) {
    throw new JournalError(
      `no journal in \`${path}\`: expected files named audit-YYYY-MM-DD.jsonl`,
    );
  }
  yield* checkChain(readLines(files), isWhole);
}

/** Paths of a directory's day files, oldest first. */
export function listDayFiles(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => DAY_FILE.test(name))
    .sort()
    .map((name) => join(directory, name));
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new JournalError(`cannot read journal \`${path}\`: ${describe(error)}`, { cause: error });
  }
}

async function* readLines(files: readonly string[]): AsyncGenerator<JournalLine> {
  for (const file of files) yield* readFileLines(file);
}

async function* readFileLines(file: string): AsyncGenerator<JournalLine> {
  const handle = await openFile(file);
  try {
    let line = 0;
    let parts: Buffer[] = [];
    let partBytes = 0;
    for (;;) {
      // A fresh buffer each time: the parts of a long line keep theirs.
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES));
      if (bytesRead === 0) break;
      let from = 0;
      for (;;) {
        const to = buffer.subarray(0, bytesRead).indexOf(LINE_END, from);
        if (to === -1) break;
        parts.push(buffer.subarray(from, to));
        line += 1;
        yield toLine(file, line, parts, true);
        parts = [];
        partBytes = 0;
        from = to + 1;
      }
      if (from < bytesRead) parts.push(buffer.subarray(from, bytesRead));
      partBytes += bytesRead - from;
      if (partBytes > LINE_BYTES_MAX) {
        throw new JournalError(`${file}:${line + 1}: a line without end, not a journal`);
      }
    }
    if (partBytes > 0) yield toLine(file, line + 1, parts, false);
  } finally {
    await handle.close();
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function toLine(
  file: string,
  line: number,
  parts: readonly Buffer[],
  isEnded: boolean,
): JournalLine {
  const [only] = parts;
  const bytes = parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  try {
    return { file, line, text: strictUtf8.decode(bytes), isEnded, isUtf8: true };
  } catch {
    return { file, line, text: bytes.toString('utf8'), isEnded, isUtf8: false };
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw new JournalError(`cannot read journal \`${file}\`: ${describe(error)}`, { cause: error });
  }
}

function describe(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'no such file or directory';
  if (code === 'EACCES') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}
