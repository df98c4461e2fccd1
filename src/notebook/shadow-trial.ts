/** Another policy's engine beside a trial: it hears the same and sends nothing. */
import type { DurationMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import {
  createEngine,
  type Decision,
  type EngineEvent,
  type EngineState,
  type StatusView,
} from '../engine/index.js';
import { Shadow } from '../session/index.js';
import { type Trial, TrialRecorder } from '../study/index.js';

export interface ShadowTrialOptions {
  readonly label: string;
  readonly policy: CompiledPolicy;
  /** The trial that is listened to, and all that its engine heard: `StepLog.events`. */
  readonly beside: Trial;
  readonly events: readonly EngineEvent[];
  /** Between samples; 1 s by default, as a trial's. */
  readonly sampleMs?: DurationMs;
  /** All that the candidate heard and decided, in order: a `StepLog` of its own takes it. */
  readonly onStep?: (event: EngineEvent, decisions: readonly Decision[]) => void;
}

const RUN_ID = '00000000000057d2';
const SAMPLE_MS: DurationMs = 1_000;

const NO_JOURNAL = {
  writeEvent: () => undefined,
  writeDecisions: () => undefined,
  finish: () => Promise.resolve(),
};

/**
 * As `mm-policy run --shadow`: fills, position and cash stay those of the trial beside it, the
 * candidate's orders rest and never fill. So both are judged on the same account at the same
 * moments, and what differs is the rules; its profit is the other's.
 */
export function shadowTrial(options: ShadowTrialOptions): Trial {
  const { label, policy, beside, events, onStep, sampleMs = SAMPLE_MS } = options;
  const engine = createEngine(policy);
  const recorder = new TrialRecorder(policy, sampleMs);
  const seen: { view: () => StatusView } = { view: () => engine.view(engine.initialState) };
  const shadow = new Shadow<EngineState>({
    engine: {
      ...engine,
      step: (state, event) => {
        const step = engine.step(state, event);
        seen.view = () => engine.view(step.state);
        recorder.stepped(event, step.decisions, seen.view);
        return step;
      },
    },
    state: engine.initialState,
    journal: NO_JOURNAL,
    runId: RUN_ID,
    decided: (event, decisions) => onStep?.(event, decisions),
  });
  for (const event of events) shadow.hear(event);
  return { ...beside, label, policyName: policy.name, ...recorder.finish(seen.view()) };
}
