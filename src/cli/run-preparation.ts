/** Everything that can be judged before a venue is asked: the policy and the journal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledPolicy, compilePolicyText } from '../compile/index.js';
import { renderPretty } from '../diagnostic/index.js';
import { createEngine, type EngineState } from '../engine/index.js';
import type { RunHeader } from '../journal/index.js';
import { type RecoveredJournal, recoverJournal } from '../session/index.js';
import type { CliIo } from './cli-io.js';
import { limitByEnvironment, type LimitedPolicy } from './limit-by-environment.js';
import { openPresetLibrary } from '../presets/index.js';
import { compileJournaled, engineForRun } from '../replay/index.js';
import type { RunOptions } from './run-options.js';
import { RunRefusal } from './run-refusal.js';

export interface PreparedShadow extends LimitedPolicy {
  readonly journalDirectory: string;
  /** What its journal has come to; null where it begins. */
  readonly state: EngineState | null;
}

export interface PreparedRun {
  /** With what the environment adds. */
  readonly policy: CompiledPolicy;
  readonly environment: LimitedPolicy['environment'];
  readonly journalDirectory: string;
  readonly recovered: RecoveredJournal<EngineState>;
  /** A candidate that is to hear the same; null: none. */
  readonly shadow: PreparedShadow | null;
  /** Whether the journal leaves the policy halted, and the operator re-arms it. */
  readonly reArm: string | null;
}

/** Throws `RunRefusal` or `JournalError`. */
export async function prepareRun(
  file: string,
  options: RunOptions,
  io: CliIo,
): Promise<PreparedRun> {
  const { policy, environment } = loadPolicy(file, io);
  if (options.reArm !== undefined && options.journal === undefined) {
    throw new RunRefusal(2, 'error: --re-arm needs --journal: the halt stands in a journal');
  }
  const journalDirectory = options.journal ?? defaultDirectory(policy.name);
  const shadow =
    options.shadow === undefined ? null : await prepareShadow(options.shadow, journalDirectory, io);
  const recovered = await recoverJournal(journalDirectory, engineForRun);
  const reArm = judgeRecovered(policy, recovered, options, journalDirectory);
  return { policy, environment, journalDirectory, recovered, shadow, reArm };
}

/** A candidate goes on with its own journal, which lies beside the run's. */
async function prepareShadow(file: string, beside: string, io: CliIo): Promise<PreparedShadow> {
  const limited = loadPolicy(file, io);
  const journalDirectory = `${beside}-shadow`;
  const { state, lastRun } = await recoverJournal(journalDirectory, engineForRun);
  if (lastRun !== null) assertSamePolicy(limited.policy, lastRun, journalDirectory);
  return { ...limited, journalDirectory, state };
}

function loadPolicy(file: string, io: CliIo): LimitedPolicy {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    throw new RunRefusal(2, `error: cannot read \`${file}\`: ${readErrorText(error)}`);
  }
  const library = openPresetLibrary(file);
  const { policy, diagnostics } = compilePolicyText(file, source, library, Date.now());
  const sources = new Map([[file, source], ...library.sources]);
  const rendered = renderPretty(diagnostics, sources, 1, io);
  if (policy === null && diagnostics.length === 0) {
    const what = `\`${file}\` is a preset or a file of tests`;
    throw new RunRefusal(2, `error: ${what}: only a policy runs`);
  }
  if (policy === null) throw new RunRefusal(2, rendered.trimEnd());
  if (diagnostics.length > 0) io.err(rendered);
  return limitByEnvironment(policy, library, io.env);
}

function readErrorText(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'no such file';
  if (code === 'EISDIR') return 'it is a directory';
  return error instanceof Error ? error.message : String(error);
}

/** The reason to re-arm, where there is something to re-arm; throws where the run may not start. */
function judgeRecovered(
  policy: CompiledPolicy,
  recovered: RecoveredJournal<EngineState>,
  options: RunOptions,
  directory: string,
): string | null {
  if (recovered.state === null) return null;
  if (recovered.lastRun !== null) assertSamePolicy(policy, recovered.lastRun, directory);
  const isHalted = createEngine(policy).view(recovered.state).state === 'halted';
  if (!isHalted) return null;
  if (options.reArm !== undefined) return options.reArm;
  // It starts halted, and quotes nothing before the operator's re-arm.
  if (options.stay === true) return null;
  const { lastHalt } = recovered;
  const rule = lastHalt?.rule ?? 'the operator';
  const since = lastHalt === null ? '' : ` since ${new Date(lastHalt.at).toISOString()}`;
  throw new RunRefusal(
    3,
    `${policy.name} is halted by ${rule}${since}\n` +
      'nothing was started; when it is safe again:\n' +
      `  mm-policy run ${policy.file} --journal ${directory} --re-arm "why it is safe again"`,
  );
}

function assertSamePolicy(policy: CompiledPolicy, lastRun: RunHeader, directory: string): void {
  const { policy: last } = compileJournaled(lastRun);
  if (last === null || last.name === policy.name) return;
  throw new RunRefusal(
    2,
    `error: the journal in \`${directory}\` is of policy ${last.name}, not of ${policy.name}`,
  );
}

/** Fresh for each run: `.mm-policy/hype-maker/2026-11-02T12-04-31.207Z`. */
function defaultDirectory(policyName: string): string {
  const stamp = new Date().toISOString().replaceAll(':', '-');
  return join('.mm-policy', policyName, stamp);
}
