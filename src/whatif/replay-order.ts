/** An order in a replay, as its two sides know it. */
import type { TimeInForce } from '../market/index.js';
import type { QueuePlace } from '../simulator/index.js';

export type ReplayStatus = 'requested' | 'open' | 'filled' | 'cancelled' | 'rejected';

export interface ReplayOrder {
  readonly id: number;
  readonly side: 'buy' | 'sell';
  readonly tick: number;
  /** Contracts. */
  readonly size: number;
  /** Contracts still to trade, as far as it is known here. */
  left: number;
  readonly timeInForce: TimeInForce;
  /** As far as it is known here. */
  status: ReplayStatus;
  isCancelRequested: boolean;
}

/** The order at the exchange. */
export interface RestingOrder extends QueuePlace {
  readonly order: ReplayOrder;
  /** Contracts still to trade. */
  left: number;
  /** Of its price among the tape's; null where the tape never shows that price. */
  readonly rank: number | null;
  /** Of a precompiled tape: the change of its level that it is to be shown next. */
  turn: number;
  next: number;
}

/** On its way: when it arrives, ns. */
export interface Travelling {
  readonly order: ReplayOrder;
  readonly at: number;
  readonly news: 'submit' | 'cancel' | 'open' | 'traded' | 'filled' | 'cancelled' | 'rejected';
  /** Of `traded` (it lives on) and `filled` (it is done). */
  readonly trade: ReplayTrade | null;
}

/** What an order traded at once. */
export interface ReplayTrade {
  /** Contracts. */
  readonly size: number;
  /** USD, summed over the levels. */
  readonly value: number;
  readonly isTaker: boolean;
}
