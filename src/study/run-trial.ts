/** One policy on one market through the live loop, its engine and the venue, as fast as it goes. */
import type { DurationMs, TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import {
  createEngine,
  type Decision,
  type EngineEvent,
  type MarginRegard,
  type StatusView,
} from '../engine/index.js';
import { createDirectVenue, type SessionJournal, startSession } from '../session/index.js';
import { type ExchangeSpec, modelsOf, nameOfExchange } from './exchange-spec.js';
import type { OpenedMarket } from './open-market.js';
import type { Trial } from './trial.js';
import { TrialRecorder } from './trial-recorder.js';

export interface TrialOptions {
  readonly label: string;
  readonly policy: CompiledPolicy;
  readonly market: OpenedMarket;
  /** Market time after which it stops; left out, at the end of the market. */
  readonly durationMs?: DurationMs;
  /** How the venue behaves: queues, latency. */
  readonly exchange?: ExchangeSpec;
  /** As this engine regards margin, unless another bot's regard is to be seen. */
  readonly margin?: MarginRegard;
  /** Between samples, market time; 1 s by default. More than 4,000 are thinned out. */
  readonly sampleMs?: DurationMs;
  /** Ends the trial where it is: what it came to until then is told. */
  readonly stop?: AbortSignal;
  /** Told at each sample. */
  readonly onProgress?: (nowMs: TimeMs) => void;
  /** All that the engine heard and decided, in order. */
  readonly onStep?: (event: EngineEvent, decisions: readonly Decision[]) => void;
}

/** The reason of the outcome of a trial that did not come to its end. */
const INTERRUPTED = 'interrupted';
const SAMPLE_MS: DurationMs = 1_000;
/** Of an experiment: the same each time, so that the same trial gives the same bytes. */
const RUN_ID = '00000000000057d1';

const NO_JOURNAL: SessionJournal = {
  writeEvent: () => undefined,
  writeDecisions: () => undefined,
  sync: () => Promise.resolve(),
};

/**
 * The account starts flat, with the policy's `initial-balance`. Throws `StartRefused` where the
 * policy would not start live either, and what reading the market throws.
 */
export async function runTrial(options: TrialOptions): Promise<Trial> {
  const { label, policy, market, durationMs } = options;
  const { startMs, instruments, events } = market;
  const exchange = options.exchange ?? {};
  const models = modelsOf(exchange);
  const direct = await createDirectVenue({ policy, instruments, market: events, startMs, models });
  try {
    const recorder = new TrialRecorder(policy, options.sampleMs ?? SAMPLE_MS);
    const session = await start(options, direct, recorder);
    const trouble: { error: unknown } = { error: null };
    if (durationMs !== undefined) {
      direct.clock.callAt(startMs + durationMs, () => session.stop('the time is over'));
    }
    direct.marketEnded.then(
      () => session.stop('the market ended'),
      (error: unknown) => {
        trouble.error = error;
        session.stop('the market cannot be read any further');
      },
    );
    const interrupt = (): void => session.stop(INTERRUPTED);
    if (options.stop?.aborted === true) interrupt();
    options.stop?.addEventListener('abort', interrupt, { once: true });
    direct.run(session);
    const { kind, reason } = await session.ended;
    if (trouble.error !== null) throw trouble.error;
    return {
      label,
      policyName: policy.name,
      market: market.name,
      venue: nameOfExchange(exchange),
      startMs,
      endMs: direct.clock.nowMs(),
      outcome: { kind, reason },
      isWhole: options.stop?.aborted !== true,
      ...recorder.finish(session.view()),
    };
  } finally {
    await direct.close();
  }
}

function start(
  { policy, margin, onProgress, onStep }: TrialOptions,
  { venue, clock }: Awaited<ReturnType<typeof createDirectVenue>>,
  recorder: TrialRecorder,
) {
  const engine = createEngine(policy, margin);
  let toldAt = Number.NEGATIVE_INFINITY;
  return startSession({
    policy,
    venue,
    engine,
    state: engine.initialState,
    journal: NO_JOURNAL,
    clock,
    runId: RUN_ID,
    runIds: [RUN_ID],
    lastReconciledAt: null,
    reArm: null,
    observer: {
      stepped: (event: EngineEvent, decisions: readonly Decision[], view: () => StatusView) => {
        onStep?.(event, decisions);
        recorder.stepped(event, decisions, view);
        if (event.at - toldAt < SAMPLE_MS) return;
        toldAt = event.at;
        onProgress?.(event.at);
      },
      noticed: () => undefined,
    },
  });
}
