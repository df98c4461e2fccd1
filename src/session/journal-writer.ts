/** A run's own part of the journal: its header first, its events and decisions, its end. */
import type { TimeMs } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';
import type { Journal, RunHeader } from '../journal/index.js';
import type { SessionJournal } from './session-port.js';

export class JournalWriter implements SessionJournal {
  readonly #journal: Journal;
  readonly #runId: string;

  constructor(journal: Journal, header: RunHeader, at: TimeMs) {
    this.#journal = journal;
    this.#runId = header.runId;
    journal.append([{ kind: 'run', at, run: header }]);
  }

  /** Records in the whole journal. */
  get records(): number {
    return this.#journal.head.seq;
  }

  writeEvent(event: EngineEvent): void {
    this.#journal.append([{ kind: 'event', event }]);
  }

  writeDecisions(decisions: readonly Decision[]): void {
    if (decisions.length === 0) return;
    this.#journal.append(decisions.map((decision) => ({ kind: 'decision', decision })));
  }

  async sync(): Promise<void> {
    await this.#journal.flush();
  }

  async finish(at: TimeMs, reason: string): Promise<void> {
    this.#journal.append([{ kind: 'end', at, end: { runId: this.#runId, reason } }]);
    await this.#journal.close();
  }
}
