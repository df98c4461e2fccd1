/** The streams of an account, heard in this process. */
import { type Clock, type DurationMs, sleep } from '../base/index.js';
import { decodeServerFrame, type Subscription, type VenueWire } from '../hyperliquid/index.js';
import type { VenueEvent } from '../venue/index.js';
import type { StreamHub } from './stream-hub.js';
import type { Listener } from './topic-registry.js';
import type { VenueFaults } from './venue-faults.js';

export interface InProcessStreamOptions {
  readonly hub: StreamHub;
  readonly user: string;
  readonly clock: Clock;
  /** Nobody is let in meanwhile. */
  readonly outage: VenueFaults['outage'];
}

export class InProcessStream {
  readonly #options: InProcessStreamOptions;
  #subscriptions: readonly Subscription[] = [];
  #listener: (event: VenueEvent) => void = () => undefined;
  /** Who listens; a connection each, so that what was meant for an earlier one is not heard. */
  #connection: Listener | null = null;
  #isClosed = false;
  #framesReceived = 0;
  #callOffReturn: () => void = () => undefined;

  constructor(options: InProcessStreamOptions) {
    this.#options = options;
  }

  get isReady(): boolean {
    return this.#connection !== null;
  }

  get framesReceived(): number {
    return this.#framesReceived;
  }

  async connect(
    ...[subscriptions, listener]: Parameters<VenueWire['stream']['connect']>
  ): Promise<void> {
    const { clock, outage } = this.#options;
    this.#subscriptions = subscriptions;
    this.#listener = listener;
    for (let out = outage(); out !== null; out = outage()) {
      await sleep(clock, out.untilMs - clock.nowMs());
    }
    this.#subscribe();
  }

  /** Loses what is told until it is back, after `awayMs` on the clock; 0: at once. */
  cut(reason: string, awayMs: DurationMs): void {
    if (this.#connection === null) return;
    this.#options.hub.drop(this.#connection);
    this.#connection = null;
    this.#listener({ kind: 'connectionLost', reason });
    if (awayMs === 0) setImmediate(() => this.#return());
    else this.#returnAfter(awayMs);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#callOffReturn();
    if (this.#connection !== null) this.#options.hub.drop(this.#connection);
    this.#connection = null;
    return Promise.resolve();
  }

  #returnAfter(awayMs: DurationMs): void {
    const { clock } = this.#options;
    this.#callOffReturn = clock.callAt(clock.nowMs() + awayMs, () => this.#return());
  }

  #return(): void {
    if (this.#isClosed) return;
    const { clock, outage } = this.#options;
    const out = outage();
    if (out !== null) return this.#returnAfter(out.untilMs - clock.nowMs());
    this.#subscribe();
    this.#listener({ kind: 'connectionRestored' });
  }

  #subscribe(): void {
    const { hub } = this.#options;
    const connection: Listener = { send: (frame) => this.#hear(frame) };
    this.#connection = connection;
    for (const subscription of this.#subscriptions) {
      hub.subscribe(connection, subscription);
      hub.greet(connection, subscription);
    }
  }

  #hear(frame: string): void {
    const { clock, user } = this.#options;
    this.#framesReceived += 1;
    const decoded = decodeServerFrame(frame, { user, nowMs: clock.nowMs() });
    if (decoded.kind === 'events') decoded.events.forEach((event) => this.#listener(event));
  }
}
