/** What carries requests, actions and streams to the venue and back. */
import type { VenueEvent } from '../venue/index.js';
import type { ExchangeAction } from './exchange-request.js';
import type { ActionReply } from './exchange-response.js';
import type { InfoRequest } from './info-request.js';
import type { Subscription } from './subscription.js';

export interface VenueWire {
  readonly info: {
    /** Rejects with `VenueError`. */
    ask<Answer>(request: InfoRequest, decode: (payload: unknown) => Answer): Promise<Answer>;
  };
  readonly exchange: {
    /** Never rejects for what the venue or the network does. */
    send(action: ExchangeAction): Promise<ActionReply>;
  };
  readonly stream: {
    connect(
      subscriptions: readonly Subscription[],
      listener: (event: VenueEvent) => void,
    ): Promise<void>;
    /** Whether every subscription is live. */
    readonly isReady: boolean;
    /** Of every kind, counted when fully handled. */
    readonly framesReceived: number;
    close(): Promise<void>;
  };
  /** Requests sent and not yet settled. */
  requestsInFlight(): number;
  close(): void;
}
