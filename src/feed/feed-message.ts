/** What one message of an exchange's raw stream said, in plain numbers: market data, no money. */

interface Heard {
  /** Line of the file, from 1. */
  readonly line: number;
  /** When it was received, nanoseconds since the epoch, never before the message above. */
  readonly receivedNs: bigint;
  /** When it happened, by the exchange's clock, microseconds since the epoch. */
  readonly exchangeUs: number;
}

/** A price and the contracts now resting there; 0 where none rest any more. */
export type DepthLevel = readonly [price: number, size: number];

/** Changes of levels; a snapshot replaces all levels from the best to its last one. */
export interface DepthHeard extends Heard {
  readonly kind: 'depth';
  readonly isSnapshot: boolean;
  /**
   * Update ids: of the first and last change here, and of the last one in the message before. Null
   * where the source does not number its changes.
   */
  readonly firstId: number | null;
  readonly lastId: number | null;
  /** Null in a snapshot. */
  readonly previousId: number | null;
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
}

export interface TopHeard extends Heard {
  readonly kind: 'top';
  /** Null where the source does not number its changes. */
  readonly updateId: number | null;
  readonly bid: DepthLevel;
  readonly ask: DepthLevel;
}

export interface TradeHeard extends Heard {
  readonly kind: 'trade';
  /** The side that took liquidity. */
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly size: number;
  /** Null where the source does not name its trades. */
  readonly tradeId: number | string | null;
  /** False for trades outside the book: the insurance fund, automatic deleveraging. */
  readonly isOnBook: boolean;
}

export type FeedMessage = DepthHeard | TopHeard | TradeHeard;
