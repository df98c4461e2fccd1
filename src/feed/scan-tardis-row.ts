/**
 * Reads a row of Tardis' CSV files out of its bytes, where its numbers are plain and short; of such
 * a row the decoder of text makes the same, many times slower, and any other row is left to it.
 */
import { ByteCursor } from './byte-cursor.js';
import type { TardisFile, TardisRow } from './tardis-row.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const TRUE = text('true');
const FALSE = text('false');
const BID = text('bid');
const ASK = text('ask');
const BUY = text('buy');
const SELL = text('sell');
const COMMA = 44;
const LINE_END = 10;
const RETURN = 13;
const STAMP_DIGITS = 16;

export class TardisRowScanner {
  readonly #cursor = new ByteCursor();
  readonly #file: TardisFile;
  #symbolBytes = new Uint8Array(0);
  #symbol = '';

  constructor(file: TardisFile) {
    this.#file = file;
  }

  /** Tells where the next row begins; −1 where the row is not in the form above. */
  scan(bytes: Buffer, start: number, row: TardisRow): number {
    const cursor = this.#cursor;
    cursor.begin(bytes, start);
    if (!cursor.skipField() || !this.#readSymbol(bytes, row)) return -1;
    row.exchangeUs = this.#readStamp();
    row.receivedUs = this.#readStamp();
    if (row.exchangeUs < 0 || row.receivedUs < 0) return -1;
    if (!(this.#file === 'trades' ? this.#readTrade(bytes, row) : this.#readLevel(row))) return -1;
    row.price = cursor.readDecimal();
    if (!(row.price > 0) || !cursor.skip(COMMA)) return -1;
    row.size = cursor.readDecimal();
    if (row.size < 0 || (row.size === 0 && this.#file === 'trades')) return -1;
    cursor.skip(RETURN);
    return cursor.skip(LINE_END) ? cursor.at : -1;
  }

  #readStamp(): number {
    const stampUs = this.#cursor.readDigits(STAMP_DIGITS);
    return stampUs <= Number.MAX_SAFE_INTEGER && this.#cursor.skip(COMMA) ? stampUs : -1;
  }

  /** Its text is made only where it is another one than in the row before. */
  #readSymbol(bytes: Buffer, row: TardisRow): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (cursor.skipText(this.#symbolBytes) && cursor.skip(COMMA)) {
      row.symbol = this.#symbol;
      return true;
    }
    cursor.begin(bytes, start);
    if (!cursor.skipField()) return false;
    this.#symbolBytes = Uint8Array.from(bytes.subarray(start, cursor.at - 1));
    this.#symbol = bytes.toString('latin1', start, cursor.at - 1);
    row.symbol = this.#symbol;
    return true;
  }

  #readLevel(row: TardisRow): boolean {
    const cursor = this.#cursor;
    row.isSnapshot = cursor.skipText(TRUE);
    if ((!row.isSnapshot && !cursor.skipText(FALSE)) || !cursor.skip(COMMA)) return false;
    const isBid = cursor.skipText(BID);
    row.side = isBid ? 'bid' : 'ask';
    return (isBid || cursor.skipText(ASK)) && cursor.skip(COMMA);
  }

  #readTrade(bytes: Buffer, row: TardisRow): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    const id = cursor.readWhole();
    if (id >= 0 && cursor.skip(COMMA)) {
      row.tradeId = id;
    } else {
      cursor.begin(bytes, start);
      if (!cursor.skipField()) return false;
      const end = cursor.at - 1;
      row.tradeId = end === start ? null : bytes.toString('latin1', start, end);
    }
    const isBuy = cursor.skipText(BUY);
    row.side = isBuy ? 'buy' : 'sell';
    return (isBuy || cursor.skipText(SELL)) && cursor.skip(COMMA);
  }
}
