/** How near each trigger came on a day, by judging the journal's events again. */
import type { DurationMs, TimeMs } from '../base/index.js';
import type { Engine, EngineEvent, EngineState, HeadroomView } from '../engine/index.js';
import { JournalError, type JournalRecord } from '../journal/index.js';
import { engineForRun } from '../replay/index.js';
import type { ReportDay } from './report-day.js';

/** A trigger where it came nearest. */
export interface NearestApproach extends HeadroomView {
  readonly at: TimeMs;
}

/** What comes and goes between two looks is not seen, unless it trips. */
const LOOK_EVERY_MS: DurationMs = 1_000;

/**
 * Follows the records in order. A run whose policy this version cannot judge is left out, and so
 * are those after it, whose state began with its own.
 */
export class ReportNearest {
  #engine: Engine<EngineState> | null = null;
  #state: EngineState | null = null;
  #isLost = false;
  #lookedAt: TimeMs = -Infinity;

  /** Whether a run was left out. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** `day` is the one that the record lies in. */
  take(record: JournalRecord, day: ReportDay): void {
    if (this.#isLost) return;
    try {
      if (record.kind === 'run') this.#engine = engineForRun(record.run);
      else if (record.kind === 'event') this.#step(record.event);
      else if (record.kind === 'decision' && record.decision.kind !== 'ruleTripped') return;
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
      this.#isLost = true;
      return;
    }
    // A trigger that has tripped is looked at on the spot.
    const isTripped = record.kind === 'decision';
    if (!isTripped && record.at - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = record.at;
    this.#look(record.at, day);
  }

  #step(event: EngineEvent): void {
    const engine = this.#engine;
    if (engine === null) return;
    this.#state = engine.step(this.#state ?? engine.initialState, event).state;
  }

  #look(at: TimeMs, day: ReportDay): void {
    if (this.#engine === null || this.#state === null) return;
    for (const seen of this.#engine.view(this.#state).headroom) {
      if (seen.fractionLeft === null) continue;
      const key = `${seen.rule} ${seen.coin ?? ''}`;
      const nearest = day.nearest.get(key)?.fractionLeft ?? Infinity;
      if (seen.fractionLeft < nearest) day.nearest.set(key, { ...seen, at });
    }
  }
}

/** The nearest first. */
export function nearestFirst(day: ReportDay): readonly NearestApproach[] {
  return [...day.nearest.values()].sort((a, b) => (a.fractionLeft ?? 1) - (b.fractionLeft ?? 1));
}
