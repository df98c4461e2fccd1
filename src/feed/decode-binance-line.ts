/**
 * Decodes a line of Binance's USDⓈ-M futures streams as collectors write them:
 * `<time of receipt, ns> <JSON>`, the JSON a message of the combined stream (`depthUpdate`,
 * `bookTicker`, `trade`) or the answer of the REST depth request. Source of the fields: Binance's
 * developer documentation, USDⓈ-M futures, websocket market streams.
 */
import type { DepthLevel, FeedMessage } from './feed-message.js';
import type { BadRow } from './recording-row.js';

type Fields = Readonly<Record<string, unknown>>;

/** A message of another kind, which is none of ours. */
export interface OtherMessage {
  readonly kind: 'other';
}

interface Stamp {
  readonly line: number;
  readonly receivedNs: bigint;
}

/** Later times cannot be told to the microsecond in a double: the year 2255. */
const LATEST_MS = 9_007_199_254_740;

/** The message, that it is of another kind, or why there is none. */
export function decodeBinanceLine(text: string, line: number): FeedMessage | OtherMessage | BadRow {
  const [, stamp, json] = /^(\d{19}) (\{.*\})$/.exec(text) ?? [];
  if (stamp === undefined || json === undefined) {
    return bad('not a time of 19 digits (nanoseconds), a space and a JSON object');
  }
  const body = parseObject(json);
  if (body === null) return bad('the JSON cannot be parsed');
  if (Number(stamp.slice(0, 13)) >= LATEST_MS) return bad('a time of receipt after the year 2255');
  const heard = { line, receivedNs: BigInt(stamp) };
  const data = isFields(body['data']) ? body['data'] : body;
  return decodeData(data, heard) ?? bad('a field is missing or is not the number it should be');
}

/** Null where a field is not what it should be. */
function decodeData(data: Fields, stamp: Stamp): FeedMessage | OtherMessage | null {
  switch (data['e']) {
    case 'depthUpdate':
      return depthOf(data, stamp, 'b', 'a', false);
    case 'bookTicker':
      return topOf(data, stamp);
    case 'trade':
      return tradeOf(data, stamp);
    case undefined:
      return 'lastUpdateId' in data ? depthOf(data, stamp, 'bids', 'asks', true) : null;
    default:
      return { kind: 'other' };
  }
}

function depthOf(
  data: Fields,
  stamp: Stamp,
  bidsField: string,
  asksField: string,
  isSnapshot: boolean,
): FeedMessage | null {
  const exchangeUs = microsecondsOf(data['T']);
  const lastId = wholeOf(data[isSnapshot ? 'lastUpdateId' : 'u']);
  const firstId = isSnapshot ? lastId : wholeOf(data['U']);
  const previousId = isSnapshot ? null : wholeOf(data['pu']);
  const bids = levelsOf(data[bidsField]);
  const asks = levelsOf(data[asksField]);
  if (exchangeUs === null || lastId === null || firstId === null) return null;
  if (bids === null || asks === null || (!isSnapshot && previousId === null)) return null;
  return {
    kind: 'depth',
    ...stamp,
    exchangeUs,
    isSnapshot,
    firstId,
    lastId,
    previousId,
    bids,
    asks,
  };
}

function topOf(data: Fields, stamp: Stamp): FeedMessage | null {
  const exchangeUs = microsecondsOf(data['T']);
  const updateId = wholeOf(data['u']);
  const bid = levelOf([data['b'], data['B']]);
  const ask = levelOf([data['a'], data['A']]);
  if (exchangeUs === null || updateId === null || bid === null || ask === null) return null;
  return { kind: 'top', ...stamp, exchangeUs, updateId, bid, ask };
}

function tradeOf(data: Fields, stamp: Stamp): FeedMessage | null {
  const exchangeUs = microsecondsOf(data['T']);
  const tradeId = wholeOf(data['t']);
  const level = levelOf([data['p'], data['q']]);
  const isBuyerMaker = data['m'];
  if (exchangeUs === null || tradeId === null || level === null) return null;
  if (typeof isBuyerMaker !== 'boolean') return null;
  const [price, size] = level;
  // Older recordings do not tell the kind of execution: all of theirs are market trades.
  const isOnBook = data['X'] === undefined || data['X'] === 'MARKET';
  // Trades outside the book come with price and size 0 at times.
  if (isOnBook && !(size > 0)) return null;
  const side = isBuyerMaker ? 'sell' : 'buy';
  return { kind: 'trade', ...stamp, exchangeUs, side, price, size, tradeId, isOnBook };
}

function levelsOf(value: unknown): DepthLevel[] | null {
  if (!Array.isArray(value)) return null;
  const levels: DepthLevel[] = [];
  for (const pair of value as unknown[]) {
    const level = levelOf(pair);
    if (level === null || !(level[0] > 0)) return null;
    levels.push(level);
  }
  return levels;
}

/** A price and a size at least 0, written as decimals in strings. */
function levelOf(pair: unknown): DepthLevel | null {
  if (!Array.isArray(pair)) return null;
  const price = decimalOf(pair[0]);
  const size = decimalOf(pair[1]);
  return price === null || size === null ? null : [price, size];
}

const PLAIN_DECIMAL = /^\d{1,20}(?:\.\d{1,20})?$/;

function decimalOf(value: unknown): number | null {
  return typeof value === 'string' && PLAIN_DECIMAL.test(value) ? Number(value) : null;
}

function wholeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function microsecondsOf(value: unknown): number | null {
  const ms = wholeOf(value);
  return ms === null || ms >= LATEST_MS ? null : ms * 1000;
}

function parseObject(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bad(reason: string): BadRow {
  return { kind: 'bad', reason };
}
