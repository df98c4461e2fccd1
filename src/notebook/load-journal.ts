/** A live run's journal, proven, derived again and told as a trial is told. */
import type { DurationMs } from '../base/index.js';
import type { Engine, EngineState, StatusView } from '../engine/index.js';
import {
  type AuditRecord,
  AuditView,
  type ChainReport,
  type CheckedLine,
  foldJournal,
  type FoldResult,
  JournalError,
  readJournal,
  type RunHeader,
  verifyChain,
} from '../journal/index.js';
import { compileJournaled, engineForRun } from '../replay/index.js';
import { type Trial, TrialRecorder } from '../study/index.js';
import { type LadderSample, LadderSeries } from './ladder-series.js';

export interface LoadedJournal {
  /** What happened, in an auditor's words and in order: orders, fills, denials, states. */
  readonly records: readonly AuditRecord[];
  /** Whether the chain of hashes holds, and where it does not. */
  readonly chain: ChainReport;
  /** Whether this version's engine decides the same again; the first difference where not. */
  readonly replay: FoldResult<EngineState>;
  readonly runs: readonly RunHeader[];
  /**
   * Series, headroom, moments and figures, which the journal does not hold and the engine derives
   * from it: every chart and frame of a trial takes them. Profit counts from flat.
   */
  readonly trial: Trial;
  /** Our resting orders at even times. */
  readonly ladders: readonly LadderSample[];
}

export interface LoadJournalOptions {
  /** Between samples, of the journal's time; 1 s by default. More than 4,000 are thinned out. */
  readonly sampleMs?: DurationMs;
}

const SAMPLE_MS: DurationMs = 1_000;

/**
 * Reads a journal's directory, or its only file, three times: to prove it, to tell it, to derive it
 * again. Where the chain breaks, nothing from there on is told. Throws `JournalError` where there
 * is nothing to read or a run's policy no longer compiles.
 */
export async function loadJournal(
  path: string,
  options: LoadJournalOptions = {},
): Promise<LoadedJournal> {
  const { sampleMs = SAMPLE_MS } = options;
  const runs: RunHeader[] = [];
  const chain = await verifyChain(watched(readJournal(path), runs));
  const records: AuditRecord[] = [];
  for await (const record of new AuditView().read(readJournal(path))) records.push(record);
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) {
    throw new JournalError(`journal \`${path}\` holds no run`);
  }
  const { policy } = compileJournaled(last);
  if (policy === null) throw new JournalError(`the policy of run ${last.runId} does not compile`);
  const recorder = new TrialRecorder(policy, sampleMs);
  const ladders = new LadderSeries(sampleMs);
  const seen: { view: (() => StatusView) | null } = { view: null };
  const replay = await foldJournal(readJournal(path), (run) => {
    const engine = engineForRun(run);
    return listened(engine, (event, decisions, view) => {
      recorder.stepped(event, decisions, view);
      ladders.hear(event, decisions);
      seen.view = view;
    });
  });
  if (seen.view === null) throw new JournalError(`journal \`${path}\` holds no event`);
  const ending = records.findLast(({ kind }) => kind === 'run-ended');
  const trial: Trial = {
    label: policy.file,
    policyName: policy.name,
    market: `journal ${path}`,
    venue: last.venue,
    startMs: records[0]?.at ?? 0,
    endMs: records.at(-1)?.at ?? 0,
    outcome: { kind: 'journal', reason: ending?.text ?? 'the journal ends without an end' },
    isWhole: chain.problemCount === 0,
    ...recorder.finish(seen.view()),
  };
  return { records, chain, replay, runs, trial, ladders: ladders.samples };
}

async function* watched(
  lines: AsyncIterable<CheckedLine>,
  runs: RunHeader[],
): AsyncGenerator<CheckedLine> {
  for await (const line of lines) {
    if (line.record?.kind === 'run') runs.push(line.record.run);
    yield line;
  }
}

type Listener = (
  event: Parameters<Engine<EngineState>['step']>[1],
  decisions: ReturnType<Engine<EngineState>['step']>['decisions'],
  view: () => StatusView,
) => void;

function listened(engine: Engine<EngineState>, listen: Listener): Engine<EngineState> {
  return {
    ...engine,
    step: (state, event) => {
      const step = engine.step(state, event);
      listen(event, step.decisions, () => engine.view(step.state));
      return step;
    },
  };
}
