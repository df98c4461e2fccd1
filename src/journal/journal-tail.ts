/** Where a journal ends: its last record, with what a crash cut off set aside, never dropped. */
import {
  appendFileSync,
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { type ChainLink, GENESIS } from './chain-link.js';
import { decodeLine, isCutOff } from './decode-line.js';
import { JournalError } from './journal-error.js';
import { listDayFiles } from './read-journal.js';

/** A line cut off by a crash, moved out of the journal. */
export interface TornTail {
  readonly file: string;
  readonly bytes: number;
  /** Where its bytes now are. */
  readonly movedTo: string;
}

export interface JournalTail {
  readonly link: ChainLink;
  /** The newest day file; null where there is none. */
  readonly file: string | null;
  readonly torn: TornTail | null;
}

const CHUNK_BYTES = 64 * 1024;
const LINE_END = 0x0a;

/**
 * Finds the last record and mends the end of the last file: a line cut off goes to `FILE.torn`, a
 * missing line end is added. Throws `JournalError` where the last line is damaged otherwise.
 */
export function mendTail(directory: string): JournalTail {
  const files = listDayFiles(directory);
  let torn: TornTail | null = null;
  for (const file of files.toReversed()) {
    const handle = openSync(file, 'r+');
    try {
      const mended = mendFile(handle, file);
      torn ??= mended.torn;
      if (mended.link !== null) return { link: mended.link, file: files.at(-1) ?? null, torn };
    } finally {
      closeSync(handle);
    }
  }
  return { link: GENESIS, file: files.at(-1) ?? null, torn };
}

/** `link` is null where no record is left in the file. */
function mendFile(
  handle: number,
  file: string,
): { readonly link: ChainLink | null; readonly torn: TornTail | null } {
  const size = fstatSync(handle).size;
  if (size === 0) return { link: null, torn: null };
  const last = readLastLine(handle, size);
  if (last.isEnded) return { link: linkOf(last.bytes, file), torn: null };
  if (isCutOff(last.bytes.toString('utf8'))) {
    const torn = setAside(handle, file, last);
    const before = last.start === 0 ? null : readLastLine(handle, last.start);
    return { link: before === null ? null : linkOf(before.bytes, file), torn };
  }
  const link = linkOf(last.bytes, file);
  writeSync(handle, '\n', size);
  fsyncSync(handle);
  return { link, torn: null };
}

/** The copy is safe on the disk before the original goes. */
function setAside(handle: number, file: string, last: LastLine): TornTail {
  const movedTo = `${file}.torn`;
  appendFileSync(movedTo, Buffer.concat([last.bytes, Buffer.from('\n')]), { flush: true });
  ftruncateSync(handle, last.start);
  fsyncSync(handle);
  return { file, bytes: last.bytes.length, movedTo };
}

function linkOf(bytes: Buffer, file: string): ChainLink {
  const decoded = decodeLine(bytes.toString('utf8'));
  if (decoded.kind === 'record') return { seq: decoded.record.seq, hash: decoded.record.hash };
  throw new JournalError(
    `${file}: its last line is damaged (${decoded.reason}); not writing behind it: ` +
      'see `mm-policy audit verify`, then move the journal aside and start a new one',
  );
}

interface LastLine {
  readonly bytes: Buffer;
  /** Offset of its first byte. */
  readonly start: number;
  readonly isEnded: boolean;
}

/** The last line before offset `end` (> 0), read backwards in chunks. */
function readLastLine(handle: number, end: number): LastLine {
  const lastByte = readAt(handle, end - 1, 1);
  const isEnded = lastByte[0] === LINE_END;
  const lineEnd = isEnded ? end - 1 : end;
  let tail: Buffer = Buffer.alloc(0);
  let start = lineEnd;
  while (start > 0) {
    const length = Math.min(CHUNK_BYTES, start);
    const chunk = readAt(handle, start - length, length);
    const found = chunk.lastIndexOf(LINE_END);
    if (found !== -1) {
      tail = Buffer.concat([chunk.subarray(found + 1), tail]);
      start = start - length + found + 1;
      break;
    }
    tail = Buffer.concat([chunk, tail]);
    start -= length;
  }
  return { bytes: tail, start, isEnded };
}

function readAt(handle: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const bytes = readSync(handle, buffer, read, length - read, position + read);
    if (bytes === 0) throw new JournalError('the journal changed while it was opened');
    read += bytes;
  }
  return buffer;
}
