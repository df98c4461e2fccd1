/** Asks the venue every so often how many actions it still takes: nothing broadcasts it. */
import type { Clock, DurationMs } from '../base/index.js';
import type { EngineEvent } from '../engine/index.js';
import type { Venue } from '../venue/index.js';

/** A third of how old the figure may be by default; each look weighs 20 of 1,200 a minute. */
const PERIOD_MS: DurationMs = 20_000;

export interface BudgetPollOptions {
  readonly venue: Pick<Venue, 'fetchActionBudget'>;
  readonly clock: Clock;
  readonly deliver: (event: EngineEvent) => void;
  /** Once for each row of failures. */
  readonly onFailure: (reason: string) => void;
}

export class BudgetPoll {
  readonly #options: BudgetPollOptions;
  #isStopped = false;
  #isFailing = false;
  #cancelTimer: () => void = () => undefined;

  constructor(options: BudgetPollOptions) {
    this.#options = options;
  }

  /** Resolves after the first look, whether it succeeded or not. */
  async start(): Promise<void> {
    const { venue, clock, deliver, onFailure } = this.#options;
    try {
      const { used, cap } = await venue.fetchActionBudget();
      if (this.#isStopped) return;
      this.#isFailing = false;
      const actionsLeft = Math.max(0, cap - used);
      deliver({ kind: 'actionBudgetReported', at: clock.nowMs(), actionsLeft });
    } catch (error) {
      if (!this.#isFailing) onFailure(error instanceof Error ? error.message : String(error));
      this.#isFailing = true;
    }
    if (this.#isStopped) return;
    this.#cancelTimer = clock.callAt(clock.nowMs() + PERIOD_MS, () => void this.start());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }
}
