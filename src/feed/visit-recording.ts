/** Reads a coin's recording as messages of a raw stream: what a tape is made of. */
import { unreachable } from '../base/index.js';
import type { BookLevel, MarketEvent } from '../market/index.js';
import { BookChanges } from './book-changes.js';
import { FlatMessage } from './flat-message.js';
import { RecordingReader } from './recording-reader.js';
import type { MessageReadOptions } from './read-binance-stream.js';
import type { RecordingRow } from './recording-row.js';

/** What was read; what was skipped is told by its sort. */
export interface VisitedCounts {
  readonly messages: number;
  readonly malformed: number;
  readonly duplicates: number;
  readonly beforeFirstBook: number;
  /** Tops older, by the exchange's clock, than what was known. */
  readonly stale: number;
  readonly crossed: number;
  readonly receivedOutOfOrder: number;
  /** The least time from the exchange's stamp to the receipt, ns; null before the first message. */
  readonly leastDelayNs: number | null;
}

/**
 * Shows `visit` trades, and books and tops as changes of levels, by the rules of `readRecording`;
 * always in the one object, which it must not keep. What changes nothing is a message without
 * levels. A book that is older than the top laid over it takes that
 * top's stamp, so that by stamps, too, the newer picture comes last. Throws `RecordingError` as
 * `readRecording` does.
 */
export async function visitRecording(
  directory: string,
  coin: string,
  visit: (message: FlatMessage) => void,
  options: MessageReadOptions = {},
): Promise<VisitedCounts> {
  const reader = new RecordingReader(directory, coin, options);
  const message = new FlatMessage();
  const book = new BookChanges();
  let messages = 0;
  let newestUs = 0;
  let leastDelayUs = Infinity;
  try {
    for (let row = await reader.next(); row !== null; row = await reader.next()) {
      const [event] = reader.apply(row);
      if (event === undefined || !fillEvent(message, event, book)) continue;
      stamp(message, row);
      if (message.kind !== 'trade') {
        newestUs = Math.max(newestUs, message.exchangeUs);
        message.exchangeUs = newestUs;
      }
      messages += 1;
      leastDelayUs = Math.min(leastDelayUs, message.receivedUs - message.exchangeUs);
      visit(message);
    }
  } finally {
    await reader.close();
  }
  const { files, beforeFirstBook, stale, crossed } = reader.counts();
  const ofFiles = (count: 'malformed' | 'duplicates' | 'outOfOrder'): number =>
    Object.values(files).reduce((sum, file) => sum + file[count], 0);
  return {
    messages,
    malformed: ofFiles('malformed'),
    duplicates: ofFiles('duplicates'),
    beforeFirstBook,
    stale,
    crossed,
    receivedOutOfOrder: ofFiles('outOfOrder'),
    leastDelayNs: leastDelayUs === Infinity ? null : leastDelayUs * 1000,
  };
}

/** False where the event says nothing about the book or trades. */
function fillEvent(message: FlatMessage, event: MarketEvent, book: BookChanges): boolean {
  switch (event.kind) {
    case 'bookChanged':
      book.apply(message, event.bids, event.asks);
      return true;
    case 'topChanged':
      book.apply(message, sideOf(event.bid), sideOf(event.ask));
      return true;
    case 'tradePrinted':
      message.kind = 'trade';
      message.side = event.side;
      message.tradeId = event.tradeId;
      message.setLevel(0, event.price.toNumber(), event.size.toNumber());
      return true;
    case 'contextChanged':
      return false;
    default:
      return unreachable(event);
  }
}

function sideOf(level: BookLevel | null): readonly BookLevel[] {
  return level === null ? [] : [level];
}

function stamp(message: FlatMessage, row: RecordingRow): void {
  message.line = row.line;
  message.receivedUs = row.timeUs;
  message.receivedRestNs = 0;
  message.exchangeUs = row.exchangeTime * 1000;
}
