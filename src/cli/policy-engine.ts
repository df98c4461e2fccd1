/** The engine that a run of a journal was judged by, made again from the policy it carries. */
import { compilePolicyText } from '../compile/index.js';
import { createEngine, type Engine, type EngineState } from '../engine/index.js';
import { JournalError, type RunHeader } from '../journal/index.js';

/** Throws `JournalError` where the run's policy no longer compiles. */
export function engineForRun(run: RunHeader): Engine<EngineState> {
  const { file, source } = run.policy;
  const { policy, diagnostics } = compilePolicyText(file, source);
  if (policy !== null) return createEngine(policy);
  const [first] = diagnostics;
  throw new JournalError(
    `the policy \`${file}\` of run ${run.runId} does not compile with this version` +
      (first === undefined ? '' : `: ${first.message}`),
  );
}
