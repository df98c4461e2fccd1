/** The engine that a run of a journal was judged by, made again from the policy it carries. */
import { ENVIRONMENT, type PresetLibrary } from '../check/index.js';
import { type CompileResult, compilePolicyText } from '../compile/index.js';
import { createEngine, type Engine, type EngineState } from '../engine/index.js';
import { JournalError, type RunHeader } from '../journal/index.js';
import { carriedPresets } from './carried-presets.js';

/** Throws `JournalError` where the run's policy no longer compiles. */
export function engineForRun(run: RunHeader): Engine<EngineState> {
  const { file } = run.policy;
  const { policy, diagnostics } = compileJournaled(run);
  if (policy !== null) return createEngine(policy);
  const [first] = diagnostics;
  throw new JournalError(
    `the policy \`${file}\` of run ${run.runId} does not compile with this version` +
      (first === undefined ? '' : `: ${first.message}`),
  );
}

/** What the environment of that run added to its policy, and not what the one of now would. */
function environmentOf({ environment }: RunHeader['policy']): Pick<PresetLibrary, 'environment'> {
  if (environment === undefined) return {};
  return { environment: { file: ENVIRONMENT, source: environment } };
}

/** The policy of a run with the presets of that time; its dates are not judged anew. */
export function compileJournaled({ policy }: RunHeader): CompileResult {
  const library = { ...carriedPresets(policy.presets ?? []), ...environmentOf(policy) };
  return compilePolicyText(policy.file, policy.source, library);
}
