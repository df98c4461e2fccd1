/** Works out the book of a tape once, for the replays that follow. */
import {
  type MarketTape,
  ROW_ASK,
  ROW_BID,
  ROW_BOUGHT,
  ROW_CLEAR_ASKS,
  ROW_CLEAR_BIDS,
  ROW_SOLD,
} from './market-tape.js';
import { GrownColumn } from './grown-column.js';
import {
  type ExchangeTurn,
  HIT_ASKED,
  HIT_BID,
  HIT_BOUGHT,
  HIT_SOLD,
  type LevelChanges,
  type PrecompiledTape,
  type ReceiptTurn,
} from './precompiled-tape.js';
import { RankedBook } from './ranked-book.js';

/** A tape whose turns are not alike by then is replayed row by row. */
const TURNS_MOST = 3;
/** Levels that a message changes in the mean, to begin with. */
const CHANGES_A_ROW = 1.05;

const int32 = (length: number): Int32Array => new Int32Array(length);
const float64 = (length: number): Float64Array => new Float64Array(length);
const uint8 = (length: number): Uint8Array => new Uint8Array(length);

/** Null where more than a few of the first `turns` turns differ. */
export function precompileTape(tape: MarketTape, turns: number): PrecompiledTape | null {
  const exchange = alikeFrom(tape, turns, (book) => new ExchangeCompiler(tape, book).compile());
  const receipt = alikeFrom(tape, turns, (book) => compileReceipt(tape, book));
  if (exchange === null || receipt === null) return null;
  const { exchangeOrder, exchangeNs, messageStarts } = tape;
  const rowsUpTo = int32(exchangeOrder.length);
  let rows = 0;
  for (let place = 0; place < rowsUpTo.length; place += 1) {
    const message = exchangeOrder[place] ?? 0;
    rows += (messageStarts[message + 1] ?? 0) - (messageStarts[message] ?? 0);
    rowsUpTo[place] = rows;
  }
  const stampedAt = float64(exchangeOrder.length).map(
    (_, place) => exchangeNs[exchangeOrder[place] ?? 0] ?? 0,
  );
  return { tape, stampedAt, rowsUpTo, exchange, receipt };
}

/** Turns until one ends with the book that the one before it ended with. */
function alikeFrom<Turn>(
  tape: MarketTape,
  turns: number,
  compile: (book: RankedBook) => Turn,
): Turn[] | null {
  const book = new RankedBook(tape.ticks.length, tape.lotSize);
  const made = [compile(book)];
  while (made.length < turns) {
    if (made.length === TURNS_MOST) return null;
    const { bestBid, bestAsk } = book;
    const [bids, asks] = [book.bids.slice(), book.asks.slice()];
    made.push(compile(book));
    const hasSameTop = bestBid === book.bestBid && bestAsk === book.bestAsk;
    if (hasSameTop && areEqual(bids, book.bids) && areEqual(asks, book.asks)) break;
  }
  return made;
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, index) => value === b[index]);
}

function compileReceipt(tape: MarketTape, book: RankedBook): ReceiptTurn {
  const { receivedNs, messageStarts, kinds, ranks, sizes, ticks } = tape;
  const at = new GrownColumn(float64, receivedNs.length);
  const bidTick = new GrownColumn(float64, receivedNs.length);
  const askTick = new GrownColumn(float64, receivedNs.length);
  let [bid, ask] = [book.bestBid, book.bestAsk];
  // One that was received before what stands ahead of it is heard with that.
  let heardAt = 0;
  for (let message = 0; message < receivedNs.length; message += 1) {
    heardAt = Math.max(heardAt, receivedNs[message] ?? 0);
    const end = messageStarts[message + 1] ?? 0;
    for (let row = messageStarts[message] ?? 0; row < end; row += 1) {
      const kind = kinds[row];
      const rank = ranks[row] ?? 0;
      if (kind === ROW_BID) book.setBid(rank, sizes[row] ?? 0);
      else if (kind === ROW_ASK) book.setAsk(rank, sizes[row] ?? 0);
      else if (kind === ROW_CLEAR_BIDS) book.clearBids(rank);
      else if (kind === ROW_CLEAR_ASKS) book.clearAsks(rank);
    }
    if (bid === book.bestBid && ask === book.bestAsk) continue;
    [bid, ask] = [book.bestBid, book.bestAsk];
    at.push(heardAt);
    bidTick.push(ticks[bid] ?? -Infinity);
    askTick.push(ticks[ask] ?? Infinity);
  }
  const [bids, asks] = [bidTick.finish(), askTick.finish()];
  return { at: at.finish(), bidTick: bids, askTick: asks, endAt: heardAt };
}

