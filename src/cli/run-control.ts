/** The operator's line to this run: its socket, its record for others to find, and its answers. */
import { resolve } from 'node:path';
import {
  announceRun,
  type CommandAnswer,
  ControlError,
  openControlSocket,
  socketPathFor,
  type StatusAnswer,
} from '../control/index.js';
import type { Decision, OperatorCommand } from '../engine/index.js';
import type { OperatorOutcome, Session } from '../session/index.js';
import { createPaint } from './paint.js';
import type { RunScene } from './run-reporter.js';
import { fillText, statusLines } from './run-status.js';

export interface RunControlOptions {
  readonly scene: RunScene;
  readonly runId: string;
  readonly journalDirectory: string;
  /** Where the operator wants the socket; null for the usual place. */
  readonly socketPath: string | null;
  readonly staysWhenHalted: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface RunControl {
  readonly socketPath: string;
  /** Gives the session that is asked and told from here on. */
  attach(session: Session): void;
  close(): Promise<void>;
}

/** Throws `ControlError` where the socket cannot be opened or the record not be left. */
export async function openRunControl(options: RunControlOptions): Promise<RunControl> {
  const { scene, runId, journalDirectory, socketPath, env } = options;
  const since = new Date().toISOString();
  let session: Session | null = null;
  const running = (): Session => {
    if (session === null) throw new ControlError('the run is starting; ask again in a moment');
    return session;
  };
  const path = socketPath === null ? socketPathFor(runId, env) : resolve(socketPath);
  const socket = await openControlSocket(path, {
    status: () => statusOf(running(), options, since),
    command: async (command, reason) => {
      const outcome = await running().operate(command, reason);
      return answerOf(command, outcome, scene.policyName);
    },
  });
  const { policyName: policy, venueName: venue } = scene;
  const record = { runId, policy, venue, since, journal: journalDirectory, socket: path };
  let withdraw: () => void;
  try {
    withdraw = announceRun(record, env);
  } catch (error) {
    await socket.close();
    throw error;
  }
  return {
    socketPath: path,
    attach: (started) => {
      session = started;
    },
    close: async () => {
      withdraw();
      await socket.close();
    },
  };
}

function statusOf(
  session: Session,
  { scene, runId, journalDirectory, staysWhenHalted }: RunControlOptions,
  since: string,
): Omit<StatusAnswer, 'v' | 'kind'> {
  const { policyName, venueName, tally } = scene;
  const view = session.view();
  const status = {
    policyName,
    venueName,
    elapsedMs: view.at - scene.startMs,
    view,
    lastFill: tally.lastFill === null ? null : fillText(tally.lastFill),
    journalRecords: scene.journalRecords(),
  };
  return {
    state: view.state,
    facts: {
      policy: policyName,
      venue: venueName,
      runId,
      pid: process.pid,
      since,
      journal: resolve(journalDirectory),
      journalRecords: status.journalRecords,
      staysWhenHalted,
      elapsedMs: status.elapsedMs,
      lastFill: tally.lastFill,
      ...view,
    },
    screen: statusLines(status, createPaint(true)),
  };
}

function answerOf(
  command: OperatorCommand,
  outcome: OperatorOutcome,
  policy: string,
): Omit<CommandAnswer, 'v' | 'kind'> {
  if (outcome.kind === 'ending') throw new ControlError(outcome.reason);
  const { at, decisions, view, goesOn } = outcome;
  const of = <Kind extends Decision['kind']>(kind: Kind): Extract<Decision, { kind: Kind }>[] =>
    decisions.filter((each): each is Extract<Decision, { kind: Kind }> => each.kind === kind);
  const [refusal] = of('operatorRefused');
  return {
    command,
    at,
    refused: refusal?.reason ?? null,
    changes: of('tradingStateChanged').map(({ coin, from, to, rule, endsBy }) => {
      return { coin, from, to, rule, endsBy };
    }),
    released: of('ruleReleased').map(({ rule }) => rule),
    state: view.state,
    goesOn,
    policy,
    pid: process.pid,
  };
}
