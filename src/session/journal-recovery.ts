/** A journal opened for a run: folded to the state an earlier run left, then written on. */
import { existsSync, readdirSync } from 'node:fs';
import type { TimeMs } from '../base/index.js';
import type { Engine } from '../engine/index.js';
import {
  type CheckedLine,
  foldJournal,
  type FoldResult,
  JournalError,
  type JournalRecord,
  readJournal,
  type RunHeader,
} from '../journal/index.js';

export interface RecoveredJournal<State> {
  /** Null where the journal is new. */
  readonly state: State | null;
  /** The policy's name in the last run; null where the journal is new. */
  readonly lastRun: RunHeader | null;
  /** Of every run so far, oldest first. */
  readonly runIds: readonly string[];
  /** The venue's time of the newest picture of the account; null where there is none. */
  readonly lastReconciledAt: TimeMs | null;
  /** Our time of the last record; null where the journal is new. */
  readonly lastRecordAt: TimeMs | null;
  /** When and by which rule the account was halted, where it still is by the records. */
  readonly lastHalt: { readonly at: TimeMs; readonly rule: string | null } | null;
  readonly records: number;
  /** Decisions that this version would take otherwise. */
  readonly differences: number;
}

/** Throws `JournalError` where the chain is broken: nothing may be built on it. */
export async function recoverJournal<State>(
  directory: string,
  engineFor: (run: RunHeader) => Engine<State>,
): Promise<RecoveredJournal<State>> {
  const notes = new RecoveryNotes();
  if (!hasRecords(directory)) return notes.result(null);
  const lines = notes.read(readJournal(directory));
  const fold = await foldJournal(lines, engineFor);
  if (fold.broken !== null) {
    const { file, line, reason } = fold.broken;
    throw new JournalError(`the journal's chain is broken at ${file}:${line}: ${reason}`);
  }
  return notes.result(fold);
}

function hasRecords(directory: string): boolean {
  return existsSync(directory) && readdirSync(directory).some((name) => name.endsWith('.jsonl'));
}

class RecoveryNotes {
  readonly #runIds: string[] = [];
  #lastReconciledAt: TimeMs | null = null;
  #lastRecordAt: TimeMs | null = null;
  #lastHalt: { at: TimeMs; rule: string | null } | null = null;
  #records = 0;

  async *read(lines: AsyncIterable<CheckedLine>): AsyncIterable<CheckedLine> {
    for await (const line of lines) {
      if (line.record !== null && line.problem === null) this.#note(line.record);
      yield line;
    }
  }

  result<State>(fold: FoldResult<State> | null): RecoveredJournal<State> {
    return {
      state: fold?.finalState ?? null,
      lastRun: fold?.lastRun ?? null,
      runIds: this.#runIds,
      lastReconciledAt: this.#lastReconciledAt,
      lastRecordAt: this.#lastRecordAt,
      lastHalt: this.#lastHalt,
      records: this.#records,
      differences: fold?.differences ?? 0,
    };
  }

  #note(record: JournalRecord): void {
    this.#records++;
    this.#lastRecordAt = record.at;
    if (record.kind === 'run') this.#runIds.push(record.run.runId);
    if (record.kind === 'event') {
      const { event } = record;
      if (event.kind === 'reconciled') {
        this.#lastReconciledAt = Math.max(this.#lastReconciledAt ?? 0, event.account.time);
      }
    }
    if (record.kind === 'decision' && record.decision.kind === 'tradingStateChanged') {
      const { to, at, rule } = record.decision;
      this.#lastHalt = to === 'halted' ? { at, rule } : null;
    }
  }
}
