/** An order in a replay, as its two sides know it. */
import type { QueuePlace } from '../simulator/index.js';

export type ReplayStatus = 'requested' | 'open' | 'filled' | 'cancelled' | 'rejected';

export interface ReplayOrder {
  readonly id: number;
  readonly side: 'buy' | 'sell';
  readonly tick: number;
  /** Contracts. */
  readonly size: number;
  /** As far as it is known here. */
  status: ReplayStatus;
  isCancelRequested: boolean;
}

/** The order at the exchange. */
export interface RestingOrder extends QueuePlace {
  readonly order: ReplayOrder;
  /** Of its price among the tape's; null where the tape never shows that price. */
  readonly rank: number | null;
}

/** On its way: when it arrives, ns. */
export interface Travelling {
  readonly order: ReplayOrder;
  readonly at: number;
  readonly news: 'submit' | 'cancel' | 'open' | 'filled' | 'cancelled' | 'rejected';
}
