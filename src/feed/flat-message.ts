/** One message of a raw stream in plain fields, filled again and again to make no garbage. */
import { unreachable } from '../base/index.js';
import type { DepthLevel, FeedMessage } from './feed-message.js';

/** Levels for which there is room at first. */
const LEVELS_AT_FIRST = 64;

/** Doubles: market data, no money. Who keeps something of it copies it. */
export class FlatMessage {
  kind: FeedMessage['kind'] = 'depth';
  /** Line of the file, from 1. */
  line = 0;
  /** When it was received: whole microseconds since the epoch, and the nanoseconds after them. */
  receivedUs = 0;
  receivedRestNs = 0;
  /** When it happened, by the exchange's clock, microseconds since the epoch. */
  exchangeUs = 0;
  isSnapshot = false;
  /** Update ids, of a top the last one; −1 where there is none. */
  firstId = -1;
  lastId = -1;
  previousId = -1;
  /** The side that took liquidity in a trade. */
  side: 'buy' | 'sell' = 'buy';
  tradeId: number | string | null = null;
  isOnBook = true;
  /** Price and size in turn: the bids, then the asks; of a trade the one pair. */
  levels = new Float64Array(2 * LEVELS_AT_FIRST);
  bidCount = 0;
  askCount = 0;

  /** Levels are added bids first: the count that fits is raised by the caller. */
  setLevel(index: number, price: number, size: number): void {
    const at = 2 * index;
    if (at + 1 >= this.levels.length) this.#grow();
    this.levels[at] = price;
    this.levels[at + 1] = size;
  }

  assign(message: FeedMessage): void {
    this.kind = message.kind;
    this.line = message.line;
    this.receivedUs = Number(message.receivedNs / 1000n);
    this.receivedRestNs = Number(message.receivedNs % 1000n);
    this.exchangeUs = message.exchangeUs;
    switch (message.kind) {
      case 'depth':
        this.isSnapshot = message.isSnapshot;
        this.firstId = message.firstId ?? -1;
        this.lastId = message.lastId ?? -1;
        this.previousId = message.previousId ?? -1;
        this.#setSides(message.bids, message.asks);
        break;
      case 'top':
        this.lastId = message.updateId ?? -1;
        this.#setSides([message.bid], [message.ask]);
        break;
      case 'trade':
        this.side = message.side;
        this.tradeId = message.tradeId;
        this.isOnBook = message.isOnBook;
        this.setLevel(0, message.price, message.size);
        break;
      default:
        unreachable(message);
    }
  }

  toMessage(): FeedMessage {
    const { line, exchangeUs } = this;
    const receivedNs = BigInt(this.receivedUs) * 1000n + BigInt(this.receivedRestNs);
    const heard = { line, receivedNs, exchangeUs };
    switch (this.kind) {
      case 'depth':
        return {
          kind: 'depth',
          ...heard,
          isSnapshot: this.isSnapshot,
          firstId: idOrNull(this.firstId),
          lastId: idOrNull(this.lastId),
          previousId: idOrNull(this.previousId),
          bids: this.#pairs(0, this.bidCount),
          asks: this.#pairs(this.bidCount, this.askCount),
        };
      case 'top':
        return {
          kind: 'top',
          ...heard,
          updateId: idOrNull(this.lastId),
          bid: this.#pair(0),
          ask: this.#pair(1),
        };
      case 'trade': {
        const [price, size] = this.#pair(0);
        const { side, tradeId, isOnBook } = this;
        return { kind: 'trade', ...heard, side, price, size, tradeId, isOnBook };
      }
      default:
        return unreachable(this.kind);
    }
  }

  #setSides(bids: readonly DepthLevel[], asks: readonly DepthLevel[]): void {
    this.bidCount = bids.length;
    this.askCount = asks.length;
    for (const [index, [price, size]] of bids.entries()) this.setLevel(index, price, size);
    for (const [index, [price, size]] of asks.entries()) {
      this.setLevel(this.bidCount + index, price, size);
    }
  }

  #pairs(start: number, count: number): DepthLevel[] {
    return Array.from({ length: count }, (_, index) => this.#pair(start + index));
  }

  #pair(index: number): DepthLevel {
    return [this.levels[2 * index] ?? 0, this.levels[2 * index + 1] ?? 0];
  }

  #grow(): void {
    const wider = new Float64Array(2 * this.levels.length);
    wider.set(this.levels);
    this.levels = wider;
  }
}

function idOrNull(id: number): number | null {
  return id < 0 ? null : id;
}
