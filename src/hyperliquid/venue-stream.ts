/** The stream that comes back: dials again after a loss and subscribes anew. */
import type { DurationMs } from '../base/index.js';
import type { VenueEvent } from '../venue/index.js';
import type { ServerFrame } from './server-frame.js';
import { StreamConnection } from './stream-connection.js';
import type { Subscription } from './subscription.js';

export interface VenueStreamOptions {
  readonly url: string;
  /** Wall time. */
  readonly readyTimeoutMs: DurationMs;
  /** Wall time. */
  readonly pingIntervalMs: DurationMs;
  /** Throws `WireError`. */
  readonly decode: (text: string) => ServerFrame;
  readonly onProblem: (problem: string) => void;
}

const BACK_OFF_MS_MIN = 250;
const BACK_OFF_MS_MAX = 5000;

type Listener = (event: VenueEvent) => void;

/** Only listens: actions never go this way, so nothing is sent late after a loss. */
export class VenueStream {
  readonly #options: VenueStreamOptions;
  #subscriptions: readonly Subscription[] = [];
  #listener: Listener = () => {};
  #connection: StreamConnection | null = null;
  #isReady = false;
  #wasReady = false;
  #isClosed = false;
  #stopWaiting: () => void = () => {};
  #framesReceived = 0;

  constructor(options: VenueStreamOptions) {
    this.#options = options;
  }

  /** Frames of every kind and connection, counted when fully handled. */
  get framesReceived(): number {
    return this.#framesReceived;
  }

  /** Whether every subscription is live. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Rejects where the first connection does not come about; later ones are tried for ever. */
  async connect(subscriptions: readonly Subscription[], listener: Listener): Promise<void> {
    this.#subscriptions = subscriptions;
    this.#listener = listener;
    await this.#dial();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#isReady = false;
    this.#stopWaiting();
    await this.#connection?.close();
  }

  async #dial(): Promise<void> {
    const { decode, onProblem, pingIntervalMs, readyTimeoutMs, url } = this.#options;
    this.#connection = new StreamConnection({
      url,
      subscriptions: this.#subscriptions,
      readyTimeoutMs,
      pingIntervalMs,
      decode,
      onProblem,
      onFrame: (frame) => {
        if (frame.kind === 'events') frame.events.forEach((event) => this.#listener(event));
      },
      onReady: () => this.#enter(),
      onFrameHandled: () => {
        this.#framesReceived += 1;
      },
      onLost: (reason) => this.#lose(reason),
    });
    await this.#connection.ready;
  }

  #enter(): void {
    this.#isReady = true;
    if (this.#wasReady) this.#listener({ kind: 'connectionRestored' });
    this.#wasReady = true;
  }

  // A connection lost before it was ready is the business of whoever dialled.
  #lose(reason: string): void {
    if (!this.#isReady) return;
    this.#isReady = false;
    this.#listener({ kind: 'connectionLost', reason });
    void this.#comeBack();
  }

  async #comeBack(): Promise<void> {
    let backOffMs = BACK_OFF_MS_MIN;
    while (!this.#isClosed) {
      await this.#wait(backOffMs);
      if (this.#isClosed) return;
      backOffMs = Math.min(2 * backOffMs, BACK_OFF_MS_MAX);
      try {
        await this.#dial();
        return;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (!this.#isClosed) this.#options.onProblem(`the stream is still down: ${reason}`);
      }
    }
  }

  #wait(durationMs: DurationMs): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, durationMs);
      this.#stopWaiting = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
