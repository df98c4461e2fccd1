/** The writing end of a journal: one writer, lines in the page cache at once, fsync in groups. */
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DAY_MS, type TimeMs } from '../base/index.js';
import type { ChainLink } from './chain-link.js';
import { encodeRecord } from './encode-record.js';
import { FileSync } from './file-sync.js';
import { JournalError } from './journal-error.js';
import { lockJournal } from './journal-lock.js';
import { type JournalBody, timeOf } from './journal-record.js';
import { mendTail, type TornTail } from './journal-tail.js';

export interface Journal {
  readonly directory: string;
  /** The last record written: `seq` records in all. */
  readonly head: ChainLink;
  /** The line that an earlier crash cut off, if opening found one; the session reports it. */
  readonly torn: TornTail | null;
  /**
   * Writes bodies in order with one write to the page cache, where they survive the death of the
   * process; an fsync follows within 50 ms. Throws `JournalError` where the disk refuses: from
   * then on nothing may be sent, and every later call throws too.
   */
  append(bodies: readonly JournalBody[]): void;
  /** Resolves when all is on the disk: before a kill or a re-arm is acknowledged. */
  flush(): Promise<void>;
  /** Flushes, closes and gives the lock back; a second call does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the journal of a directory for writing, makes the directory if need be, and goes on with
 * the chain after the last good line. Throws `JournalError` where another process writes it or
 * its end is damaged.
 */
export function openJournal(options: { readonly directory: string }): Journal {
  const { directory } = options;
  let unlock: () => void;
  try {
    mkdirSync(directory, { recursive: true });
    unlock = lockJournal(directory);
  } catch (error) {
    throw openError(directory, error);
  }
  try {
    return new JournalDirectory(directory, unlock);
  } catch (error) {
    unlock();
    throw openError(directory, error);
  }
}

interface DayFile {
  readonly day: string;
  readonly handle: number;
  readonly sync: FileSync;
}

class JournalDirectory implements Journal {
  readonly directory: string;
  readonly torn: TornTail | null;
  readonly #unlock: () => void;
  #head: ChainLink;
  /** The newest day on the disk. */
  #lastDay: string;
  /** The day last written out: a record rarely begins another. */
  #named = { day: Number.NaN, name: '' };
  #file: DayFile | null = null;
  #failure: JournalError | null = null;
  #isClosed = false;

  constructor(directory: string, unlock: () => void) {
    const tail = mendTail(directory);
    this.directory = directory;
    this.torn = tail.torn;
    this.#head = tail.link;
    this.#lastDay = tail.file === null ? '' : basename(tail.file).slice(6, 16);
    this.#unlock = unlock;
  }

  get head(): ChainLink {
    return this.#head;
  }

  append(bodies: readonly JournalBody[]): void {
    this.#assertUsable();
    let head = this.#head;
    let lastDay = this.#lastDay;
    // All is encoded before any is written: a body that cannot be encoded leaves nothing behind.
    const texts = new Map<string, string>();
    for (const body of bodies) {
      const day = this.#dayOf(timeOf(body), lastDay);
      const encoded = encodeRecord(body, head);
      texts.set(day, `${texts.get(day) ?? ''}${encoded.text}\n`);
      head = encoded.link;
      lastDay = day;
    }
    for (const [day, text] of texts) this.#write(day, text);
    this.#head = head;
  }

  async flush(): Promise<void> {
    this.#assertUsable();
    try {
      await this.#file?.sync.flush();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    try {
      if (this.#failure === null) await this.flush();
    } finally {
      this.#isClosed = true;
      const file = this.#file;
      this.#file = null;
      if (file !== null) {
        await file.sync.settled();
        closeSync(file.handle);
      }
      this.#unlock();
    }
  }

  /** UTC day by which a record is filed; never before a day already begun, whatever the clock. */
  #dayOf(at: TimeMs, lastDay: string): string {
    const day = Math.floor(at / DAY_MS);
    if (day !== this.#named.day) {
      this.#named = { day, name: new Date(at).toISOString().slice(0, 10) };
    }
    const { name } = this.#named;
    return name < lastDay ? lastDay : name;
  }

  #write(day: string, text: string): void {
    try {
      const file = this.#file?.day === day ? this.#file : this.#openDay(day);
      const bytes = Buffer.from(text, 'utf8');
      let written = 0;
      while (written < bytes.length) written += writeSync(file.handle, bytes, written);
      file.sync.noteWrite();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  #openDay(day: string): DayFile {
    this.#closeDay();
    const handle = openSync(join(this.directory, `audit-${day}.jsonl`), 'a');
    const file = { day, handle, sync: new FileSync(handle) };
    this.#file = file;
    this.#lastDay = day;
    syncDirectory(this.directory);
    return file;
  }

  #closeDay(): void {
    const file = this.#file;
    if (file === null) return;
    this.#file = null;
    file.sync.flushNow();
    void file.sync.settled().then(() => closeSync(file.handle));
  }

  #assertUsable(): void {
    if (this.#isClosed) throw new JournalError(`journal \`${this.directory}\` is closed`);
    const syncFailure = this.#file?.sync.failure ?? null;
    if (syncFailure !== null) this.#fail(syncFailure);
    if (this.#failure !== null) throw this.#failure;
  }

  /** The first failure stays: the lines on the disk and the head no longer agree. */
  #fail(cause: unknown): JournalError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#failure ??= new JournalError(`cannot write journal \`${this.directory}\`: ${reason}`, {
      cause,
    });
    return this.#failure;
  }
}

/** A new file is only there for good when its directory is on the disk too. */
function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function openError(directory: string, cause: unknown): JournalError {
  if (cause instanceof JournalError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new JournalError(`cannot open journal \`${directory}\`: ${reason}`, { cause });
}
