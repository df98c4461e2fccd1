/** Rows in order of receipt become the market's events: what is too old or crossed stays out. */
import { type Price, type TimeMs, unreachable, ZERO } from '../base/index.js';
import type { BookLevel, MarketEvent } from '../market/index.js';
import { roundPriceDown } from '../market/index.js';
import { overlayTop } from '../simulator/index.js';
import type { BookRow, ContextRow, RecordingRow, TopRow, TradeRow } from './recording-row.js';

/** What became of the rows after they were decoded. */
export interface MarketCounts {
  events: number;
  /** Rows before the first book, and trades that happened before it (a replayed snapshot). */
  beforeFirstBook: number;
  /** Tops older, by the exchange's clock, than the book or top already known. */
  stale: number;
  /** Tops whose bid is not below the ask. */
  crossed: number;
}

/**
 * The exchange's clock decides which of two pictures of the top is the newer one: a book that is
 * older than the last top gets that top laid over it, a top older than the last one is dropped.
 * Where marks are not recorded, mark and oracle are the mid, cut to the price grid, with no
 * funding, told with the first book and then after the first book or top once `contextIntervalMs`
 * have passed. A recorded one from before the first book is told with it.
 */
export class RecordingMarket {
  readonly counts: MarketCounts = { events: 0, beforeFirstBook: 0, stale: 0, crossed: 0 };
  readonly #coin: string;
  readonly #sizeDecimals: number;
  readonly #contextIntervalMs: number | null;
  readonly #reject: (row: RecordingRow, reason: string) => void;
  #firstBookTime: TimeMs | null = null;
  #topTime: TimeMs = 0;
  #bid: BookLevel | null = null;
  #ask: BookLevel | null = null;
  #nextContextAt: TimeMs = 0;
  #earlyContext: ContextRow | null = null;

  constructor(options: {
    readonly coin: string;
    readonly sizeDecimals: number;
    /** Null where marks are recorded. */
    readonly contextIntervalMs: number | null;
    /** Told of each row that is dropped as stale or crossed. */
    readonly reject: (row: RecordingRow, reason: string) => void;
  }) {
    this.#coin = options.coin;
    this.#sizeDecimals = options.sizeDecimals;
    this.#contextIntervalMs = options.contextIntervalMs;
    this.#reject = options.reject;
  }

  /** The events of the next row: none, one, or a change of the top and the context after it. */
  apply(row: RecordingRow): MarketEvent[] {
    const events = this.#eventsOf(row);
    this.counts.events += events.length;
    return events;
  }

  #eventsOf(row: RecordingRow): MarketEvent[] {
    switch (row.kind) {
      case 'book':
        return this.#applyBook(row);
      case 'top':
        return this.#applyTop(row);
      case 'trade':
        return this.#applyTrade(row);
      case 'context':
        return this.#applyContext(row);
      default:
        return unreachable(row);
    }
  }

  #applyBook(row: BookRow): MarketEvent[] {
    const early = this.#earlyContext;
    this.#earlyContext = null;
    this.#firstBookTime ??= row.exchangeTime;
    const isNewer = row.exchangeTime >= this.#topTime;
    const bids = isNewer ? row.bids : overlayTop(row.bids, this.#bid, 'buy');
    const asks = isNewer ? row.asks : overlayTop(row.asks, this.#ask, 'sell');
    this.#topTime = Math.max(this.#topTime, row.exchangeTime);
    this.#bid = bids[0] ?? null;
    this.#ask = asks[0] ?? null;
    const at = timeMs(row);
    const events = this.#withContext({ kind: 'bookChanged', at, coin: this.#coin, bids, asks });
    return early === null ? events : [...events, this.#contextAt(early, at)];
  }

  #applyTop(row: TopRow): MarketEvent[] {
    if (this.#firstBookTime === null) return this.#skipEarly();
    if (row.exchangeTime < this.#topTime) {
      this.counts.stale += 1;
      this.#reject(row, 'older than the top already known');
      return [];
    }
    const bid = row.bid === undefined ? this.#bid : row.bid;
    const ask = row.ask === undefined ? this.#ask : row.ask;
    if (bid !== null && ask !== null && bid.price.gte(ask.price)) {
      this.counts.crossed += 1;
      this.#reject(row, `crossed top: bid ${bid.price} is not below ask ${ask.price}`);
      return [];
    }
    this.#topTime = row.exchangeTime;
    this.#bid = bid;
    this.#ask = ask;
    return this.#withContext({ kind: 'topChanged', at: timeMs(row), coin: this.#coin, bid, ask });
  }

  #applyTrade(row: TradeRow): MarketEvent[] {
    const firstBookTime = this.#firstBookTime;
    if (firstBookTime === null || row.exchangeTime < firstBookTime) return this.#skipEarly();
    const { side, price, size, tradeId } = row;
    const coin = this.#coin;
    return [{ kind: 'tradePrinted', at: timeMs(row), coin, side, price, size, tradeId }];
  }

  #applyContext(row: ContextRow): MarketEvent[] {
    if (this.#firstBookTime !== null) return [this.#contextAt(row, timeMs(row))];
    this.#earlyContext = row;
    return [];
  }

  #contextAt({ mark, oracle, fundingRate }: ContextRow, at: TimeMs): MarketEvent {
    return { kind: 'contextChanged', at, coin: this.#coin, mark, oracle, fundingRate };
  }

  #skipEarly(): MarketEvent[] {
    this.counts.beforeFirstBook += 1;
    return [];
  }

  #withContext(event: MarketEvent): MarketEvent[] {
    const intervalMs = this.#contextIntervalMs;
    if (intervalMs === null || event.at < this.#nextContextAt) return [event];
    const mark = this.#mid();
    if (mark === null) return [event];
    this.#nextContextAt = event.at + intervalMs;
    const { at, coin } = event;
    return [event, { kind: 'contextChanged', at, coin, mark, oracle: mark, fundingRate: ZERO }];
  }

  #mid(): Price | null {
    if (this.#bid === null || this.#ask === null) return null;
    const mid = this.#bid.price.plus(this.#ask.price).div(2);
    return roundPriceDown(mid, this.#sizeDecimals);
  }
}

function timeMs(row: RecordingRow): TimeMs {
  return Math.floor(row.timeUs / 1000);
}
