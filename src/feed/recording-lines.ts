/** A market's events as rows of a recording's files. */
import { unreachable } from '../base/index.js';
import type { BookLevel, MarketEvent } from '../market/index.js';
import {
  BOOK_LEVELS_WRITTEN,
  booksHeader,
  CONTEXTS_HEADER,
  PRICES_HEADER,
  type RecordingFile,
  TRADES_HEADER,
} from './recording-format.js';

/** What each written file begins with. */
export const WRITTEN_HEADERS: Readonly<Record<RecordingFile, string>> = {
  trades: TRADES_HEADER,
  prices: PRICES_HEADER,
  orderbooks: booksHeader(BOOK_LEVELS_WRITTEN),
  contexts: CONTEXTS_HEADER,
};

export function recordingFileOf(event: MarketEvent): RecordingFile {
  switch (event.kind) {
    case 'tradePrinted':
      return 'trades';
    case 'topChanged':
      return 'prices';
    case 'bookChanged':
      return 'orderbooks';
    case 'contextChanged':
      return 'contexts';
    default:
      return unreachable(event);
  }
}

/**
 * Rows without line ends: two of a top, one of all others. `receivedUs` is whole microseconds since
 * the epoch; the event's own time is the exchange's. `sequence` counts books.
 */
export function recordingLines(event: MarketEvent, receivedUs: number, sequence: number): string[] {
  const time = secondsOf(receivedUs);
  const { at } = event;
  switch (event.kind) {
    case 'tradePrinted': {
      const { price, size, side, tradeId } = event;
      return [`${time},${price},${size},${side},${tradeId},${at}`];
    }
    case 'topChanged':
      return [
        `${time},${levelFields(event.bid)},bid,${at}`,
        `${time},${levelFields(event.ask)},ask,${at}`,
      ];
    case 'bookChanged': {
      const fields = [`${time},${sequence},${at}`];
      for (let level = 0; level < BOOK_LEVELS_WRITTEN; level += 1) {
        fields.push(levelFields(event.bids[level] ?? null), levelFields(event.asks[level] ?? null));
      }
      return [fields.join(',')];
    }
    case 'contextChanged':
      return [`${time},${event.mark},${event.oracle},${event.fundingRate},${at}`];
    default:
      return unreachable(event);
  }
}

function levelFields(level: BookLevel | null): string {
  return level === null ? ',' : `${level.price},${level.size}`;
}

/** Seconds with six digits after the point. */
export function secondsOf(us: number): string {
  return `${Math.floor(us / 1e6)}.${String(us % 1e6).padStart(6, '0')}`;
}