class ExchangeCompiler {
  readonly #tape: MarketTape;
  readonly #book: RankedBook;
  readonly #bids: ChangeColumns;
  readonly #asks: ChangeColumns;
  readonly #hits: {
    readonly at: GrownColumn<Float64Array>;
    readonly row: GrownColumn<Int32Array>;
    readonly kind: GrownColumn<Uint8Array>;
    readonly tick: GrownColumn<Int32Array>;
    readonly size: GrownColumn<Float64Array>;
  };
  /** Its number in the order of stamps. */
  #row = 0;

  constructor(tape: MarketTape, book: RankedBook) {
    this.#tape = tape;
    this.#book = book;
    const messages = tape.exchangeOrder.length;
    this.#hits = {
      at: new GrownColumn(float64, messages),
      row: new GrownColumn(int32, messages),
      kind: new GrownColumn(uint8, messages),
      tick: new GrownColumn(int32, messages),
      size: new GrownColumn(float64, messages),
    };
    const expected = Math.ceil((CHANGES_A_ROW * tape.kinds.length) / 2);
    this.#bids = new ChangeColumns(book.bids, expected);
    this.#asks = new ChangeColumns(book.asks, expected);
  }

  compile(): ExchangeTurn {
    const { exchangeOrder, exchangeNs, messageStarts } = this.#tape;
    const { bestBid: startBid, bestAsk: startAsk } = this.#book;
    const bestBid = int32(exchangeOrder.length);
    const bestAsk = int32(exchangeOrder.length);
    for (let place = 0; place < exchangeOrder.length; place += 1) {
      const message = exchangeOrder[place] ?? 0;
      const at = exchangeNs[message] ?? 0;
      const end = messageStarts[message + 1] ?? 0;
      for (let row = messageStarts[message] ?? 0; row < end; row += 1) {
        this.#applyRow(row, at);
        this.#row += 1;
      }
      bestBid[place] = this.#book.bestBid;
      bestAsk[place] = this.#book.bestAsk;
    }
    const { at, row, kind, tick, size } = this.#hits;
    const hits = {
      at: at.finish(),
      row: row.finish(),
      kind: kind.finish(),
      tick: tick.finish(),
      size: size.finish(),
    };
    const [bids, asks] = [this.#bids.finish(), this.#asks.finish()];
    return { hits, bids, asks, bestBid, bestAsk, startBid, startAsk };
  }

  #applyRow(row: number, at: number): void {
    const { kinds, ranks, sizes } = this.#tape;
    const book = this.#book;
    const kind = kinds[row];
    const rank = ranks[row] ?? 0;
    const size = sizes[row] ?? 0;
    if (kind === ROW_BID) {
      this.#bids.push(rank, this.#row, book.bids[rank] ?? 0, size);
      const before = book.bestBid;
      book.setBid(rank, size);
      if (book.bestBid > before) this.#hit(HIT_BID, rank, 0, at);
    } else if (kind === ROW_ASK) {
      this.#asks.push(rank, this.#row, book.asks[rank] ?? 0, size);
      const before = book.bestAsk;
      book.setAsk(rank, size);
      if (book.bestAsk < before) this.#hit(HIT_ASKED, rank, 0, at);
    } else if (kind === ROW_BOUGHT) this.#hit(HIT_BOUGHT, rank, size, at);
    else if (kind === ROW_SOLD) this.#hit(HIT_SOLD, rank, size, at);
    else if (kind === ROW_CLEAR_BIDS) {
      this.#clear(this.#bids, book.bids, rank, book.bestBid);
      book.clearBids(rank);
    } else if (kind === ROW_CLEAR_ASKS) {
      this.#clear(this.#asks, book.asks, book.bestAsk, rank);
      book.clearAsks(rank);
    }
  }

  #hit(kind: number, rank: number, size: number, at: number): void {
    this.#hits.at.push(at);
    this.#hits.row.push(this.#row);
    this.#hits.kind.push(kind);
    this.#hits.tick.push(this.#tape.ticks[rank] ?? 0);
    this.#hits.size.push(size);
  }

  #clear(changes: ChangeColumns, levels: Float64Array, from: number, to: number): void {
    for (let rank = from; rank <= to; rank += 1) {
      const size = levels[rank] ?? 0;
      if (size > 0) changes.push(rank, this.#row, size, Number.NaN);
    }
  }
}

/** In the order of rows, until they are sorted by level. */
class ChangeColumns {
  readonly #atStart: Float64Array;
  readonly #rank: GrownColumn<Int32Array>;
  readonly #row: GrownColumn<Int32Array>;
  readonly #before: GrownColumn<Float64Array>;
  readonly #shown: GrownColumn<Float64Array>;

  constructor(levels: Float64Array, expected: number) {
    this.#atStart = levels.slice();
    this.#rank = new GrownColumn(int32, expected);
    this.#row = new GrownColumn(int32, expected);
    this.#before = new GrownColumn(float64, expected);
    this.#shown = new GrownColumn(float64, expected);
  }

  push(rank: number, row: number, before: number, shown: number): void {
    this.#rank.push(rank);
    this.#row.push(row);
    this.#before.push(before);
    this.#shown.push(shown);
  }

  finish(): LevelChanges {
    const rank = this.#rank.finish();
    const [rows, befores, shownSizes] = [
      this.#row.finish(),
      this.#before.finish(),
      this.#shown.finish(),
    ];
    const starts = int32(this.#atStart.length + 1);
    for (const each of rank) starts[each + 1] = (starts[each + 1] ?? 0) + 1;
    for (let each = 1; each < starts.length; each += 1) {
      starts[each] = (starts[each] ?? 0) + (starts[each - 1] ?? 0);
    }
    const ends = starts.slice();
    const row = int32(rank.length);
    const before = float64(rank.length);
    const shown = float64(rank.length);
    for (let index = 0; index < rank.length; index += 1) {
      const each = rank[index] ?? 0;
      const place = ends[each] ?? 0;
      ends[each] = place + 1;
      row[place] = rows[index] ?? 0;
      before[place] = befores[index] ?? 0;
      shown[place] = shownSizes[index] ?? 0;
    }
    return { starts, row, before, shown, atStart: this.#atStart };
  }
}
