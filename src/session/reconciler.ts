/**
 * Asks the venue how things really are: at the start, after a lost connection, after an unknown
 * outcome, and every minute. It waits for a moment without commands in flight and holds the event
 * queue meanwhile, so that the picture stands in the journal before whatever happened after it.
 */
import { type Clock, type DurationMs, sleep, type TimeMs } from '../base/index.js';
import type { Venue } from '../venue/index.js';
import { fetchSnapshot, type VenueSnapshot } from './venue-snapshot.js';

const PERIOD_MS: DurationMs = 60_000;
const FIRST_RETRY_MS: DurationMs = 1_000;
const LONGEST_RETRY_MS: DurationMs = 15_000;
/** Events may wait so long for the picture; then they go on and it is asked for again. */
const LONGEST_HOLD_MS: DurationMs = 3_000;

export interface ReconcilerOptions {
  readonly venue: Venue;
  readonly clock: Clock;
  /** The venue's time of the last fill known. */
  readonly fillsSince: () => TimeMs;
  /** Whether no event waits and no command is in flight. */
  readonly isQuiet: () => boolean;
  /** Stops the event queue. */
  readonly hold: () => void;
  /** Lets it go on, after the picture where there is one. */
  readonly release: (snapshot: VenueSnapshot | null) => void;
  readonly onFailure: (reason: string) => void;
}

export class Reconciler {
  readonly #options: ReconcilerOptions;
  #isWanted = false;
  #isBusy = false;
  #isStopped = false;
  #notBeforeMs: TimeMs = 0;
  #retryMs: DurationMs = FIRST_RETRY_MS;
  #cancelTimer: () => void = () => undefined;
  #waiters: ((snapshot: VenueSnapshot | null) => void)[] = [];

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** Asks as soon as it is quiet, `inMs` from now at the earliest. */
  want(inMs: DurationMs = 0): void {
    this.#isWanted = true;
    this.#schedule(inMs);
    this.poke();
  }

  /** Asks, and resolves with the answer; null where the venue did not give one. */
  now(): Promise<VenueSnapshot | null> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#notBeforeMs = 0;
      this.want();
    });
  }

  /** To be called when it may have become quiet. */
  poke(): void {
    const { clock, isQuiet } = this.#options;
    if (!this.#isWanted || this.#isBusy || this.#isStopped || !isQuiet()) return;
    if (clock.nowMs() < this.#notBeforeMs) return;
    void this.#reconcile();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
    this.#answer(null);
  }

  async #reconcile(): Promise<void> {
    const { hold, release, onFailure } = this.#options;
    this.#isBusy = true;
    hold();
    const result = await this.#fetchInTime();
    this.#isBusy = false;
    if (this.#isStopped) return release(null);
    if ('reason' in result) {
      this.#schedule(this.#retryMs);
      this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
      onFailure(result.reason);
      release(null);
      this.#answer(null);
      return;
    }
    this.#isWanted = false;
    this.#retryMs = FIRST_RETRY_MS;
    release(result);
    this.#answer(result);
    this.#schedule(PERIOD_MS);
  }

  async #fetchInTime(): Promise<VenueSnapshot | { readonly reason: string }> {
    const { venue, clock, fillsSince } = this.#options;
    const inTime = sleep(clock, LONGEST_HOLD_MS).then(() => ({
      reason: `the venue took longer than ${LONGEST_HOLD_MS} ms`,
    }));
    try {
      return await Promise.race([fetchSnapshot(venue, fillsSince()), inTime]);
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #schedule(inMs: DurationMs): void {
    const { clock } = this.#options;
    this.#cancelTimer();
    if (this.#isStopped) return;
    this.#notBeforeMs = clock.nowMs() + inMs;
    this.#cancelTimer = clock.callAt(this.#notBeforeMs, () => {
      this.#isWanted = true;
      this.poke();
    });
  }

  #answer(snapshot: VenueSnapshot | null): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve(snapshot);
  }
}
