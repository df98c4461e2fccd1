/** Which running process the operator means: the only one, or that of a journal or a socket. */
import { relative } from 'node:path';
import { type AnnouncedRun, findRuns, readRunOfJournal } from '../control/index.js';
import type { CliIo } from './cli-io.js';

export interface RunChoice {
  readonly journal?: string;
  readonly socket?: string;
}

/** The socket of the run that is meant; where nobody knows which, it is said and null returned. */
export function findSocket(choice: RunChoice, io: CliIo): string | null {
  if (choice.socket !== undefined) return choice.socket;
  if (choice.journal !== undefined) {
    const run = readRunOfJournal(choice.journal);
    if (run !== null) return run.socket;
    io.err(`error: no run writes the journal \`${choice.journal}\`\n`);
    sayOthers(findRuns(io.env), io);
    return null;
  }
  const runs = findRuns(io.env);
  const [only] = runs;
  if (runs.length === 1 && only !== undefined) return only.socket;
  if (only === undefined) {
    io.err('error: no run of this user is going on here\n');
    io.err('help: `mm-policy run FILE` starts one; `--journal DIR` or `--socket PATH` finds one\n');
    io.err('      that was started with another environment\n');
    return null;
  }
  io.err(`error: ${runs.length} runs are going on; say which one is meant\n`);
  sayOthers(runs, io);
  return null;
}

function sayOthers(runs: readonly AnnouncedRun[], io: CliIo): void {
  if (runs.length === 0) {
    io.err('help: and no other run of this user is going on here\n');
    return;
  }
  for (const run of runs) {
    io.err(`  ${run.policy}  process ${run.pid}  since ${sinceText(run.since)}\n`);
    io.err(`    --journal ${pathText(run.journal)}\n`);
  }
}

/** `2026-11-02 12:04:31 UTC`. */
export function sinceText(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

/** As short as it can be typed from here. */
export function pathText(path: string): string {
  const near = relative(process.cwd(), path);
  return near !== '' && near.length < path.length ? near : path;
}
