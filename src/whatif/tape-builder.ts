/** Makes a tape out of a recording's messages, collected in columns that grow. */
import type { FlatMessage } from '../feed/index.js';
import {
  type MarketTape,
  ROW_ASK,
  ROW_BID,
  ROW_BOUGHT,
  ROW_CLEAR_ASKS,
  ROW_CLEAR_BIDS,
  ROW_SOLD,
} from './market-tape.js';
import { orderOfStamps } from './order-of-stamps.js';
import { rankTicks } from './rank-ticks.js';
import { TapeError } from './tape-error.js';
import { TICK_MOST, tickOf } from './tick-of.js';

export interface TapeOptions {
  /** USD; prices lie on it. */
  readonly tickSize: number;
  readonly lotSize: number;
}

const ROWS_AT_FIRST = 65_536;
const MESSAGES_AT_FIRST = 8192;

/**
 * Makes a tape of depth and trades; tops are left out, as the depth tells them too, and so is depth
 * without a change. Where the clock of receipt is behind the exchange's, all times of receipt are
 * moved by the least delay, so that nothing is heard before it happened. Throws `TapeError` for a
 * price that is not on the tick, and where there is no message.
 */
export class TapeBuilder {
  readonly #options: TapeOptions;
  readonly #priceMost: number;
  #rowCount = 0;
  #kinds = new Uint8Array(ROWS_AT_FIRST);
  #ticks = new Int32Array(ROWS_AT_FIRST);
  #sizes = new Float64Array(ROWS_AT_FIRST);
  #messageCount = 0;
  #starts = new Int32Array(MESSAGES_AT_FIRST);
  /** Nanoseconds after `baseUs`. */
  #received = new Float64Array(MESSAGES_AT_FIRST);
  #exchange = new Float64Array(MESSAGES_AT_FIRST);
  /** Microseconds since the epoch: the exchange's stamp of the first message. */
  #baseUs = 0;

  constructor(options: TapeOptions) {
    this.#options = options;
    this.#priceMost = TICK_MOST * options.tickSize;
  }

  add(message: FlatMessage): void {
    if (message.kind === 'top') return;
    const { levels, bidCount, askCount, isSnapshot } = message;
    const count = bidCount + askCount;
    if (message.kind === 'depth' && !isSnapshot && count === 0) return;
    this.#beginMessage(message);
    if (message.kind === 'trade') {
      const kind = message.side === 'buy' ? ROW_BOUGHT : ROW_SOLD;
      this.#addRow(kind, levels[0] ?? 0, levels[1] ?? 0);
      return;
    }
    if (isSnapshot) {
      // A side that is shown empty is empty: everything on it goes.
      const lastAsk = askCount > 0 ? (levels[2 * count - 2] ?? 0) : this.#priceMost;
      this.#addRow(ROW_CLEAR_BIDS, bidCount > 0 ? (levels[2 * bidCount - 2] ?? 0) : 0, 0);
      this.#addRow(ROW_CLEAR_ASKS, lastAsk, 0);
    }
    for (let level = 0; level < count; level += 1) {
      const kind = level < bidCount ? ROW_BID : ROW_ASK;
      this.#addRow(kind, levels[2 * level] ?? 0, levels[2 * level + 1] ?? 0);
    }
  }

  finish(): MarketTape {
    const count = this.#messageCount;
    if (count === 0) throw new TapeError('there is no message to make a tape of');
    const received = this.#received.slice(0, count);
    const exchange = this.#exchange.slice(0, count);
    let leastDelay = 0;
    let firstExchange = Infinity;
    for (let message = 0; message < count; message += 1) {
      const stamp = exchange[message] ?? 0;
      leastDelay = Math.min(leastDelay, (received[message] ?? 0) - stamp);
      firstExchange = Math.min(firstExchange, stamp);
    }
    for (let message = 0; message < count; message += 1) {
      received[message] = (received[message] ?? 0) - leastDelay - firstExchange;
      exchange[message] = (exchange[message] ?? 0) - firstExchange;
    }
    const { tickSize, lotSize } = this.#options;
    const messageStarts = this.#starts.slice(0, count + 1);
    messageStarts[count] = this.#rowCount;
    return {
      tickSize,
      lotSize,
      originNs: BigInt(this.#baseUs) * 1000n + BigInt(firstExchange),
      ...rankTicks(this.#ticks.subarray(0, this.#rowCount)),
      kinds: this.#kinds.slice(0, this.#rowCount),
      sizes: this.#sizes.slice(0, this.#rowCount),
      messageStarts,
      receivedNs: received,
      exchangeNs: exchange,
      exchangeOrder: orderOfStamps(exchange),
    };
  }

  #beginMessage({ receivedUs, receivedRestNs, exchangeUs }: FlatMessage): void {
    const message = this.#messageCount;
    if (message === 0) this.#baseUs = exchangeUs;
    // One more start than messages: the end of the last one.
    if (message + 1 >= this.#starts.length) this.#growMessages();
    this.#starts[message] = this.#rowCount;
    this.#received[message] = (receivedUs - this.#baseUs) * 1000 + receivedRestNs;
    this.#exchange[message] = (exchangeUs - this.#baseUs) * 1000;
    this.#messageCount = message + 1;
  }

  #addRow(kind: number, price: number, size: number): void {
    const row = this.#rowCount;
    if (row >= this.#kinds.length) this.#growRows();
    this.#kinds[row] = kind;
    this.#ticks[row] = tickOf(price, this.#options.tickSize);
    this.#sizes[row] = size;
    this.#rowCount = row + 1;
  }

  #growRows(): void {
    const length = 2 * this.#kinds.length;
    this.#kinds = widened(this.#kinds, new Uint8Array(length));
    this.#ticks = widened(this.#ticks, new Int32Array(length));
    this.#sizes = widened(this.#sizes, new Float64Array(length));
  }

  #growMessages(): void {
    const length = 2 * this.#starts.length;
    this.#starts = widened(this.#starts, new Int32Array(length));
    this.#received = widened(this.#received, new Float64Array(length));
    this.#exchange = widened(this.#exchange, new Float64Array(length));
  }
}

function widened<T extends Uint8Array | Int32Array | Float64Array>(column: T, wider: T): T {
  wider.set(column);
  return wider;
}
