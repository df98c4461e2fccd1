/** The run itself: venue, session and the operator's signals, until it is over. */
import { randomBytes } from 'node:crypto';
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { createEngine } from '../engine/index.js';
import { ControlError, lockAccount } from '../control/index.js';
import { type Journal, openJournal } from '../journal/index.js';
import {
  JournalWriter,
  type Session,
  type SessionOutcome,
  startSession,
} from '../session/index.js';
import type { CliIo } from './cli-io.js';
import { formatSpan } from './figure.js';
import { journaledPolicy } from './journaled-policy.js';
import { createPaint } from './paint.js';
import { openRunControl, type RunControl } from './run-control.js';
import { RunJson } from './run-json.js';
import { RunLog } from './run-log.js';
import type { RunOptions } from './run-options.js';
import type { PreparedRun } from './run-preparation.js';
import type { RunReporter, RunScene } from './run-reporter.js';
import { RunScreen } from './run-screen.js';
import { openRunVenue, type RunVenue } from './run-venue.js';
import { openRunShadow, type RunShadow } from './run-shadow.js';
import { listenForSignals } from './run-signals.js';
import type { RunWatch } from './run-watch.js';
import { summaryLines } from './run-summary.js';
import { RunTally } from './run-tally.js';
import { TOOL_VERSION } from './tool-version.js';

/** One run with all that it was given. */
interface Run {
  readonly prepared: PreparedRun;
  readonly options: RunOptions;
  readonly io: CliIo;
  readonly at: RunVenue;
  readonly journal: JournalWriter;
  readonly scene: RunScene;
  readonly reporter: RunReporter;
  readonly watch: RunWatch;
  /** Null where no candidate listens. */
  readonly shadow: RunShadow | null;
  readonly runId: string;
}

/** Resolves to the exit code; throws what `refusalOf` knows where the run does not begin. */
export async function runLive(
  prepared: PreparedRun,
  options: RunOptions,
  io: CliIo,
  watch: RunWatch,
): Promise<number> {
  const { policy, journalDirectory, recovered } = prepared;
  let reporter: RunReporter | null = null;
  const at = await openRunVenue({
    policy,
    options,
    io,
    lastRecordAt: recovered.lastRecordAt,
    records: recovered.records,
    onProblem: (text) => {
      reporter?.noticed({ at: at.clock.nowMs(), level: 'warning', text });
    },
  });
  let journal: Journal | null = null;
  let shadow: RunShadow | null = null;
  let control: RunControl | null = null;
  let unlockAccount: (() => void) | null = null;
  try {
    unlockAccount = lockDeclaredAccount(policy, at, io);
    journal = openJournal({ directory: journalDirectory });
    shadow = openShadow(prepared, at, () => reporter);
    const run = openRun({ prepared, options, io, at, watch, shadow }, journal);
    reporter = run.reporter;
    watchOver(run);
    control = await openLineToOperator(run);
    return await trade(run, journal, control);
  } finally {
    await control?.close();
    await at.close();
    await shadow?.close(at.clock.nowMs());
    await journal?.close();
    unlockAccount?.();
  }
}

/** The candidate beside this policy, with a journal beside its own. */
function openShadow(
  { policy, shadow }: PreparedRun,
  { venue, startMs }: RunVenue,
  reporter: () => RunReporter | null,
): RunShadow | null {
  if (shadow === null) return null;
  const header = {
    toolVersion: TOOL_VERSION,
    nodeVersion: process.versions.node,
    policy: journaledPolicy(shadow),
    venue: venue.name,
  };
  const { policy: candidate, state, journalDirectory: directory } = shadow;
  return openRunShadow({ candidate, state, policy, header, directory, startMs, reporter });
}

/** Only an account that the policy names can be anybody else's. */
function lockDeclaredAccount(
  { account }: CompiledPolicy,
  { venue, agent }: RunVenue,
  io: CliIo,
): (() => void) | null {
  if (account.address === null) return null;
  return lockAccount({ venue: venue.name, account: account.address, agent }, io.env);
}

