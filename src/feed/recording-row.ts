/** Rows of a recording, decoded; each decoder gives the row or why there is none. */
import type { Price, Ratio } from '../base/index.js';
import type { BookLevel, Side } from '../market/index.js';
import { type DecimalReader, readTimeUs, readWholeNumber } from './row-field.js';

interface Timed {
  /** Line of the file, from 1. */
  readonly line: number;
  /** When it was received, microseconds since the epoch. */
  readonly timeUs: number;
  /** When it happened, by the exchange's clock, milliseconds. */
  readonly exchangeTime: number;
}

export interface BookRow extends Timed {
  readonly kind: 'book';
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
}

/** One or both sides of the top; null says the side is empty, undefined that it is not told. */
export interface TopRow extends Timed {
  readonly kind: 'top';
  readonly bid: BookLevel | null | undefined;
  readonly ask: BookLevel | null | undefined;
}

export interface TradeRow extends Timed {
  readonly kind: 'trade';
  readonly side: Side;
  readonly price: BookLevel['price'];
  readonly size: BookLevel['size'];
  readonly tradeId: number;
}

export interface ContextRow extends Timed {
  readonly kind: 'context';
  readonly mark: Price;
  readonly oracle: Price;
  readonly fundingRate: Ratio;
}

export type RecordingRow = BookRow | TopRow | TradeRow | ContextRow;

/** A text of which no row can be made, and why. */
export interface BadRow {
  readonly kind: 'bad';
  readonly reason: string;
}

/** `timestamp,price,size,side(buy|sell),trade_id,exchange_timestamp` */
export function decodeTradeRow(
  text: string,
  line: number,
  decimals: DecimalReader,
): TradeRow | BadRow {
  const fields = text.split(',');
  const [time = '', priceText = '', sizeText = '', side = '', id = '', exchange = ''] = fields;
  if (fields.length !== 6) return bad(`${fields.length} fields where 6 were expected`);
  const timeUs = readTimeUs(time);
  const exchangeTime = readWholeNumber(exchange);
  if (timeUs === null || exchangeTime === null) return badTime(time, exchange);
  const price = decimals.readPositive(priceText);
  const size = decimals.readPositive(sizeText);
  if (price === null || size === null) return badLevel(priceText, sizeText);
  if (side !== 'buy' && side !== 'sell') return bad(`side \`${side}\` is neither buy nor sell`);
  const tradeId = readWholeNumber(id);
  if (tradeId === null) return bad(`trade id \`${id}\` is not a whole number below 2^53`);
  return { kind: 'trade', line, timeUs, exchangeTime, side, price, size, tradeId };
}

/** `timestamp,price,size,side(bid|ask),exchange_timestamp`; empty price and size: nothing there. */
export function decodePriceRow(
  text: string,
  line: number,
  decimals: DecimalReader,
): TopRow | BadRow {
  const fields = text.split(',');
  const [time = '', priceText = '', sizeText = '', side = '', exchange = ''] = fields;
  if (fields.length !== 5) return bad(`${fields.length} fields where 5 were expected`);
  const timeUs = readTimeUs(time);
  const exchangeTime = readWholeNumber(exchange);
  if (timeUs === null || exchangeTime === null) return badTime(time, exchange);
  const level = readLevel(priceText, sizeText, decimals);
  if (level === undefined) return badLevel(priceText, sizeText);
  const timed = { kind: 'top', line, timeUs, exchangeTime } as const;
  if (side === 'bid') return { ...timed, bid: level, ask: undefined };
  if (side === 'ask') return { ...timed, bid: undefined, ask: level };
  return bad(`side \`${side}\` is neither bid nor ask`);
}

/**
 * `timestamp,sequence,exchange_timestamp` and four fields a level, of which the first `depth` are
 * read; empty fields end a side early.
 */
export function decodeBookRow(
  text: string,
  line: number,
  levels: number,
  depth: number,
  decimals: DecimalReader,
): BookRow | BadRow {
  const fields = text.split(',');
  const expected = 3 + 4 * levels;
  if (fields.length !== expected) {
    return bad(`${fields.length} fields where ${expected} were expected`);
  }
  const [time = '', , exchange = ''] = fields;
  const timeUs = readTimeUs(time);
  const exchangeTime = readWholeNumber(exchange);
  if (timeUs === null || exchangeTime === null) return badTime(time, exchange);
  const bids = readSide(fields, 3, depth, decimals, (price, before) => price.lt(before));
  if (!Array.isArray(bids)) return bids;
  const asks = readSide(fields, 5, depth, decimals, (price, before) => price.gt(before));
  if (!Array.isArray(asks)) return asks;
  const [bid] = bids;
  const [ask] = asks;
  if (bid !== undefined && ask !== undefined && bid.price.gte(ask.price)) {
    return bad(`crossed book: bid ${bid.price} is not below ask ${ask.price}`);
  }
  return { kind: 'book', line, timeUs, exchangeTime, bids, asks };
}

/** `timestamp,mark,oracle,funding_rate,exchange_timestamp` */
export function decodeContextRow(
  text: string,
  line: number,
  decimals: DecimalReader,
): ContextRow | BadRow {
  const fields = text.split(',');
  const [time = '', markText = '', oracleText = '', rateText = '', exchange = ''] = fields;
  if (fields.length !== 5) return bad(`${fields.length} fields where 5 were expected`);
  const timeUs = readTimeUs(time);
  const exchangeTime = readWholeNumber(exchange);
  if (timeUs === null || exchangeTime === null) return badTime(time, exchange);
  const mark = decimals.readPositive(markText);
  const oracle = decimals.readPositive(oracleText);
  const fundingRate = decimals.readSigned(rateText);
  if (mark === null || oracle === null) {
    return bad(`mark \`${markText}\` and oracle \`${oracleText}\` are not decimals above 0`);
  }
  if (fundingRate === null) return bad(`funding rate \`${rateText}\` is no decimal`);
  return { kind: 'context', line, timeUs, exchangeTime, mark, oracle, fundingRate };
}

function readSide(
  fields: readonly string[],
  start: number,
  depth: number,
  decimals: DecimalReader,
  isWorse: (price: Price, before: Price) => boolean,
): BookLevel[] | BadRow {
  const side: BookLevel[] = [];
  const end = Math.min(fields.length, start + 4 * depth);
  for (let index = start; index < end; index += 4) {
    const level = readLevel(fields[index] ?? '', fields[index + 1] ?? '', decimals);
    if (level === undefined) return badLevel(fields[index] ?? '', fields[index + 1] ?? '');
    if (level === null) break;
    const before = side.at(-1);
    if (before !== undefined && !isWorse(level.price, before.price)) {
      return bad(`book level ${level.price} comes after ${before.price}`);
    }
    side.push(level);
  }
  return side;
}

/** Null where both texts are empty, undefined where they are no level. */
function readLevel(
  priceText: string,
  sizeText: string,
  decimals: DecimalReader,
): BookLevel | null | undefined {
  if (priceText === '' && sizeText === '') return null;
  const price = decimals.readPositive(priceText);
  const size = decimals.readPositive(sizeText);
  return price === null || size === null ? undefined : { price, size };
}

function badTime(time: string, exchange: string): BadRow {
  return bad(`times \`${time}\` and \`${exchange}\` are not seconds and whole milliseconds`);
}

function badLevel(price: string, size: string): BadRow {
  return bad(`price \`${price}\` and size \`${size}\` are not decimals above 0`);
}

function bad(reason: string): BadRow {
  return { kind: 'bad', reason };
}
