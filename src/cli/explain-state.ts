/** `mm-policy explain FILE --state STATE.json`: how the policy stands for an account as it is. */
import { readFile } from 'node:fs/promises';
import type { CompiledPolicy } from '../compile/index.js';
import { type PolicyStanding, readStanding } from '../explain/index.js';
import { instrumentsFor } from '../rehearsal/index.js';
import { referenceInstruments } from '../simulator/index.js';
import { type AccountState, readAccountState } from './account-state-codec.js';
import type { CliIo } from './cli-io.js';
import type { ExplainOptions } from './explain-options.js';
import { createPaint } from './paint.js';
import { renderStanding } from './render-standing.js';

const COULD_NOT_RUN = 2;

export async function explainState(
  policy: CompiledPolicy,
  stateFile: string,
  { isJson }: ExplainOptions,
  io: CliIo,
): Promise<void> {
  const state = await readState(stateFile, io);
  if (state === null) return;
  const { facts, untold, notes } = state;
  const instruments = instrumentsFor(policy.markets, referenceInstruments);
  const standing: PolicyStanding = readStanding(policy, facts, instruments, untold);
  if (isJson) io.out(`${JSON.stringify({ ...standing, notes }, null, 2)}\n`);
  else io.out(renderStanding(standing, notes, io.columns, createPaint(io.useColor)));
}

async function readState(file: string, io: CliIo): Promise<AccountState | null> {
  let problems: readonly string[];
  try {
    const read = readAccountState(await readFile(file, 'utf8'), Date.now());
    if ('state' in read) return read.state;
    problems = read.problems;
  } catch (error) {
    problems = [error instanceof Error ? error.message : String(error)];
  }
  for (const problem of problems) io.err(`error: \`${file}\`: ${problem}\n`);
  io.err('help: `mm-policy explain --state-format` says what such a file holds\n');
  io.exitCode = COULD_NOT_RUN;
  return null;
}
