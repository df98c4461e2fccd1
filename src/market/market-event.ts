/** What happens on a market in public: what a recording holds and a venue broadcasts. */
import type { Price, Ratio, Size, TimeMs } from '../base/index.js';
import type { Side } from './side.js';

export interface BookLevel {
  readonly price: Price;
  readonly size: Size;
}

/** A full snapshot of the visible book, best level first. */
export interface BookChanged {
  readonly kind: 'bookChanged';
  readonly at: TimeMs;
  readonly coin: string;
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** The best bid and offer; null where a side is empty. */
export interface TopChanged {
  readonly kind: 'topChanged';
  readonly at: TimeMs;
  readonly coin: string;
  readonly bid: BookLevel | null;
  readonly ask: BookLevel | null;
}

export interface TradePrinted {
  readonly kind: 'tradePrinted';
  readonly at: TimeMs;
  readonly coin: string;
  /** The side that took liquidity. */
  readonly side: Side;
  readonly price: Price;
  readonly size: Size;
  readonly tradeId: number;
}

/** Mark, oracle and hourly funding rate. */
export interface ContextChanged {
  readonly kind: 'contextChanged';
  readonly at: TimeMs;
  readonly coin: string;
  readonly mark: Price;
  readonly oracle: Price;
  readonly fundingRate: Ratio;
}

/** `at` is the venue's time in all of them. */
export type MarketEvent = BookChanged | TopChanged | TradePrinted | ContextChanged;
