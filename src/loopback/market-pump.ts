/** Plays a market into the venue: each event at its own time on the clock. */
import type { Clock } from '../base/index.js';
import type { MarketEvent } from '../market/index.js';

type Market = AsyncIterable<MarketEvent> | Iterable<MarketEvent>;

/** Events read ahead, so that a fast clock need not wait for every single one. */
const READ_AHEAD_EVENTS = 512;

/**
 * Applies each event inside the clock's call at its `at`; one that is late (equal or falling
 * times, a slow reader) is applied at once, in order.
 */
export class MarketPump {
  /** Resolves after the last event or when stopped; rejects if the market breaks. */
  readonly ended: Promise<void>;
  /** Resolves once all that was due at the start is applied, however slowly it was read. */
  readonly begun: Promise<void>;
  readonly #clock: Clock;
  readonly #apply: (event: MarketEvent) => void;
  readonly #source: AsyncIterator<MarketEvent> | Iterator<MarketEvent>;
  #settle: ((error: unknown) => void) | null = null;
  #begin: () => void = () => undefined;
  #queue: MarketEvent[] = [];
  #next = 0;
  #state: 'playing' | 'exhausted' | 'stopped' = 'playing';
  #isFilling = false;
  #callOff: (() => void) | null = null;

  constructor(market: Market, clock: Clock, apply: (event: MarketEvent) => void) {
    this.#clock = clock;
    this.#apply = apply;
    this.#source =
      Symbol.asyncIterator in market ? market[Symbol.asyncIterator]() : market[Symbol.iterator]();
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
    this.ended = new Promise((resolve, reject) => {
      this.#settle = (error) => (error === null ? resolve() : reject(error));
    });
    this.#refill();
  }

  /** Whether the next event is still being read, so that the clock must not run ahead yet. */
  isReading(): boolean {
    return this.#state === 'playing' && this.#waiting() === 0;
  }

  stop(): void {
    this.#finish(null);
  }

  #waiting(): number {
    return this.#queue.length - this.#next;
  }

  /** With null the market is over, with anything else it broke. */
  #finish(error: unknown): void {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.#callOff?.();
    this.#begin();
    this.#settle?.(error);
    void this.#freeSource();
  }

  /** The source lets go of what it holds; whether that works is no concern of the market's. */
  async #freeSource(): Promise<void> {
    try {
      await this.#source.return?.();
    } catch {
      // Nothing depends on it.
    }
  }

  #refill(): void {
    if (!this.#isFilling) this.#fill().catch((error: unknown) => this.#finish(error));
  }

  async #fill(): Promise<void> {
    this.#isFilling = true;
    try {
      while (this.#state === 'playing' && this.#waiting() < READ_AHEAD_EVENTS) {
        const step = this.#source.next();
        const result = step instanceof Promise ? await step : step;
        if (result.done !== true) this.#queue.push(result.value);
        else if (this.#state === 'playing') this.#state = 'exhausted';
        if (this.#callOff === null) this.#drain();
      }
    } finally {
      this.#isFilling = false;
    }
  }

  /** Applies what is due and has itself called when the next event is. */
  #drain(): void {
    this.#callOff = null;
    while (this.#state !== 'stopped') {
      const event = this.#queue[this.#next];
      if (event === undefined) break;
      if (event.at > this.#clock.nowMs()) {
        this.#callOff = this.#clock.callAt(event.at, () => this.#drain());
        this.#begin();
        break;
      }
      this.#next += 1;
      try {
        this.#apply(event);
      } catch (error) {
        return this.#finish(error);
      }
    }
    if (this.#next >= READ_AHEAD_EVENTS) {
      this.#queue = this.#queue.slice(this.#next);
      this.#next = 0;
    }
    if (this.#state === 'playing' && this.#waiting() < READ_AHEAD_EVENTS / 2) this.#refill();
    if (this.#state === 'exhausted' && this.#waiting() === 0) this.#finish(null);
  }
}
