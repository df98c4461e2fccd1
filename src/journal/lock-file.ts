/** A file that one living process holds: it names its process, so that a dead one's is taken. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A process by its number and its birth: a number is used again, both together are not. */
export interface ProcessMark {
  readonly pid: number;
  /** When the process began, as the kernel counts it; null where the system does not tell. */
  readonly birth: string | null;
}

export interface LockHolder extends ProcessMark {
  /** Since when it is held, ISO 8601; null where the lock does not say. */
  readonly since: string | null;
}

export type LockResult =
  | { readonly kind: 'held'; readonly by: LockHolder }
  /** `release` gives it back; a second call does nothing. */
  | { readonly kind: 'taken'; release(): void };

const heldHere = new Map<string, LockHolder>();

/** Takes the lock at `path`, whose folder exists. Throws what the file system throws. */
export function takeLock(path: string, since: string): LockResult {
  const here = heldHere.get(path);
  if (here !== undefined) return { kind: 'held', by: here };
  const mine = `${path}.${process.pid}`;
  const holder: LockHolder = { ...markOfThisProcess(), since };
  writeFileSync(mine, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  try {
    while (!tryLink(mine, path)) {
      const by = evictDeadHolder(path);
      if (by !== null) return { kind: 'held', by };
    }
  } finally {
    rmSync(mine, { force: true });
  }
  heldHere.set(path, holder);
  return {
    kind: 'taken',
    release: () => {
      if (heldHere.delete(path)) rmSync(path, { force: true });
    },
  };
}

export function markOfThisProcess(): ProcessMark {
  return { pid: process.pid, birth: birthOf(process.pid) };
}

/** Whether the very process still lives that left the mark. */
export function isProcessAlive({ pid, birth }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  const now = birthOf(pid);
  return now === null || birth === null || now === birth;
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

/** The living holder; null where there is none any more. */
function evictDeadHolder(lock: string): LockHolder | null {
  const text = readIfThere(lock);
  if (text === null) return null;
  const holder = parseHolder(text);
  // One of our number is not held here, as the caller has seen: an earlier process left it.
  if (holder !== null && holder.pid !== process.pid && isProcessAlive(holder)) return holder;
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  // Another process may have taken the stale lock in between: then this was its new one.
  if (readIfThere(aside) !== text) tryLink(aside, lock);
  rmSync(aside, { force: true });
  return null;
}

function parseHolder(text: string): LockHolder | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value)) return null;
    if (!Number.isSafeInteger(value.pid)) return null;
    const birth = 'birth' in value && typeof value.birth === 'string' ? value.birth : null;
    const since = 'since' in value && typeof value.since === 'string' ? value.since : null;
    return { pid: Number(value.pid), birth, since };
  } catch {
    return null;
  }
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
