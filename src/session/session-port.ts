/** What the live loop is given and what it tells: its journal, its observer, its outcome. */
import type { Clock, TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type {
  Decision,
  Engine,
  EngineEvent,
  OperatorCommand,
  StatusView,
} from '../engine/index.js';
import type { Venue } from '../venue/index.js';

/** Where events are written before the engine sees them, and decisions before the venue does. */
export interface SessionJournal {
  writeEvent(event: EngineEvent): void;
  writeDecisions(decisions: readonly Decision[]): void;
  /** Resolves once everything written so far is on the disk. */
  sync(): Promise<void>;
}

/** What the loop wants people to know beside events and decisions. */
export interface SessionNotice {
  readonly at: TimeMs;
  readonly level: 'info' | 'warning';
  readonly text: string;
}

export interface SessionObserver {
  /** After each step: what happened, what was decided, and how things stand. */
  stepped(event: EngineEvent, decisions: readonly Decision[], view: () => StatusView): void;
  noticed(notice: SessionNotice): void;
}

export interface SessionOptions<State> {
  readonly policy: CompiledPolicy;
  readonly venue: Venue;
  readonly engine: Engine<State>;
  /** `engine.initialState`, or what a journal was folded to. */
  readonly state: State;
  readonly journal: SessionJournal;
  readonly clock: Clock;
  /** 16 hex digits, fresh for each run. */
  readonly runId: string;
  /** Of this run and of earlier ones in the journal: orders whose ids begin so are ours. */
  readonly runIds: readonly string[];
  /** The venue's time of the last picture of the account in the journal; null on a first run. */
  readonly lastReconciledAt: TimeMs | null;
  /** Why the operator re-arms a halted policy; null where nobody asked. */
  readonly reArm: string | null;
  /** A kill does not end the run: it stays, halted, for the operator to look and re-arm. */
  readonly staysWhenHalted?: boolean;
  /** A start waits where the venue is too busy to answer: on the wall clock, which runs by then. */
  readonly waitsAtStart?: boolean;
  readonly observer: SessionObserver;
}

/** What became of the operator's command. */
export type OperatorOutcome =
  /** The engine has taken it, and the journal has it on the disk. */
  | {
      readonly kind: 'taken';
      readonly at: TimeMs;
      readonly decisions: readonly Decision[];
      readonly view: StatusView;
      /** Whether the run goes on after it. */
      readonly goesOn: boolean;
    }
  | { readonly kind: 'ending'; readonly reason: string };

export type SessionOutcome = {
  readonly reason: string;
  /** Orders of ours that still rest after all tries; null where the venue did not answer. */
  readonly ordersLeft: number | null;
} & (
  | { readonly kind: 'stopped' }
  /** A kill holds the policy: only the operator's re-arm ends it. */
  | { readonly kind: 'halted'; readonly rule: string | null }
  /** The journal cannot be written, or a bug: everything was cancelled by hand. */
  | { readonly kind: 'failed' }
  /** The account is not as the policy would start with it. */
  | { readonly kind: 'refused' }
  /** The operator would not wait. */
  | { readonly kind: 'aborted' }
);

export interface Session {
  /** Resolves, never rejects, when the run is over and its orders are gone. */
  readonly ended: Promise<SessionOutcome>;
  /** Cancels everything, checks that nothing is left, ends. */
  stop(reason: string): void;
  /** Something around the loop broke: cancels everything by hand and ends as failed. */
  fail(error: unknown): void;
  /** Ends at once, whatever rests. */
  abort(): void;
  /** Gives the operator's command to the engine; resolves when it is taken, or cannot be. */
  operate(command: OperatorCommand, reason: string): Promise<OperatorOutcome>;
  view(): StatusView;
  /** Whether the loop waits for something from outside. */
  isSettled(): boolean;
}

/** The gate before the start said no: exit code 4. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}
