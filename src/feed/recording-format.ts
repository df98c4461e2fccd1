/**
 * The CSV format of recordings: three files a coin and perhaps a fourth of marks, plain or packed.
 * Times are seconds with a fraction (receive) and whole milliseconds (exchange); prices and sizes
 * are decimals, perhaps with an exponent (`1e-05`).
 */

/** The kinds of files, in the order in which rows of the same time are read. */
export type RecordingFile = 'trades' | 'prices' | 'orderbooks' | 'contexts';

export const TRADES_HEADER = 'timestamp,price,size,side,trade_id,exchange_timestamp';
export const PRICES_HEADER = 'timestamp,price,size,side,exchange_timestamp';
/** Mark and oracle in USD, the hourly funding rate. */
export const CONTEXTS_HEADER = 'timestamp,mark,oracle,funding_rate,exchange_timestamp';
const BOOKS_HEADER_START = 'timestamp,sequence,exchange_timestamp';

/** Levels a side that the writer writes. */
export const BOOK_LEVELS_WRITTEN = 20;

/** `trades_SOL.csv`; a packed file adds `.gz` or `.zst`. */
export function recordingFileName(file: RecordingFile, coin: string): string {
  return `${file}_${coin}.csv`;
}

/** The header of a book file with `levels` levels a side. */
export function booksHeader(levels: number): string {
  const columns = [BOOKS_HEADER_START];
  for (let level = 0; level < levels; level += 1) {
    columns.push(`bid_price_${level},bid_size_${level},ask_price_${level},ask_size_${level}`);
  }
  return columns.join(',');
}

/** Levels a side that a header of a book file announces; null where it is not such a header. */
export function bookLevelsOf(header: string): number | null {
  const levels = (header.split(',').length - 3) / 4;
  return Number.isInteger(levels) && levels > 0 && header === booksHeader(levels) ? levels : null;
}
