/** Which runs there are: each leaves a record of itself while it lives, here and in its journal. */
import {
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isProcessAlive, markOfThisProcess } from '../journal/index.js';
import {
  type Environment,
  isOwn,
  openRuntimeDirectory,
  runtimeDirectories,
} from './runtime-directory.js';

const runSchema = z.object({
  runId: z.string(),
  policy: z.string(),
  venue: z.string(),
  pid: z.int(),
  birth: z.string().nullable(),
  /** ISO 8601, by the computer's clock. */
  since: z.string(),
  /** Absolute. */
  journal: z.string(),
  socket: z.string(),
});

export type AnnouncedRun = z.infer<typeof runSchema>;

const IN_JOURNAL = 'control.json';
const RECORD = /^[0-9a-f]{16}\.json$/u;

/** Leaves the record of this process; the returned function takes it away again. */
export function announceRun(
  run: Omit<AnnouncedRun, 'pid' | 'birth'>,
  env: Environment,
): () => void {
  const journal = realpathSync(run.journal);
  const record: AnnouncedRun = { ...run, ...markOfThisProcess(), journal };
  const paths = [join(openRuntimeDirectory(env), `${run.runId}.json`), join(journal, IN_JOURNAL)];
  for (const path of paths) {
    const whole = `${path}.${process.pid}`;
    writeFileSync(whole, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(whole, path);
  }
  return () => {
    for (const path of paths) rmSync(path, { force: true });
  };
}

/** The living runs of this user, oldest first; records of dead ones are cleared away. */
export function findRuns(env: Environment): readonly AnnouncedRun[] {
  const found = new Map<string, AnnouncedRun>();
  for (const directory of runtimeDirectories(env)) {
    if (!isOwn(directory)) continue;
    for (const name of readdirSync(directory)) {
      if (!RECORD.test(name)) continue;
      const run = readRecord(join(directory, name));
      if (run !== null) found.set(run.runId, run);
    }
  }
  return [...found.values()].toSorted((a, b) => a.since.localeCompare(b.since));
}

/** The living run that writes a journal; null where there is none. */
export function readRunOfJournal(directory: string): AnnouncedRun | null {
  return readRecord(join(directory, IN_JOURNAL));
}

function readRecord(path: string): AnnouncedRun | null {
  const run = parseRecord(path);
  if (run === null) return null;
  if (isProcessAlive(run)) return run;
  for (const left of [path, run.socket]) {
    try {
      rmSync(left, { force: true });
    } catch {
      // Another user's, or a folder that cannot be written: it stays, and is passed over.
    }
  }
  return null;
}

function parseRecord(path: string): AnnouncedRun | null {
  try {
    const parsed = runSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
