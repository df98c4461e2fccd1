/** One trade of ours. */
import type { Money, Price, Size, TimeMs } from '../base/index.js';
import type { Side } from './side.js';

export interface Fill {
  /** The key by which duplicates are known. */
  readonly tradeId: number;
  readonly orderId: number;
  /** The venue may leave it out: match on `orderId`. */
  readonly clientOrderId: string | null;
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  /** Contracts, > 0. */
  readonly size: Size;
  /** USD; positive is a cost, negative a rebate. */
  readonly fee: Money;
  /** USD, gross of fees, as the venue reckons it. */
  readonly closedPnl: Money;
  readonly liquidity: 'maker' | 'taker';
  /** Signed position before this fill, as the venue reckons it. */
  readonly startPosition: Size;
  readonly isLiquidation: boolean;
  /** The venue's time. */
  readonly time: TimeMs;
}
