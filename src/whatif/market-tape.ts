/** A recorded market as columns: what a replay reads again and again, decoded once. */

/** What a row of the tape says. */
export const ROW_BID = 0;
export const ROW_ASK = 1;
/** The side that took liquidity: a buyer, a seller. */
export const ROW_BOUGHT = 2;
export const ROW_SOLD = 3;
/** All bids from the best down to this price are gone; asks likewise from the best up. */
export const ROW_CLEAR_BIDS = 4;
export const ROW_CLEAR_ASKS = 5;

/** Doubles: market data, nothing is decided here. Times are ns after `originNs`, exact to 2^53. */
export interface MarketTape {
  readonly originNs: bigint;
  /** USD. */
  readonly tickSize: number;
  readonly lotSize: number;
  /** The distinct prices of the tape in ticks, ascending: a row's price is a rank in here. */
  readonly ticks: Int32Array;
  readonly kinds: Uint8Array;
  readonly ranks: Int32Array;
  /** Contracts: now resting at a level, or traded. */
  readonly sizes: Float64Array;
  /** Message m holds rows messageStarts[m] to messageStarts[m + 1] − 1. */
  readonly messageStarts: Int32Array;
  /** By message, in order of receipt. */
  readonly receivedNs: Float64Array;
  readonly exchangeNs: Float64Array;
  /** Messages in order of the exchange's stamp; those of one stamp in order of receipt. */
  readonly exchangeOrder: Int32Array;
}
