/** The streams of an account, heard in this process. */
import type { Clock } from '../base/index.js';
import { decodeServerFrame, type Subscription, type VenueWire } from '../hyperliquid/index.js';
import type { VenueEvent } from '../venue/index.js';
import type { StreamHub } from './stream-hub.js';
import type { Listener } from './topic-registry.js';

export class InProcessStream implements Listener {
  readonly #hub: StreamHub;
  readonly #user: string;
  readonly #clock: Clock;
  #subscriptions: readonly Subscription[] = [];
  #listener: (event: VenueEvent) => void = () => undefined;
  #isReady = false;
  #isClosed = false;
  #framesReceived = 0;

  constructor(hub: StreamHub, user: string, clock: Clock) {
    this.#hub = hub;
    this.#user = user;
    this.#clock = clock;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get framesReceived(): number {
    return this.#framesReceived;
  }

  connect(...[subscriptions, listener]: Parameters<VenueWire['stream']['connect']>): Promise<void> {
    this.#subscriptions = subscriptions;
    this.#listener = listener;
    this.#subscribe();
    return Promise.resolve();
  }

  send(frame: string): void {
    this.#framesReceived += 1;
    const nowMs = this.#clock.nowMs();
    const decoded = decodeServerFrame(frame, { user: this.#user, nowMs });
    if (decoded.kind === 'events') decoded.events.forEach((event) => this.#listener(event));
  }

  /** Loses what is told until it is back. */
  cut(reason: string): void {
    if (!this.#isReady) return;
    this.#isReady = false;
    this.#hub.drop(this);
    this.#listener({ kind: 'connectionLost', reason });
    setImmediate(() => {
      if (this.#isClosed) return;
      this.#subscribe();
      this.#listener({ kind: 'connectionRestored' });
    });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#isReady = false;
    this.#hub.drop(this);
    return Promise.resolve();
  }

  #subscribe(): void {
    for (const subscription of this.#subscriptions) {
      this.#hub.subscribe(this, subscription);
      this.#hub.greet(this, subscription);
    }
    this.#isReady = true;
  }
}
