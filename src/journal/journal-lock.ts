/** One writer at a time: a lock file that names its process, so that a dead one's can be taken. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { JournalError } from './journal-error.js';

const LOCK_FILE = 'journal.lock';

interface Holder {
  readonly pid: number;
  /** When the process began, as the kernel counts it: a number reused is another process. */
  readonly birth: string | null;
}

const heldHere = new Set<string>();

/**
 * Takes the lock of a journal's directory; the returned function gives it back. Throws
 * `JournalError` where a living process, this one included, holds it.
 */
export function lockJournal(directory: string): () => void {
  const lock = join(directory, LOCK_FILE);
  if (heldHere.has(lock)) throw heldError(directory, lock, process.pid);
  const mine = join(directory, `${LOCK_FILE}.${process.pid}`);
  writeFileSync(mine, `${JSON.stringify({ pid: process.pid, birth: birthOf(process.pid) })}\n`);
  try {
    while (!tryLink(mine, lock)) evictDeadHolder(directory, lock);
  } finally {
    rmSync(mine, { force: true });
  }
  heldHere.add(lock);
  return () => {
    if (heldHere.delete(lock)) rmSync(lock, { force: true });
  };
}

/** A link appears whole or not at all, so nobody ever reads half a lock. */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function evictDeadHolder(directory: string, lock: string): void {
  const text = readIfThere(lock);
  if (text === null) return;
  const holder = parseHolder(text);
  if (holder !== null && isAlive(holder)) throw heldError(directory, lock, holder.pid);
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  // Another process may have taken the stale lock in between: then this was its new one.
  if (readIfThere(aside) !== text) tryLink(aside, lock);
  rmSync(aside, { force: true });
}

function heldError(directory: string, lock: string, pid: number): JournalError {
  return new JournalError(
    `journal \`${directory}\` is being written by process ${pid}; ` +
      `stop it, or use another directory (lock file: ${lock})`,
  );
}

function parseHolder(text: string): Holder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value)) return null;
    if (!Number.isSafeInteger(value.pid)) return null;
    const birth = 'birth' in value && typeof value.birth === 'string' ? value.birth : null;
    return { pid: Number(value.pid), birth };
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  // Not held here, as the caller has seen: an earlier process with our number left it.
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  const birth = birthOf(holder.pid);
  return birth === null || holder.birth === null || birth === holder.birth;
}

/** Start time of a process in clock ticks since boot; null where the system does not tell. */
function birthOf(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field, the command in brackets, may hold anything; the start time is the 22nd.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
