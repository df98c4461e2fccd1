/** The columns of a tape, in the order in which they are kept, and what holds of them. */
import type { MarketTape } from './market-tape.js';

export interface TapeColumns extends Omit<MarketTape, 'originNs' | 'tickSize' | 'lotSize'> {}

type Column = Uint8Array | Int32Array | Float64Array;

/** Widest first, so that each begins at a multiple of its width. */
const COLUMNS = [
  ['sizes', Float64Array],
  ['receivedNs', Float64Array],
  ['exchangeNs', Float64Array],
  ['ticks', Int32Array],
  ['ranks', Int32Array],
  ['messageStarts', Int32Array],
  ['exchangeOrder', Int32Array],
  ['kinds', Uint8Array],
] as const;

export const COLUMN_WIDTHS: readonly number[] = COLUMNS.map(([, type]) => type.BYTES_PER_ELEMENT);

export function columnsOf(tape: MarketTape): readonly Column[] {
  return COLUMNS.map(([name]) => tape[name]);
}

/** Columns of such lengths, all zero. */
export function emptyColumns(lengths: readonly number[]): TapeColumns {
  const made = COLUMNS.map(([name, type], index) => [name, new type(lengths[index] ?? 0)]);
  return Object.fromEntries(made) as unknown as TapeColumns;
}

const KIND_MOST = 5;

/** Null, or what is wrong with a tape: whoever replays it relies on all this. */
export function faultOfTape(tape: TapeColumns): string | null {
  const { kinds, ranks, sizes, ticks, messageStarts, receivedNs, exchangeNs } = tape;
  const messages = receivedNs.length;
  if (ranks.length !== kinds.length || sizes.length !== kinds.length)
    return 'rows differ in length';
  if (exchangeNs.length !== messages || messageStarts.length !== messages + 1) {
    return 'messages differ in length';
  }
  if (messages === 0 || messageStarts[0] !== 0) return 'it does not begin with a message';
  if (messageStarts[messages] !== kinds.length) return 'messages do not end with the rows';
  if (!isAscending(messageStarts, 0)) return 'messages are out of order';
  if (!isAscending(receivedNs, 0)) return 'times of receipt go back';
  if (!isAscending(ticks, 1)) return 'prices are out of order';
  for (let row = 0; row < kinds.length; row += 1) {
    const rank = ranks[row] ?? -1;
    if (!(rank >= 0 && rank < ticks.length)) return `row ${row} has no price`;
    if ((kinds[row] ?? 0) > KIND_MOST) return `row ${row} is of no kind`;
    if (!((sizes[row] ?? -1) >= 0)) return `row ${row} has no size`;
  }
  return faultOfOrder(tape.exchangeOrder, exchangeNs);
}

/** Each message once, by its stamp. */
function faultOfOrder(order: Int32Array, exchangeNs: Float64Array): string | null {
  if (order.length !== exchangeNs.length) return 'the order of stamps lacks messages';
  const isSeen = new Uint8Array(order.length);
  let before = -Infinity;
  for (let place = 0; place < order.length; place += 1) {
    const message = order[place] ?? -1;
    const stamp = exchangeNs[message] ?? NaN;
    if (!(stamp >= before) || isSeen[message] !== 0) return 'the order of stamps is none';
    isSeen[message] = 1;
    before = stamp;
  }
  return null;
}

function isAscending(column: Int32Array | Float64Array, leastStep: number): boolean {
  for (let index = 1; index < column.length; index += 1) {
    if (!((column[index] ?? 0) - (column[index - 1] ?? 0) >= leastStep)) return false;
  }
  return true;
}
