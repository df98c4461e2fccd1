/** Writes a tape to a file, a column after the other, and reads it back if all of it is right. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { MarketTape } from './market-tape.js';
import { columnsOf, COLUMN_WIDTHS, emptyColumns, faultOfTape } from './tape-columns.js';

/** Counts of the reader that made a tape: how many messages, and what was wrong with them. */
export type TapeCounts = Readonly<Record<string, number | null>>;

export interface CountedTape {
  readonly tape: MarketTape;
  readonly counts: TapeCounts;
}

/** A file holds no tape, or not the one that was asked for. */
export class TapeFileError extends Error {
  override name = 'TapeFileError';
  /** `other` is a sound file of something else: another source, version or machine. */
  readonly kind: 'unreadable' | 'other' | 'corrupt';

  constructor(kind: TapeFileError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

interface Header {
  readonly version: number;
  readonly isLittleEndian: boolean;
  readonly key: string;
  readonly originNs: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly counts: TapeCounts;
  readonly lengths: readonly number[];
  readonly checksums: readonly number[];
}

/** Raised with each change of this format, of the columns, or of what a reader makes of a file. */
const VERSION = 2;
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** Before the header: eight bytes of name, its length, its checksum. */
const MAGIC = Buffer.from('MMTAPE\r\n');
const PREFIX_BYTES = MAGIC.length + 8;
const HEADER_BYTES_MOST = 1 << 20;
const ALIGNMENT = 8;

/**
 * Replaces the file at once: it is written beside it and renamed. `key` names what the tape was
 * made of. Throws `TapeFileError` where the disk refuses.
 */
export async function writeTapeFile(path: string, key: string, made: CountedTape): Promise<void> {
  const columns = columnsOf(made.tape).map(bytesOf);
  const { originNs, tickSize, lotSize } = made.tape;
  const header: Header = {
    version: VERSION,
    isLittleEndian: IS_LITTLE_ENDIAN,
    key,
    originNs: String(originNs),
    tickSize,
    lotSize,
    counts: made.counts,
    lengths: columnsOf(made.tape).map((column) => column.length),
    checksums: columns.map((bytes) => crc32(bytes)),
  };
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(beside, 'wx');
    try {
      for (const block of [encodeHeader(header), ...columns]) await writeWhole(file, block);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw unreadable('write', path, error);
  }
}

/** Throws `TapeFileError` where the file is not a whole and sound tape made of `key`. */
export async function readTapeFile(path: string, key: string): Promise<CountedTape> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    throw unreadable('open', path, error);
  }
  try {
    return await readTape(file, key);
  } catch (error) {
    throw error instanceof TapeFileError ? error : unreadable('read', path, error);
  } finally {
    await file.close();
  }
}

async function readTape(file: FileHandle, key: string): Promise<CountedTape> {
  const { size } = await file.stat();
  const { header, end } = await readHeader(file, size);
  if (header.version !== VERSION) throw other(`version ${header.version}, not ${VERSION}`);
  if (header.isLittleEndian !== IS_LITTLE_ENDIAN) throw other('bytes of another machine');
  if (header.key !== key) throw other('made of something else');
  const lengths = COLUMN_WIDTHS.map((_, index) => header.lengths[index] ?? 0);
  const bytes = lengths.reduce(
    (sum, length, index) => sum + length * (COLUMN_WIDTHS[index] ?? 0),
    0,
  );
  if (size !== end + bytes) throw corrupt(`${size} bytes where ${end + bytes} were expected`);
  const tape: MarketTape = {
    originNs: BigInt(header.originNs),
    tickSize: header.tickSize,
    lotSize: header.lotSize,
    ...emptyColumns(lengths),
  };
  let at = end;
  for (const [index, column] of columnsOf(tape).entries()) {
    const block = bytesOf(column);
    await readWhole(file, block, at);
    if (crc32(block) !== header.checksums[index]) throw corrupt('a checksum does not fit');
    at += block.length;
  }
  const fault = faultOfTape(tape);
  if (fault !== null) throw corrupt(fault);
  return { tape, counts: header.counts };
}

async function readHeader(
  file: FileHandle,
  size: number,
): Promise<{ header: Header; end: number }> {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  if (size < PREFIX_BYTES) throw corrupt('shorter than a header');
  await readWhole(file, prefix, 0);
  if (!prefix.subarray(0, MAGIC.length).equals(MAGIC)) throw other('no tape');
  const length = prefix.readUInt32LE(MAGIC.length);
  if (length > HEADER_BYTES_MOST || PREFIX_BYTES + length > size) throw corrupt('no whole header');
  const text = Buffer.alloc(length);
  await readWhole(file, text, PREFIX_BYTES);
  if (crc32(text) !== prefix.readUInt32LE(MAGIC.length + 4)) {
    throw corrupt('the header does not fit its checksum');
  }
  return { header: JSON.parse(text.toString('utf8')) as Header, end: PREFIX_BYTES + length };
}

/** Filled up with spaces, so that the columns begin aligned. */
function encodeHeader(header: Header): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const padding = (ALIGNMENT - (text.length % ALIGNMENT)) % ALIGNMENT;
  const body = Buffer.concat([text, Buffer.alloc(padding, ' ')]);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32LE(body.length, 0);
  numbers.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([MAGIC, numbers, body]);
}

function bytesOf(column: Uint8Array | Int32Array | Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

async function readWhole(file: FileHandle, block: Uint8Array, start: number): Promise<void> {
  let done = 0;
  while (done < block.length) {
    const { bytesRead } = await file.read(block, done, block.length - done, start + done);
    if (bytesRead === 0) throw corrupt('it ends too early');
    done += bytesRead;
  }
}

async function writeWhole(file: FileHandle, block: Uint8Array): Promise<void> {
  let done = 0;
  while (done < block.length) {
    const { bytesWritten } = await file.write(block, done, block.length - done);
    done += bytesWritten;
  }
}

function other(reason: string): TapeFileError {
  return new TapeFileError('other', reason);
}

function corrupt(reason: string): TapeFileError {
  return new TapeFileError('corrupt', reason);
}

function unreadable(verb: string, path: string, error: unknown): TapeFileError {
  const reason = error instanceof Error ? error.message : String(error);
  return new TapeFileError('unreadable', `cannot ${verb} ${path}: ${reason}`, { cause: error });
}
