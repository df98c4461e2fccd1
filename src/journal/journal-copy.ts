/** A second copy of a journal's files, kept up to date beside the loop that writes them. */
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DurationMs } from '../base/index.js';
import { listDayFiles } from './read-journal.js';

export interface JournalCopyOptions {
  /** Of the journal. */
  readonly directory: string;
  /** Where the copy is; made if need be. */
  readonly target: string;
  /** Trouble, and that it is over; each once, and again while it lasts. */
  readonly onNews: (text: string) => void;
  readonly timing?: Partial<CopyTiming>;
}

interface CopyTiming {
  /** Between looks at what is new. */
  readonly pollMs: DurationMs;
  /** So late the copy may be before that is told. */
  readonly lagMs: DurationMs;
  /** Trouble that lasts is told again so often. */
  readonly repeatMs: DurationMs;
}

const TIMING: CopyTiming = { pollMs: 500, lagMs: 30_000, repeatMs: 10 * 60_000 };
const CHUNK_BYTES = 1024 * 1024;
/** A chain of hashes that agrees at its end agrees from its beginning. */
const COMPARED_BYTES = 64 * 1024;
const LINE_END = 0x0a;

/**
 * Follows a journal's files by appending to files of the same names, whole lines only, each batch
 * on the disk (fsync) before the next. It goes on where an earlier one ended; a file in the target
 * that is not the beginning of the journal's is set aside as `FILE.diverged-N`, never overwritten.
 */
export class JournalCopy {
  readonly #options: JournalCopyOptions;
  readonly #timing: CopyTiming;
  /** Bytes of each file that are in the copy. */
  readonly #copied = new Map<string, number>();
  #isWhole = false;
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #caughtUpAt = performance.now();
  #toldAt: number | null = null;
  #isClosed = false;

  constructor(options: JournalCopyOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#schedule();
  }

  /** Copies what is left, but not for longer than this; says where something is missing. */
  async close(withinMs: DurationMs): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const timer = new AbortController();
    const late = wait(withinMs, 'it takes too long', { signal: timer.signal }).catch(reasonOf);
    const last = this.#round.then(() => this.#copyAll()).then(() => null, reasonOf);
    const trouble = await Promise.race([last, late]);
    timer.abort();
    if (trouble !== null) this.#tell(`the copy of the journal is not complete: ${trouble}`);
    else if (this.#toldAt !== null) this.#tell('the copy of the journal is complete again');
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#copyAll().then(
        () => this.#noteCaughtUp(),
        (error: unknown) => this.#noteTrouble(reasonOf(error)),
      );
      const lag = setInterval(() => this.#noteTrouble('it does not keep up'), this.#timing.lagMs);
      void this.#round.finally(() => {
        clearInterval(lag);
        if (!this.#isClosed) this.#schedule();
      });
    }, this.#timing.pollMs);
  }

  #noteCaughtUp(): void {
    this.#caughtUpAt = performance.now();
    if (this.#toldAt === null) return;
    this.#toldAt = null;
    this.#tell('the copy of the journal is complete again');
  }

  #noteTrouble(reason: string): void {
    const now = performance.now();
    if (this.#toldAt !== null && now - this.#toldAt < this.#timing.repeatMs) return;
    this.#toldAt = now;
    const behindS = Math.round((now - this.#caughtUpAt) / 1_000);
    this.#tell(`the copy of the journal is ${behindS}s behind: ${reason}`);
  }

  #tell(text: string): void {
    this.#options.onNews(`${text} (${this.#options.target})`);
  }

  /** One look at all files, oldest first; rejects where something cannot be copied. */
  async #copyAll(): Promise<void> {
    const { directory, target } = this.#options;
    await mkdir(target, { recursive: true });
    const files = listDayFiles(directory);
    // Once all is copied only the newest grows, and the one before where a day has just ended.
    const growing = this.#isWhole ? files.slice(-2) : files;
    this.#isWhole = false;
    for (const file of growing) {
      const copy = join(target, basename(file));
      // Another hand, or a disk that came back, may have changed it meanwhile.
      const isKnown = this.#copied.get(file) === (await sizeOf(copy));
      const from = (isKnown ? this.#copied.get(file) : null) ?? (await this.#begin(file, copy));
      const { size } = await stat(file);
      if (size > from) this.#copied.set(file, await appendFrom(file, copy, { from, to: size }));
      else this.#copied.set(file, from);
    }
    this.#isWhole = true;
  }

  /** How much of a file the copy has already; what is no copy of it is set aside. */
  async #begin(file: string, copy: string): Promise<number> {
    const size = await sizeOf(copy);
    if (size === null || size === 0) {
      await (await open(copy, 'a')).close();
      await syncDirectory(this.#options.target);
      return 0;
    }
    if (await isBeginning(file, copy, size)) return size;
    const aside = await freeName(copy);
    await rename(copy, aside);
    this.#tell(`the copy held another ${basename(copy)}: it is now ${basename(aside)}`);
    return this.#begin(file, copy);
  }
}

/** Appends the whole lines from an offset on; resolves to the offset that was reached. */
async function appendFrom(
  file: string,
  copy: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number> {
  const source = await open(file, 'r');
  const target = await open(copy, 'a').catch(async (error: unknown) => {
    await source.close();
    throw error;
  });
  let at = from;
  try {
    while (at < to) {
      const chunk = await wholeLines(source, at, Math.min(CHUNK_BYTES, to - at));
      if (chunk.length === 0) break;
      await target.appendFile(chunk);
      at += chunk.length;
    }
    if (at > from) await target.datasync();
    return at;
  } finally {
    await source.close();
    await target.close();
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

/** Up to the last line end of a chunk; a line that is longer than a chunk is taken whole. */
async function wholeLines(source: Handle, at: number, least: number): Promise<Buffer> {
  for (let length = least; ; length *= 2) {
    const { buffer, bytesRead } = await source.read(Buffer.allocUnsafe(length), 0, length, at);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(LINE_END) + 1;
    if (end > 0 || bytesRead < length) return buffer.subarray(0, end);
  }
}

/** Whether the copy's last bytes are those of the journal at the same place. */
async function isBeginning(file: string, copy: string, size: number): Promise<boolean> {
  const from = Math.max(0, size - COMPARED_BYTES);
  const [ours, theirs] = await Promise.all([file, copy].map((path) => readAt(path, from, size)));
  return ours !== undefined && theirs !== undefined && ours.equals(theirs);
}

async function readAt(path: string, from: number, to: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const length = to - from;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function freeName(copy: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${copy}.diverged-${number}`;
    if ((await sizeOf(name)) === null) return name;
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** A new file is only there for good when its directory is on the disk too. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