/** A run that was told where its socket is must have it; else signals have to do. */
async function openLineToOperator(run: Run): Promise<RunControl | null> {
  const { scene, runId, prepared, options, io, reporter, at } = run;
  try {
    return await openRunControl({
      scene,
      runId,
      journalDirectory: prepared.journalDirectory,
      socketPath: options.socket ?? null,
      staysWhenHalted: options.stay === true,
      env: io.env,
    });
  } catch (error) {
    if (options.socket !== undefined || !(error instanceof ControlError)) throw error;
    const text = `no control socket, only signals reach this run: ${error.message}`;
    reporter.noticed({ at: at.clock.nowMs(), level: 'warning', text });
    return null;
  }
}

/** From here on trouble beside the loop is told where all else of the run is. */
function watchOver({ watch, scene, runId, prepared, reporter, at }: Run): void {
  const { policyName: policy, venueName: venue } = scene;
  watch.begin({ policy, venue, runId }, prepared.journalDirectory, (text) =>
    reporter.noticed({ at: at.clock.nowMs(), level: 'warning', text }),
  );
}

function openRun(
  parts: Pick<Run, 'prepared' | 'options' | 'io' | 'at' | 'watch' | 'shadow'>,
  journal: Journal,
): Run {
  const { prepared, options, io, at } = parts;
  const { policy } = prepared;
  const runId = randomBytes(8).toString('hex');
  const header = {
    runId,
    toolVersion: TOOL_VERSION,
    nodeVersion: process.versions.node,
    policy: journaledPolicy(prepared),
    venue: at.venue.name,
  };
  const writer = new JournalWriter(journal, header, at.startMs);
  const scene: RunScene = {
    policyName: policy.name,
    venueName: at.venue.name,
    startMs: at.startMs,
    tally: new RunTally(),
    paint: createPaint(io.useColor && options.json !== true),
    journalRecords: () => writer.records,
    out: (text) => io.out(text),
  };
  return { ...parts, journal: writer, scene, reporter: reporterOf(scene, options, io), runId };
}

function reporterOf(scene: RunScene, options: RunOptions, io: CliIo): RunReporter {
  const isQuiet = options.quiet === true;
  if (options.json === true) return new RunJson(scene.out);
  return io.isTerminal
    ? new RunScreen(scene, { columns: io.columns, isQuiet })
    : new RunLog(scene, { isQuiet, isTerse: false });
}

async function trade(run: Run, journal: Journal, control: RunControl | null): Promise<number> {
  const { prepared, at, reporter } = run;
  greet(run, journal, control);
  const signals = listenForSignals();
  const session = await startOrRecordWhyNot(run).catch((error: unknown) => {
    signals.release();
    throw error;
  });
  const trouble = limitRun(run, session);
  at.run(session);
  control?.attach(session);
  signals.attach(session);
  const outcome = await session.ended;
  signals.release();
  const endMs = at.clock.nowMs();
  if (outcome.kind !== 'failed') await run.journal.finish(endMs, outcome.reason);
  run.watch.ended(endMs, outcome);
  reportProblems(run);
  reporter.close();
  sumUp(run, session, outcome, endMs);
  const shadowLines = (await run.shadow?.close(endMs)) ?? [];
  if (run.options.json !== true) for (const line of shadowLines) run.io.out(`${line}\n`);
  if (prepared.reArm === null && run.options.reArm !== undefined) {
    run.io.err('note: there was nothing to re-arm\n');
  }
  return exitCodeOf(outcome, signals.received(), trouble.found);
}

/** A run that the gate or the venue turns away ends in the journal too. */
async function startOrRecordWhyNot(run: Run): Promise<Session> {
  try {
    return await start(run);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await run.journal.finish(run.at.clock.nowMs(), `not started: ${reason}`);
    throw error;
  }
}

function start(run: Run): Promise<Session> {
  const { prepared, at, journal, runId, reporter, scene, watch } = run;
  const { policy, recovered } = prepared;
  const engine = createEngine(policy);
  return startSession({
    policy,
    venue: at.venue,
    engine,
    state: recovered.state ?? engine.initialState,
    journal,
    clock: at.clock,
    runId,
    runIds: [...recovered.runIds, runId],
    lastReconciledAt: recovered.lastReconciledAt,
    reArm: prepared.reArm,
    staysWhenHalted: run.options.stay === true,
    waitsAtStart: at.isRemote,
    observer: {
      stepped: (event, decisions, view) => {
        scene.tally.take(event, decisions);
        reporter.stepped(event, decisions, view);
        watch.stepped(event, decisions);
        run.shadow?.hear(event);
      },
      noticed: (notice) => {
        reporter.noticed(notice);
        watch.noticed(notice);
      },
    },
  });
}

