/** What the markets of a test show: each price as given, or following the mark. */
import {
  type Decimal,
  decimal,
  type DurationMs,
  type Price,
  type Ratio,
  type TimeMs,
  ZERO,
} from '../base/index.js';
import type { EngineEvent } from '../engine/index.js';

interface Prices {
  readonly mark: Price;
  /** Null: it follows the mark. */
  readonly oracle: Price | null;
  readonly mid: Price | null;
  readonly spread: Ratio;
  /** Per hour. */
  readonly funding_rate: Ratio;
}

/** Where a test says nothing of a market. */
const BASELINE: Prices = {
  mark: decimal(100),
  oracle: null,
  mid: null,
  spread: decimal('0.0002'),
  funding_rate: ZERO,
};
const BOOK_SIZE = decimal(1_000_000);

export type MarketMeasure = keyof Prices;

export function isMarketMeasure(name: string): name is MarketMeasure {
  return name in BASELINE;
}

export class MarketBoard {
  readonly #prices = new Map<string, Prices>();
  #clockSkewMs = 0;

  set(coin: string, name: MarketMeasure, value: Decimal): void {
    this.#prices.set(coin, { ...this.#pricesOf(coin), [name]: value });
  }

  /** How far the stamps of the venue's news are behind our clock. */
  setClockSkew(skewMs: DurationMs): void {
    this.#clockSkewMs = skewMs;
  }

  markOf(coin: string): Price {
    return this.#pricesOf(coin).mark;
  }

  /** The venue's broadcast of mark and oracle. */
  contextAt(coin: string, at: TimeMs): EngineEvent {
    const { mark, oracle, funding_rate: fundingRate } = this.#pricesOf(coin);
    return { kind: 'contextChanged', at, coin, mark, oracle: oracle ?? mark, fundingRate };
  }

  /** A broadcast that says nothing of a price. */
  lostContextAt(coin: string, at: TimeMs): EngineEvent {
    const nothing = decimal(Number.NaN);
    const prices = { mark: nothing, oracle: nothing, fundingRate: nothing };
    return { kind: 'contextChanged', at, coin, ...prices };
  }

  /** A book with nobody in it. */
  emptyTopAt(coin: string, at: TimeMs): EngineEvent {
    return { kind: 'topChanged', at, coin, bid: null, ask: null, venueTime: at };
  }

  /** The best bid and ask: half the spread on either side of mid. */
  topAt(coin: string, at: TimeMs): EngineEvent {
    const { mark, mid, spread } = this.#pricesOf(coin);
    const center = mid ?? mark;
    const half = center.times(spread).div(2);
    const bid = { price: center.minus(half), size: BOOK_SIZE };
    const ask = { price: center.plus(half), size: BOOK_SIZE };
    return { kind: 'topChanged', at, coin, bid, ask, venueTime: at - this.#clockSkewMs };
  }

  /** News of no market: all it tells is the venue's time. */
  stampAt(at: TimeMs): EngineEvent {
    const [bid, ask] = [null, null];
    return { kind: 'topChanged', at, coin: '', bid, ask, venueTime: at - this.#clockSkewMs };
  }

  #pricesOf(coin: string): Prices {
    return this.#prices.get(coin) ?? BASELINE;
  }
}
