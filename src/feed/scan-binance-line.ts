/**
 * Reads a line of Binance's streams out of its bytes, where it is written as the exchange writes
 * it: fields in its order, no spaces, no escapes, numbers of at most 15 digits. Of such a line the
 * decoder by JSON makes the same message, many times slower; any other line is left to it.
 */
import { ByteCursor } from './byte-cursor.js';
import type { FlatMessage } from './flat-message.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const STREAM = text('{"stream":"');
const DATA = text(',"data":{"e":"');
const DEPTH = text('depthUpdate","E":');
const TOP = text('bookTicker","u":');
const TRADE = text('trade","E":');
const SNAPSHOT = text('{"lastUpdateId":');
const EVENT_TIME = text(',"E":');
const TIME = text(',"T":');
const SYMBOL = text(',"s":"');
const FIRST_ID = text(',"U":');
const LAST_ID = text(',"u":');
const PREVIOUS_ID = text(',"pu":');
const BIDS = text(',"b":[');
const ASKS = text(',"a":[');
const SNAPSHOT_BIDS = text(',"bids":[');
const SNAPSHOT_ASKS = text(',"asks":[');
const LEVEL_START = text('["');
const LEVEL_MIDDLE = text('","');
const LEVEL_END = text('"]');
const BID_PRICE = text(',"b":"');
const BID_SIZE = text(',"B":"');
const ASK_PRICE = text(',"a":"');
const ASK_SIZE = text(',"A":"');
const TRADE_ID = text(',"t":');
const PRICE = text(',"p":"');
const SIZE = text(',"q":"');
const MARKET_TRADE = text(',"X":"MARKET","m":');
const TRUE = text('true');
const FALSE = text('false');
const END = text('}}');

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const LETTER_B = 98;
const LETTER_D = 100;
const BRACKET_END = 93;
const BRACE_END = 125;
const LINE_END = 10;
const RETURN = 13;
/** The times of receipt that a double tells to the microsecond; see the decoder by JSON. */
const LATEST_MS = 9_007_199_254_740;

export class BinanceLineScanner {
  readonly #cursor = new ByteCursor();

  /**
   * Fills `message` but for its line, and tells where the next line begins; −1 where the line is
   * not in the form above, and then `message` holds nothing of worth. Every line of `bytes` has its
   * end.
   */
  scan(bytes: Uint8Array, start: number, message: FlatMessage): number {
    const cursor = this.#cursor;
    cursor.begin(bytes, start);
    const receivedMs = cursor.readDigits(13);
    const receivedUs = receivedMs * 1000 + cursor.readDigits(3);
    const restNs = cursor.readDigits(3);
    if (receivedMs < 0 || receivedMs >= LATEST_MS || restNs < 0) return -1;
    if (cursor.at !== start + 19 || !cursor.skip(SPACE)) return -1;
    message.receivedUs = receivedUs;
    message.receivedRestNs = restNs;
    const isRead = cursor.skipText(STREAM)
      ? cursor.skipQuoted() && cursor.skipText(DATA) && this.#readData(message)
      : cursor.skipText(SNAPSHOT) && this.#readSnapshot(message);
    if (!isRead) return -1;
    cursor.skip(RETURN);
    return cursor.skip(LINE_END) ? cursor.at : -1;
  }

  #readData(message: FlatMessage): boolean {
    const { byte } = this.#cursor;
    if (byte === LETTER_B) return this.#readTop(message);
    return byte === LETTER_D ? this.#readDepth(message) : this.#readTrade(message);
  }

  #readTop(message: FlatMessage): boolean {
    const cursor = this.#cursor;
    if (!cursor.skipText(TOP)) return false;
    const id = cursor.readWhole();
    if (id < 0 || !this.#skipSymbol() || !cursor.skipText(BID_PRICE)) return false;
    if (!this.#readPair(message, 0, BID_SIZE) || !cursor.skipText(ASK_PRICE)) return false;
    if (!this.#readPair(message, 1, ASK_SIZE) || !this.#readTime(message)) return false;
    if (!cursor.skipText(EVENT_TIME) || cursor.readWhole() < 0) return false;
    message.kind = 'top';
    message.lastId = id;
    message.bidCount = 1;
    message.askCount = 1;
    return cursor.skipText(END);
  }

  #readTrade(message: FlatMessage): boolean {
    const cursor = this.#cursor;
    if (!cursor.skipText(TRADE) || cursor.readWhole() < 0) return false;
    if (!this.#readTime(message) || !this.#skipSymbol() || !cursor.skipText(TRADE_ID)) return false;
    const id = cursor.readWhole();
    if (id < 0 || !cursor.skipText(PRICE) || !this.#readPair(message, 0, SIZE)) return false;
    if (!cursor.skipText(MARKET_TRADE) || !((message.levels[1] ?? 0) > 0)) return false;
    const isBuyerMaker = cursor.skipText(TRUE);
    if (!isBuyerMaker && !cursor.skipText(FALSE)) return false;
    message.kind = 'trade';
    message.tradeId = id;
    message.side = isBuyerMaker ? 'sell' : 'buy';
    message.isOnBook = true;
    return cursor.skipText(END);
  }

  #readDepth(message: FlatMessage): boolean {
    const cursor = this.#cursor;
    if (!cursor.skipText(DEPTH) || cursor.readWhole() < 0) return false;
    if (!this.#readTime(message) || !this.#skipSymbol() || !cursor.skipText(FIRST_ID)) return false;
    const firstId = cursor.readWhole();
    if (firstId < 0 || !cursor.skipText(LAST_ID)) return false;
    const lastId = cursor.readWhole();
    if (lastId < 0 || !cursor.skipText(PREVIOUS_ID)) return false;
    const previousId = cursor.readWhole();
    if (previousId < 0) return false;
    message.kind = 'depth';
    message.isSnapshot = false;
    message.firstId = firstId;
    message.lastId = lastId;
    message.previousId = previousId;
    return this.#readSides(message, BIDS, ASKS) && cursor.skipText(END);
  }

  #readSnapshot(message: FlatMessage): boolean {
    const cursor = this.#cursor;
    const id = cursor.readWhole();
    if (id < 0 || !cursor.skipText(EVENT_TIME) || cursor.readWhole() < 0) return false;
    if (!this.#readTime(message)) return false;
    message.kind = 'depth';
    message.isSnapshot = true;
    message.firstId = id;
    message.lastId = id;
    message.previousId = -1;
    return this.#readSides(message, SNAPSHOT_BIDS, SNAPSHOT_ASKS) && cursor.skip(BRACE_END);
  }

  #readSides(message: FlatMessage, bids: Uint8Array, asks: Uint8Array): boolean {
    if (!this.#cursor.skipText(bids)) return false;
    const bidEnd = this.#readLevels(message, 0);
    if (bidEnd < 0 || !this.#cursor.skipText(asks)) return false;
    const askEnd = this.#readLevels(message, bidEnd);
    message.bidCount = bidEnd;
    message.askCount = askEnd - bidEnd;
    return askEnd >= 0;
  }

  /** From the level at `index` on; the index after the last one, −1 where they are none. */
  #readLevels(message: FlatMessage, index: number): number {
    const cursor = this.#cursor;
    if (cursor.skip(BRACKET_END)) return index;
    for (let next = index; ;) {
      if (!cursor.skipText(LEVEL_START)) return -1;
      const price = cursor.readDecimal();
      if (!(price > 0) || !cursor.skipText(LEVEL_MIDDLE)) return -1;
      const size = cursor.readDecimal();
      if (size < 0 || !cursor.skipText(LEVEL_END)) return -1;
      message.setLevel(next, price, size);
      next += 1;
      if (cursor.skip(COMMA)) continue;
      return cursor.skip(BRACKET_END) ? next : -1;
    }
  }

  /** A price and its quote, what names the size, the size and its quote. */
  #readPair(message: FlatMessage, index: number, sizeName: Uint8Array): boolean {
    const cursor = this.#cursor;
    const price = cursor.readDecimal();
    if (price < 0 || !cursor.skip(QUOTE) || !cursor.skipText(sizeName)) return false;
    const size = cursor.readDecimal();
    if (size < 0 || !cursor.skip(QUOTE)) return false;
    message.setLevel(index, price, size);
    return true;
  }

  #readTime(message: FlatMessage): boolean {
    if (!this.#cursor.skipText(TIME)) return false;
    const ms = this.#cursor.readWhole();
    message.exchangeUs = ms * 1000;
    return ms >= 0 && ms < LATEST_MS;
  }

  #skipSymbol(): boolean {
    return this.#cursor.skipText(SYMBOL) && this.#cursor.skipQuoted();
  }
}
