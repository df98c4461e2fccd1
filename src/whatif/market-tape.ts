/** A recorded market as columns: what a replay reads again and again, decoded once. */
import type { DepthHeard, FeedMessage } from '../feed/index.js';

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

export interface TapeOptions {
  readonly tickSize: number;
  readonly lotSize: number;
}

/**
 * Makes a tape of depth and trades; tops are left out, as the depth tells them too. Where the clock
 * of receipt is behind the exchange's, all times of receipt are moved by the least delay, so that
 * nothing is heard before it happened. Throws `RangeError` where there is no message.
 */
export class TapeBuilder {
  readonly #options: TapeOptions;
  readonly #rows: { kind: number; tick: number; size: number }[] = [];
  readonly #starts: number[] = [];
  readonly #received: bigint[] = [];
  readonly #exchange: bigint[] = [];

  constructor(options: TapeOptions) {
    this.#options = options;
  }

  add(message: FeedMessage): void {
    if (message.kind === 'top') return;
    this.#starts.push(this.#rows.length);
    this.#received.push(message.receivedNs);
    this.#exchange.push(BigInt(message.exchangeMs) * 1_000_000n);
    if (message.kind === 'depth') this.#addDepth(message);
    else this.#addRow(message.side === 'buy' ? ROW_BOUGHT : ROW_SOLD, message.price, message.size);
  }

  finish(): MarketTape {
    const delays = this.#received.map((at, index) => at - (this.#exchange[index] ?? 0n));
    const least = delays.reduce((a, b) => (b < a ? b : a), delays[0] ?? 0n);
    const shift = least < 0n ? -least : 0n;
    const [firstExchange] = this.#exchange;
    if (firstExchange === undefined) throw new RangeError('a tape holds at least one message');
    const originNs = this.#exchange.reduce((a, b) => (b < a ? b : a), firstExchange);
    const exchangeNs = Float64Array.from(this.#exchange, (at) => Number(at - originNs));
    const { ticks, ranks } = rankTicks(this.#rows.map((row) => row.tick));
    return {
      ...this.#options,
      originNs,
      ticks,
      ranks,
      kinds: Uint8Array.from(this.#rows, (row) => row.kind),
      sizes: Float64Array.from(this.#rows, (row) => row.size),
      messageStarts: Int32Array.from([...this.#starts, this.#rows.length]),
      receivedNs: Float64Array.from(this.#received, (at) => Number(at + shift - originNs)),
      exchangeNs,
      exchangeOrder: Int32Array.from(exchangeNs.keys()).sort(
        (a, b) => (exchangeNs[a] ?? 0) - (exchangeNs[b] ?? 0) || a - b,
      ),
    };
  }

  #addDepth({ isSnapshot, bids, asks }: DepthHeard): void {
    const lastBid = bids.at(-1);
    const lastAsk = asks.at(-1);
    if (isSnapshot && lastBid !== undefined) this.#addRow(ROW_CLEAR_BIDS, lastBid[0], 0);
    if (isSnapshot && lastAsk !== undefined) this.#addRow(ROW_CLEAR_ASKS, lastAsk[0], 0);
    for (const [price, size] of bids) this.#addRow(ROW_BID, price, size);
    for (const [price, size] of asks) this.#addRow(ROW_ASK, price, size);
  }

  #addRow(kind: number, price: number, size: number): void {
    this.#rows.push({ kind, tick: Math.round(price / this.#options.tickSize), size });
  }
}

function rankTicks(rowTicks: readonly number[]): { ticks: Int32Array; ranks: Int32Array } {
  const ticks = Int32Array.from(new Set(rowTicks)).sort();
  const rankOf = new Map<number, number>();
  for (const [rank, tick] of ticks.entries()) rankOf.set(tick, rank);
  return { ticks, ranks: Int32Array.from(rowTicks, (tick) => rankOf.get(tick) ?? 0) };
}
