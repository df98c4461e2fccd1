/** Runs a journal's events through the engine again and holds its decisions against the journal. */
import { unreachable } from '../base/index.js';
import type { Engine, EngineEvent } from '../engine/index.js';
import type { ChainLink } from './chain-link.js';
import type { ChainProblem, CheckedLine } from './check-chain.js';
import { decisionTextOf } from './decode-line.js';
import { encodeDecision } from './encode-record.js';
import { JournalError } from './journal-error.js';
import type { JournalRecord, RunHeader } from './journal-record.js';

/** Where the engine now decides otherwise than the journal says. */
export interface Difference {
  /** The journal's line at which it shows. */
  readonly file: string;
  readonly line: number;
  readonly seq: number;
  /** The event that was being answered. */
  readonly eventSeq: number;
  /** The decision's bytes in the journal; null where the engine now decides more. */
  readonly journaled: string | null;
  /** The decision's bytes as derived; null where the engine now decides less. */
  readonly derived: string | null;
}

export interface FoldResult<State> {
  readonly runs: number;
  readonly events: number;
  /** Decisions in the journal. */
  readonly decisions: number;
  /** Decisions that crashes kept from being written, so none of them was sent. */
  readonly unwrittenDecisions: number;
  /** Places where they part; one event's missing decisions are one. */
  readonly differences: number;
  readonly firstDifference: Difference | null;
  /** Where the chain broke: nothing from there on was read. */
  readonly broken: ChainProblem | null;
  /** The last line of all, where a crash cut it off. */
  readonly cutOff: ChainProblem | null;
  /** Null where there was no run. */
  readonly finalState: State | null;
  readonly lastRun: RunHeader | null;
  readonly head: ChainLink | null;
}

/** Decisions derived from the last event, and how many of them the journal has confirmed. */
interface Pending {
  readonly eventSeq: number;
  readonly derived: readonly string[];
  readonly confirmed: number;
}

/**
 * Folds checked lines: at each run `engineFor` makes the engine of its policy, which goes on with
 * the state of the run before. Throws `JournalError` where there is nothing to derive from: the
 * journal does not start at record 1, an event stands before any run, the engine fails.
 */
export async function foldJournal<State>(
  lines: AsyncIterable<CheckedLine>,
  engineFor: (run: RunHeader) => Engine<State>,
  onRecord: (records: number) => void = () => {},
): Promise<FoldResult<State>> {
  const fold = new Fold(engineFor);
  let cutOff: ChainProblem | null = null;
  let broken: ChainProblem | null = null;
  let head: ChainLink | null = null;
  for await (const checked of lines) {
    const { record, problem } = checked;
    if (problem?.kind === 'cut-off') {
      cutOff = problem;
      break;
    }
    if (problem !== null || record === null) {
      broken = problem;
      break;
    }
    fold.take(record, checked);
    head = { seq: record.seq, hash: record.hash };
    onRecord(record.seq);
  }
  if (broken === null) fold.forgiveUnwritten();
  return { ...fold.result(), cutOff, broken, head };
}

class Fold<State> {
  readonly #engineFor: (run: RunHeader) => Engine<State>;
  #engine: Engine<State> | null = null;
  #state: State | null = null;
  #lastRun: RunHeader | null = null;
  #pending: Pending | null = null;
  #firstDifference: Difference | null = null;
  #counts = { runs: 0, events: 0, decisions: 0, unwrittenDecisions: 0, differences: 0 };

  constructor(engineFor: (run: RunHeader) => Engine<State>) {
    this.#engineFor = engineFor;
  }

  take(record: JournalRecord, line: CheckedLine): void {
    if (this.#lastRun === null && record.kind !== 'run') throw startError(record, line);
    switch (record.kind) {
      case 'run':
        this.forgiveUnwritten();
        this.#startRun(record.run, record, line);
        break;
      case 'event':
        this.#settle(record, line);
        this.#step(record.event, record, line);
        break;
      case 'decision':
        this.#confirm(record, line);
        break;
      case 'end':
        this.#settle(record, line);
        break;
      default:
        unreachable(record);
    }
  }

  /** The run broke off here: what its last event decided and was not written was not sent. */
  forgiveUnwritten(): void {
    const { derived, confirmed } = this.#pending ?? { derived: [], confirmed: 0 };
    this.#counts.unwrittenDecisions += derived.length - confirmed;
    this.#pending = null;
  }

  result() {
    return {
      ...this.#counts,
      firstDifference: this.#firstDifference,
      finalState: this.#state,
      lastRun: this.#lastRun,
    };
  }

  #startRun(run: RunHeader, record: JournalRecord, line: CheckedLine): void {
    if (this.#lastRun === null && record.seq !== 1) throw startError(record, line);
    this.#counts.runs += 1;
    this.#lastRun = run;
    this.#engine = this.#engineFor(run);
    this.#state ??= this.#engine.initialState;
  }

  #step(event: EngineEvent, record: JournalRecord, line: CheckedLine): void {
    if (this.#engine === null || this.#state === null) throw startError(record, line);
    this.#counts.events += 1;
    try {
      const step = this.#engine.step(this.#state, event);
      this.#state = step.state;
      const derived = step.decisions.map(encodeDecision);
      this.#pending = { eventSeq: record.seq, derived, confirmed: 0 };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new JournalError(
        `${line.file}:${line.line}: the engine fails on record ${record.seq}: ${reason}`,
        { cause: error },
      );
    }
  }

  #confirm(record: JournalRecord, line: CheckedLine): void {
    this.#counts.decisions += 1;
    const pending = this.#pending;
    const derived = pending?.derived[pending.confirmed] ?? null;
    const journaled = decisionTextOf(line.text);
    if (derived !== journaled) this.#differ(record, line, journaled, derived);
    if (pending !== null && derived !== null) {
      this.#pending = { ...pending, confirmed: pending.confirmed + 1 };
    }
  }

  /** The run went on, so every decision of the last event must have been written by now. */
  #settle(record: JournalRecord, line: CheckedLine): void {
    const missing = this.#pending?.derived[this.#pending.confirmed];
    if (missing !== undefined) this.#differ(record, line, null, missing);
    this.#pending = null;
  }

  #differ(
    record: JournalRecord,
    line: CheckedLine,
    journaled: string | null,
    derived: string | null,
  ): void {
    this.#counts.differences += 1;
    this.#firstDifference ??= {
      file: line.file,
      line: line.line,
      seq: record.seq,
      eventSeq: this.#pending?.eventSeq ?? record.seq,
      journaled,
      derived,
    };
  }
}

function startError(record: JournalRecord, line: CheckedLine): JournalError {
  const place = `${line.file}:${line.line}`;
  if (record.seq !== 1) {
    return new JournalError(
      `${place}: starts at record ${record.seq}, and decisions rest on all records before; ` +
        "give the journal's whole directory",
    );
  }
  return new JournalError(
    `${place}: a journal starts with a run, this one with \`${record.kind}\``,
  );
}
