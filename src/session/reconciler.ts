/**
 * Asks the venue how things really are: at the start, after a lost connection, after an unknown
 * outcome and again when that is past doubt, and every minute. It waits for a moment without
 * commands in flight and holds the event queue meanwhile, so that the picture stands in the journal
 * before whatever happened after it.
 */
import { type Clock, type DurationMs, sleep, type TimeMs } from '../base/index.js';
import type { Venue } from '../venue/index.js';
import { fetchSnapshot, type VenueSnapshot } from './venue-snapshot.js';

const PERIOD_MS: DurationMs = 60_000;
const FIRST_RETRY_MS: DurationMs = 1_000;
const LONGEST_RETRY_MS: DurationMs = 15_000;
/**
 * What one look costs: it weighs about a hundred of the 1,200 that the venue answers in a minute,
 * and the orders need some of them. A few may follow each other at once.
 */
const LOOK_COSTS_MS: DurationMs = 15_000;
const LOOKS_AT_ONCE = 3;
/** Events may wait so long for the picture; then they go on and it is asked for again. */
const LONGEST_HOLD_MS: DurationMs = 3_000;

export interface ReconcilerOptions {
  readonly venue: Venue;
  readonly clock: Clock;
  /** The venue's time up to which every fill is known. */
  readonly fillsSince: () => TimeMs;
  /** The venue's time from which its ledger may have news. */
  readonly ledgerSince: () => TimeMs;
  /** Whether no event waits and no command is in flight. */
  readonly isQuiet: () => boolean;
  /** Stops the event queue. */
  readonly hold: () => void;
  /** Lets it go on, after the picture where there is one. */
  readonly release: (snapshot: VenueSnapshot | null) => void;
  readonly onFailure: (reason: string) => void;
}

interface Failure {
  readonly reason: string;
}

export class Reconciler {
  readonly #options: ReconcilerOptions;
  #isBusy = false;
  #isStopped = false;
  /** When the next look is due at the latest, the periodic one among it. */
  #dueMs: TimeMs = Infinity;
  /**
   * When further looks are due that one before their time does not replace, by how far ahead they
   * were asked for: of each kind the last asked for does for all.
   */
  readonly #dueAgainMs = new Map<DurationMs, TimeMs>();
  #retryMs: DurationMs = FIRST_RETRY_MS;
  /** When all looks so far are paid for. */
  #paidAtMs: TimeMs = -Infinity;
  #cancelTimer: () => void = () => undefined;
  /** Who waits for the look under way, and who for the next one. */
  #answering: ((snapshot: VenueSnapshot | null) => void)[] = [];
  readonly #waiters: ((snapshot: VenueSnapshot | null) => void)[] = [];

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** Asks `inMs` from now, or as soon as it is quiet then; a look before that does as well. */
  want(inMs: DurationMs = 0): void {
    this.#dueMs = Math.min(this.#dueMs, this.#options.clock.nowMs() + inMs);
    this.#arm();
    this.poke();
  }

  /** Asks (again) once `inMs` have passed, whatever looks there are until then. */
  wantAgain(inMs: DurationMs): void {
    this.#dueAgainMs.set(inMs, this.#options.clock.nowMs() + inMs);
    this.#arm();
  }

  /** Asks, and resolves with the answer; null where the venue gave none, or all is over. */
  now(): Promise<VenueSnapshot | null> {
    if (this.#isStopped) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.want();
    });
  }

  /** To be called when it may have become quiet. */
  poke(): void {
    const { clock, isQuiet } = this.#options;
    if (this.#isBusy || this.#isStopped || !isQuiet()) return;
    if (clock.nowMs() >= this.#nextMs()) void this.#reconcile();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
    const waiters = [...this.#answering.splice(0), ...this.#waiters.splice(0)];
    for (const resolve of waiters) resolve(null);
  }

  async #reconcile(): Promise<void> {
    const { clock, hold, release } = this.#options;
    this.#isBusy = true;
    // What is wanted from here on is not answered by this look: it may have begun too early.
    this.#answering = this.#waiters.splice(0);
    this.#dueMs = Infinity;
    this.#paidAtMs = Math.max(this.#paidAtMs, clock.nowMs()) + LOOK_COSTS_MS;
    for (const [inMs, dueMs] of this.#dueAgainMs) {
      if (dueMs <= clock.nowMs()) this.#dueAgainMs.delete(inMs);
    }
    hold();
    const result = await this.#fetchInTime();
    if (this.#isStopped) return release(null);
    const { snapshot, inMs } = this.#judge(result);
    const answering = this.#answering.splice(0);
    this.#dueMs = Math.min(this.#dueMs, clock.nowMs() + inMs);
    this.#arm();
    // The next look may begin while this one's picture is taken in.
    this.#isBusy = false;
    release(snapshot);
    for (const resolve of answering) resolve(snapshot);
  }

  /** The picture, where there is one, and when to look again. */
  #judge(result: VenueSnapshot | Failure): {
    readonly snapshot: VenueSnapshot | null;
    readonly inMs: DurationMs;
  } {
    if (!('reason' in result)) {
      this.#retryMs = FIRST_RETRY_MS;
      return { snapshot: result, inMs: PERIOD_MS };
    }
    const inMs = this.#retryMs;
    this.#retryMs = Math.min(2 * inMs, LONGEST_RETRY_MS);
    this.#options.onFailure(result.reason);
    return { snapshot: null, inMs };
  }

  async #fetchInTime(): Promise<VenueSnapshot | Failure> {
    const { venue, clock, fillsSince, ledgerSince } = this.#options;
    const inTime = sleep(clock, LONGEST_HOLD_MS).then(() => ({
      reason: `the venue took longer than ${LONGEST_HOLD_MS} ms`,
    }));
    try {
      return await Promise.race([fetchSnapshot(venue, fillsSince(), ledgerSince()), inTime]);
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #arm(): void {
    this.#cancelTimer();
    if (this.#isStopped) return;
    this.#cancelTimer = this.#options.clock.callAt(this.#nextMs(), () => this.poke());
  }

  #nextMs(): TimeMs {
    const dueMs = Math.min(this.#dueMs, ...this.#dueAgainMs.values());
    // Who waits for an answer has reasons, and pauses of its own.
    if (this.#waiters.length > 0) return dueMs;
    return Math.max(dueMs, this.#paidAtMs - (LOOKS_AT_ONCE - 1) * LOOK_COSTS_MS);
  }
}
