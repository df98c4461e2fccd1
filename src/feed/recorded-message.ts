/** An event of a recording that is one file of all its kinds, as plain data. */
import { unreachable } from '../base/index.js';
import type { BookLevel, MarketEvent, Side } from '../market/index.js';
import { secondsOf } from './recording-lines.js';
import {
  type BadRow,
  decodeBookRow,
  decodeContextRow,
  decodePriceRow,
  decodeTradeRow,
  type RecordingRow,
} from './recording-row.js';
import type { DecimalReader } from './row-field.js';

/** Price and size, decimals as text. */
export type LevelText = readonly [price: string, size: string];

/** Numbered through the recording from 1; times are µs (receipt) and ms (exchange). */
export type RecordedMessage = {
  readonly n: number;
  readonly receivedUs: number;
  readonly exchangeMs: number;
} & (
  | {
      readonly kind: 'book';
      readonly bids: readonly LevelText[];
      readonly asks: readonly LevelText[];
    }
  | { readonly kind: 'top'; readonly bid: LevelText | null; readonly ask: LevelText | null }
  | {
      readonly kind: 'trade';
      readonly side: Side;
      readonly price: string;
      readonly size: string;
      readonly tradeId: number;
    }
  | {
      readonly kind: 'context';
      readonly mark: string;
      readonly oracle: string;
      readonly fundingRate: string;
    }
);

/** The event's own time is the exchange's. */
export function messageOf(event: MarketEvent, receivedUs: number, n: number): RecordedMessage {
  const stamp = { n, receivedUs, exchangeMs: event.at };
  switch (event.kind) {
    case 'bookChanged':
      return {
        ...stamp,
        kind: 'book',
        bids: event.bids.map(levelText),
        asks: event.asks.map(levelText),
      };
    case 'topChanged': {
      const [bid, ask] = [event.bid, event.ask].map((level) => level && levelText(level));
      return { ...stamp, kind: 'top', bid: bid ?? null, ask: ask ?? null };
    }
    case 'tradePrinted': {
      const { side, price, size, tradeId } = event;
      return { ...stamp, kind: 'trade', side, price: `${price}`, size: `${size}`, tradeId };
    }
    case 'contextChanged': {
      const { mark, oracle, fundingRate } = event;
      const texts = { mark: `${mark}`, oracle: `${oracle}`, fundingRate: `${fundingRate}` };
      return { ...stamp, kind: 'context', ...texts };
    }
    default:
      return unreachable(event);
  }
}

/** By the rules of the CSV format, whose fields it is put into. */
export function rowOfMessage(
  message: RecordedMessage,
  line: number,
  depth: number,
  decimals: DecimalReader,
): RecordingRow | BadRow {
  const { receivedUs, exchangeMs, n } = message;
  const time = secondsOf(receivedUs);
  switch (message.kind) {
    case 'book': {
      const levels = Math.max(1, message.bids.length, message.asks.length);
      const fields = Array.from({ length: levels }, (_, at) => [
        levelFields(message.bids[at]),
        levelFields(message.asks[at]),
      ]);
      const text = [time, n, exchangeMs, ...fields.flat()].join(',');
      return decodeBookRow(text, line, levels, depth, decimals);
    }
    case 'top': {
      const bid = decodePriceRow(topText(time, message.bid, 'bid', exchangeMs), line, decimals);
      if (bid.kind === 'bad') return bid;
      const ask = decodePriceRow(topText(time, message.ask, 'ask', exchangeMs), line, decimals);
      return ask.kind === 'bad' ? ask : { ...bid, ask: ask.ask };
    }
    case 'trade': {
      const { price, size, side, tradeId } = message;
      const text = `${time},${price},${size},${side},${tradeId},${exchangeMs}`;
      return decodeTradeRow(text, line, decimals);
    }
    case 'context': {
      const { mark, oracle, fundingRate } = message;
      return decodeContextRow(
        `${time},${mark},${oracle},${fundingRate},${exchangeMs}`,
        line,
        decimals,
      );
    }
    default:
      return unreachable(message);
  }
}

function levelText({ price, size }: BookLevel): LevelText {
  return [`${price}`, `${size}`];
}

function topText(time: string, level: LevelText | null, side: string, exchangeMs: number): string {
  return `${time},${levelFields(level)},${side},${exchangeMs}`;
}

function levelFields(level: LevelText | null | undefined): string {
  return level === null || level === undefined ? ',' : `${level[0]},${level[1]}`;
}
