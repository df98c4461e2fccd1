/** Orders as they are asked for and as they rest. */
import type { Price, Size, TimeMs } from '../base/index.js';
import type { Side } from './side.js';

/** `post-only` is refused where it would trade at once; `ioc` never rests; `gtc` may do both. */
export type TimeInForce = 'post-only' | 'ioc' | 'gtc';

/** What is sent to a venue. */
export interface OrderRequest {
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  /** Contracts, > 0. */
  readonly size: Size;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  /**
   * A stop: it waits off the book until mark reaches this price, then takes what it finds within
   * `price`. Absent for an order that goes to the book at once.
   */
  readonly triggerPrice?: Price;
  /** Where its own stop is to be once it fills; for judging only, the venue is not told. */
  readonly stop?: Price;
  /** 128-bit hex with `0x`; ours, unique for ever. */
  readonly clientOrderId: string;
}

/** An order that rests on the venue's book, or a stop that waits beside it. */
export interface OpenOrder {
  readonly coin: string;
  readonly side: Side;
  readonly price: Price;
  /** Contracts still open. */
  readonly size: Size;
  readonly originalSize: Size;
  readonly reduceOnly: boolean;
  /** Of a stop: the mark that sets it off. */
  readonly triggerPrice?: Price;
  /** Of an order that brings its own stop: where that one will be set once it fills. */
  readonly stop?: Price;
  /** The venue's number. */
  readonly orderId: number;
  /** Null for a foreign order, or where the venue left it out. */
  readonly clientOrderId: string | null;
  readonly placedAt: TimeMs;
}
