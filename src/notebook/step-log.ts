/** Listens to a trial, step by step: what was decided in an auditor's words, and what rested. */
import type { DurationMs, TimeMs } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';
import {
  type AuditRecord,
  AuditView,
  type CheckedLine,
  type JournalBody,
} from '../journal/index.js';
import { type LadderSample, LadderSeries } from './ladder-series.js';

const SAMPLE_MS: DurationMs = 1_000;

/**
 * `runTrial({ …, onStep: log.onStep })`. Everything is kept in memory: a day of one market is a few
 * hundred thousand steps.
 */
export class StepLog {
  readonly #bodies: (JournalBody & { readonly at: TimeMs })[] = [];
  readonly #events: EngineEvent[] = [];
  readonly #ladders: LadderSeries;

  constructor(sampleMs: DurationMs = SAMPLE_MS) {
    this.#ladders = new LadderSeries(sampleMs);
  }

  /** Bound, so that it can be handed over as it is. */
  readonly onStep = (event: EngineEvent, decisions: readonly Decision[]): void => {
    const { at } = event;
    this.#events.push(event);
    this.#bodies.push({ kind: 'event', event, at });
    for (const decision of decisions) this.#bodies.push({ kind: 'decision', decision, at });
    this.#ladders.hear(event, decisions);
  };

  /** All that the engine heard, in order: another policy's engine can be told the same. */
  get events(): readonly EngineEvent[] {
    return this.#events;
  }

  /** Our resting orders at even times; see `plot.ladderHeatMap`. */
  get ladders(): readonly LadderSample[] {
    return this.#ladders.samples;
  }

  /** As `mm-policy audit query` has them; see `frames.records`. */
  async records(): Promise<readonly AuditRecord[]> {
    const records: AuditRecord[] = [];
    for await (const record of new AuditView().read(this.#lines())) records.push(record);
    return records;
  }

  /** As if they had been read from a journal, which a trial does not write. */
  async *#lines(): AsyncGenerator<CheckedLine> {
    for (const [index, body] of this.#bodies.entries()) {
      const record = { ...body, seq: index + 1, prev: '', hash: '' };
      yield { file: '', line: index + 1, text: '', record, problem: null };
    }
  }
}
