/** A copy of a journal that a program keeps, on another host say. */
import { createHash } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CopyTarget } from './copy-target.js';

/** Beside the day files: how much of each the program has taken. */
const STATE_FILE = 'copied-by-command.json';

/** One batch for the program; where it failed it comes again, at the same offset. */
export interface CopyBatch {
  readonly words: readonly string[];
  /** More of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** For its standard input. */
  readonly lines: Buffer;
}

export interface CommandCopyOptions {
  /** Of the journal. */
  readonly directory: string;
  /** A program and its arguments; `{file}` and `{offset}` in them are the batch's. */
  readonly words: readonly string[];
  /** Resolves once the program has taken the batch; rejects where it has not. */
  readonly run: (batch: CopyBatch, giveUp: AbortSignal) => Promise<void>;
}

/**
 * Runs the program once for each batch of whole lines, in order, and remembers what it has taken:
 * the next start goes on there. Another program, or the same with other arguments, begins anew.
 */
export function copyByCommand({ directory, words, run }: CommandCopyOptions): CopyTarget {
  const stateFile = join(directory, STATE_FILE);
  // Not the arguments themselves: they may hold a secret.
  const command = createHash('sha256').update(JSON.stringify(words)).digest('hex');
  const end = new AbortController();
  let taken = new Map<string, number>();
  let isRead = false;
  return {
    name: `command ${basename(words[0] ?? '')}`,
    open: async () => {
      if (!isRead) taken = await readTaken(stateFile, command);
      isRead = true;
    },
    sizeOf: async (file) => {
      const size = taken.get(basename(file)) ?? 0;
      // The journal is another one than it was.
      return size > (await stat(file)).size ? 0 : size;
    },
    append: async (file, offset, lines) => {
      const name = basename(file);
      const filled = words.map((word) =>
        word.replaceAll('{file}', name).replaceAll('{offset}', String(offset)),
      );
      const env = {
        MM_POLICY_JOURNAL_FILE: name,
        MM_POLICY_JOURNAL_OFFSET: String(offset),
      };
      await run({ words: filled, env, lines }, end.signal);
      taken.set(name, offset + lines.length);
      await writeTaken(stateFile, command, taken);
    },
    giveUp: () => end.abort(),
  };
}

/** Nothing, where it cannot be read: the program gets all of it again. */
async function readTaken(stateFile: string, command: string): Promise<Map<string, number>> {
  try {
    const state: unknown = JSON.parse(await readFile(stateFile, 'utf8'));
    if (!isState(state) || state.command !== command) return new Map();
    return new Map(Object.entries(state.taken).filter(([, bytes]) => Number.isSafeInteger(bytes)));
  } catch {
    return new Map();
  }
}

interface State {
  readonly command: string;
  readonly taken: Readonly<Record<string, number>>;
}

function isState(value: unknown): value is State {
  return (
    value instanceof Object &&
    'command' in value &&
    'taken' in value &&
    value.taken instanceof Object
  );
}

/** Replaced whole, so that a crash leaves the old one or the new one. */
async function writeTaken(
  stateFile: string,
  command: string,
  taken: ReadonlyMap<string, number>,
): Promise<void> {
  const state: State = { command, taken: Object.fromEntries(taken) };
  const draft = `${stateFile}.new`;
  await writeFile(draft, `${JSON.stringify(state)}\n`);
  await rename(draft, stateFile);
}
