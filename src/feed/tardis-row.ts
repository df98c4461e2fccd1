/** A row of Tardis' CSV files, and what of its text is decoded slowly: everything unusual. */
import type { BadRow } from './recording-row.js';

export const TARDIS_DEPTH_HEADER =
  'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount';
export const TARDIS_TRADES_HEADER =
  'exchange,symbol,timestamp,local_timestamp,id,side,price,amount';

export type TardisFile = 'incremental_book_L2' | 'trades';

/** Filled again and again. Times are microseconds since the epoch. */
export interface TardisRow {
  symbol: string;
  exchangeUs: number;
  receivedUs: number;
  /** Of a level. */
  isSnapshot: boolean;
  /** Of a trade; null where the exchange names none. */
  tradeId: number | string | null;
  side: 'bid' | 'ask' | 'buy' | 'sell';
  price: number;
  size: number;
}

const FIELDS = 8;
const MICROSECONDS = /^\d{16}$/;
const DECIMAL = /^\d{1,20}(?:\.\d{1,20})?(?:e-?\d{1,2})?$/;
const WHOLE = /^(?:0|[1-9]\d{0,14})$/;

/** Fills `row`, or says why the text is none. */
export function decodeTardisRow(text: string, file: TardisFile, row: TardisRow): BadRow | null {
  const fields = text.split(',');
  const [, symbol = '', stamp = '', local = '', fifth = '', side = '', price = '', size = ''] =
    fields;
  if (fields.length !== FIELDS) return bad(`${fields.length} fields where ${FIELDS} were expected`);
  const exchangeUs = MICROSECONDS.test(stamp) ? Number(stamp) : NaN;
  const receivedUs = MICROSECONDS.test(local) ? Number(local) : NaN;
  if (!Number.isSafeInteger(exchangeUs) || !Number.isSafeInteger(receivedUs)) {
    return bad(`times \`${stamp}\` and \`${local}\` are not microseconds of 16 digits`);
  }
  row.symbol = symbol;
  row.exchangeUs = exchangeUs;
  row.receivedUs = receivedUs;
  row.price = DECIMAL.test(price) ? Number(price) : NaN;
  row.size = DECIMAL.test(size) ? Number(size) : NaN;
  const isTrade = file === 'trades';
  if (!(row.price > 0) || !(isTrade ? row.size > 0 : row.size >= 0)) {
    return bad(`price \`${price}\` and amount \`${size}\` are not decimals above 0`);
  }
  const sides = isTrade ? (['buy', 'sell'] as const) : (['bid', 'ask'] as const);
  const known = sides.find((each) => each === side);
  if (known === undefined) return bad(`side \`${side}\` is neither ${sides.join(' nor ')}`);
  row.side = known;
  if (isTrade) {
    row.tradeId = fifth === '' ? null : WHOLE.test(fifth) ? Number(fifth) : fifth;
  } else {
    if (fifth !== 'true' && fifth !== 'false') return bad(`is_snapshot is \`${fifth}\``);
    row.isSnapshot = fifth === 'true';
  }
  return null;
}

function bad(reason: string): BadRow {
  return { kind: 'bad', reason };
}