/** Says what begins, and what recovery found. */
function greet(run: Run, journal: Journal, control: RunControl | null): void {
  const { prepared, at, reporter } = run;
  const { policy, recovered, journalDirectory } = prepared;
  const now = at.clock.nowMs();
  const info = (text: string): void => reporter.noticed({ at: now, level: 'info', text });
  const market = at.marketName === null ? '' : `, ${at.marketName}`;
  info(`${policy.name} on the ${at.venue.name} at ${at.url}${market}`);
  info(`journal ${journalDirectory}`);
  if (run.options.socket !== undefined && control !== null) info(`socket ${control.socketPath}`);
  tellLimits(run, info);
  if (recovered.state !== null) {
    info(
      `recovered from ${recovered.records} records of ${countOf(recovered.runIds.length, 'run')}`,
    );
  }
  if (journal.torn !== null) {
    const text = 'the journal ended in half a line, as a crash leaves it; the line was dropped';
    reporter.noticed({ at: now, level: 'warning', text });
  }
  if (recovered.differences > 0) {
    const text =
      `this version decides otherwise in ${recovered.differences} places of the journal; ` +
      'see mm-policy replay';
    reporter.noticed({ at: now, level: 'warning', text });
  }
}

/** What the environment adds to the policy, for people or as one line for programs. */
function tellLimits({ prepared, options, scene }: Run, info: (text: string) => void): void {
  const { limits } = prepared.environment ?? { limits: [] };
  if (options.json === true && limits.length > 0) {
    scene.out(`${JSON.stringify({ type: 'environment', limits })}\n`);
    return;
  }
  for (const { variable, value, effect } of limits) info(`${variable}=${value}  ${effect}`);
}

/** Ends the run with its time or its market; what went wrong with the market is told later. */
function limitRun(run: Run, session: Session): { found: string | null } {
  const { at, options, reporter } = run;
  const { clock } = at;
  const trouble: { found: string | null } = { found: null };
  const durationMs = options.for;
  if (durationMs !== undefined) {
    const endMs: TimeMs = clock.nowMs() + durationMs;
    clock.callAt(endMs, () => session.stop(`ran for ${formatSpan(durationMs)}`));
  }
  at.marketEnded.then(
    () => session.stop(`the ${at.marketName ?? 'market'} ended`),
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      trouble.found = reason;
      reporter.noticed({ at: clock.nowMs(), level: 'warning', text: reason });
      session.stop('the market cannot be read any further');
    },
  );
  return trouble;
}

/** Rows of the recording that were left out or doubted: how many, and the first of them. */
function reportProblems({ reporter, at }: Run): void {
  const { count, first } = at.problems();
  if (first === null) return;
  const others = count === 1 ? '' : `, the first of ${count} such rows`;
  const text = `${first.file}:${first.line}: ${first.reason} (${first.outcome})${others}`;
  reporter.noticed({ at: at.clock.nowMs(), level: 'warning', text });
}

function sumUp(run: Run, session: Session, outcome: SessionOutcome, endMs: TimeMs): void {
  const { prepared, at, scene, io, options } = run;
  const summary = {
    outcome,
    elapsedMs: endMs - at.startMs,
    venueName: at.venue.name,
    marketName: at.marketName,
    tally: scene.tally,
    view: session.view(),
    journalDirectory: prepared.journalDirectory,
    journalRecords: run.journal.records,
    policyFile: prepared.policy.file,
  };
  const text = `${summaryLines(summary, scene.paint).join('\n')}\n`;
  if (options.json === true) {
    const { kind, reason, ordersLeft } = outcome;
    io.out(`${JSON.stringify({ type: 'end', kind, reason, ordersLeft })}\n`);
  } else {
    io.out(text);
  }
}

function exitCodeOf(
  outcome: SessionOutcome,
  signal: 'SIGINT' | 'SIGTERM' | null,
  trouble: string | null,
): number {
  if (outcome.kind === 'halted') return 3;
  if (outcome.kind === 'refused') return 4;
  if (outcome.kind === 'failed' || trouble !== null) return 2;
  if (outcome.kind === 'aborted' || outcome.ordersLeft !== 0) return 1;
  return signal === 'SIGINT' ? 130 : 0;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
