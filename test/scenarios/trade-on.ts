/** One run of a policy on a venue and a journal, as `mm-policy run` makes it, for tests. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../src/base/index.js';
import { type CompiledPolicy, compilePolicyText } from '../../src/compile/index.js';
import {
  createEngine,
  type Decision,
  type EngineEvent,
  type StatusView,
} from '../../src/engine/index.js';
import { openJournal } from '../../src/journal/index.js';
import {
  JournalWriter,
  recoverJournal,
  type Session,
  type SessionNotice,
  type SessionOutcome,
  startSession,
} from '../../src/session/index.js';
import type { Venue } from '../../src/venue/index.js';

export interface TradedRun {
  readonly outcome: SessionOutcome;
  readonly steps: readonly (readonly [EngineEvent, readonly Decision[]])[];
  readonly notices: readonly SessionNotice[];
  readonly view: StatusView;
}

export interface Trading {
  readonly session: Session;
  /** Waits for the end, closes the journal and tells what happened. */
  finish(): Promise<TradedRun>;
}

export async function tradeOn(options: {
  readonly venue: Venue;
  readonly clock: Clock;
  readonly policy: CompiledPolicy;
  readonly journal: string;
  readonly reArm?: string;
}): Promise<Trading> {
  const { venue, clock, policy } = options;
  const recovered = await recoverJournal(options.journal, (run) =>
    createEngine(compilePolicy(run.policy.source, run.policy.file)),
  );
  const journal = openJournal({ directory: options.journal });
  const runId = randomBytes(8).toString('hex');
  const header = {
    runId,
    toolVersion: 'test',
    nodeVersion: process.versions.node,
    policy: { file: policy.file, source: policy.source },
    venue: venue.name,
  };
  const writer = new JournalWriter(journal, header, clock.nowMs());
  const engine = createEngine(policy);
  const steps: (readonly [EngineEvent, readonly Decision[]])[] = [];
  const notices: SessionNotice[] = [];
  const session = await startSession({
    policy,
    venue,
    engine,
    state: recovered.state ?? engine.initialState,
    journal: writer,
    clock,
    runId,
    runIds: [...recovered.runIds, runId],
    lastReconciledAt: recovered.lastReconciledAt,
    reArm: options.reArm ?? null,
    observer: {
      stepped: (event, decisions) => steps.push([event, decisions]),
      noticed: (notice) => notices.push(notice),
    },
  });
  return {
    session,
    finish: async () => {
      const outcome = await session.ended;
      await writer.finish(clock.nowMs(), outcome.reason);
      return { outcome, steps, notices, view: session.view() };
    },
  };
}

export function compilePolicy(source: string, file = 'scenario.policy'): CompiledPolicy {
  const { policy, diagnostics } = compilePolicyText(file, source);
  if (policy === null) throw new Error(JSON.stringify(diagnostics, null, 1));
  return policy;
}
