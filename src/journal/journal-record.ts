/** What a journal holds: the start of a run, what it heard, what it decided, and its end. */
import { type TimeMs, unreachable } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';

/** All that is needed to derive a run's decisions again. */
export interface RunHeader {
  readonly runId: string;
  /** Version of mm-policy. */
  readonly toolVersion: string;
  /** Replay is exact per runtime version. */
  readonly nodeVersion: string;
  readonly policy: {
    readonly file: string;
    readonly source: string;
    /** The presets that it used, by what it calls them; absent where it used none. */
    readonly presets?: readonly JournaledPreset[];
    /** What the environment of the run added, as a preset's text; absent where it added nothing. */
    readonly environment?: string;
  };
  /** The venue's name for people. */
  readonly venue: string;
}

export interface JournaledPreset {
  readonly reference: string;
  readonly file: string;
  readonly source: string;
}

export interface RunEnding {
  readonly runId: string;
  /** Why the run ended, in words. */
  readonly reason: string;
}

/** What is to be written; events and decisions bring their own time. */
export type JournalBody =
  | { readonly kind: 'run'; readonly at: TimeMs; readonly run: RunHeader }
  | { readonly kind: 'event'; readonly event: EngineEvent }
  | { readonly kind: 'decision'; readonly decision: Decision }
  | { readonly kind: 'end'; readonly at: TimeMs; readonly end: RunEnding };

/** One line of the journal, read back. */
export type JournalRecord = JournalBody & {
  /** From 1 on, without a gap across days and runs. */
  readonly seq: number;
  /** Our clock's time. */
  readonly at: TimeMs;
  /** Hash of the record before; 64 zeros for the first. */
  readonly prev: string;
  readonly hash: string;
};

/** The time by which a body is filed. */
export function timeOf(body: JournalBody): TimeMs {
  switch (body.kind) {
    case 'event':
      return body.event.at;
    case 'decision':
      return body.decision.at;
    case 'run':
    case 'end':
      return body.at;
    default:
      return unreachable(body);
  }
}
