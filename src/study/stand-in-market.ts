/** A recorded market under another coin's name, on that coin's scale: where none was recorded. */
import { Decimal, decimal, type Price, type Ratio, type Size } from '../base/index.js';
import {
  type BookLevel,
  type Instrument,
  type MarketEvent,
  roundPriceDown,
  roundPriceUp,
  roundSizeDown,
} from '../market/index.js';

export interface StandIn {
  /** Of the recording. */
  readonly coin: string;
  /** Where the market is to begin, USD as text; absent: where the synthetic one does. */
  readonly price?: string;
}

/** Digits of the factor that are kept: what is told of it is what is reckoned with. */
const FACTOR_DIGITS = 5;

/** Null where the recording has no book with both sides. */
export async function scaleTo(
  price: Price,
  events: AsyncIterable<MarketEvent>,
): Promise<Ratio | null> {
  for await (const event of events) {
    if (event.kind !== 'bookChanged') continue;
    const [bid, ask] = [event.bids[0], event.asks[0]];
    if (bid === undefined || ask === undefined) continue;
    return price.div(bid.price.plus(ask.price).div(2)).toSignificantDigits(FACTOR_DIGITS);
  }
  return null;
}

/**
 * Prices times `factor` and sizes over it, so that dollars stay what they were. What is not on the
 * grid of `instrument` then goes to the next price away from mid, levels that meet there become
 * one, and sizes are at least a lot: a spread grows by up to two ticks, and never falls.
 */
export async function* standInMarket(
  events: AsyncIterable<MarketEvent>,
  instrument: Instrument,
  factor: Ratio,
): AsyncGenerator<MarketEvent> {
  const scale = new Scale(instrument.sizeDecimals, factor);
  const { coin } = instrument;
  for await (const event of events) {
    switch (event.kind) {
      case 'bookChanged': {
        const bids = scale.side(event.bids, 'bid');
        yield { ...event, coin, bids, asks: scale.side(event.asks, 'ask') };
        break;
      }
      case 'topChanged': {
        const [bid = null] = event.bid === null ? [] : scale.side([event.bid], 'bid');
        const [ask = null] = event.ask === null ? [] : scale.side([event.ask], 'ask');
        yield { ...event, coin, bid, ask };
        break;
      }
      case 'tradePrinted': {
        const price = scale.price(event.price, event.side === 'buy' ? 'ask' : 'bid');
        yield { ...event, coin, price, size: scale.size(event.size) };
        break;
      }
      case 'contextChanged': {
        const [mark, oracle] = [scale.price(event.mark, 'bid'), scale.price(event.oracle, 'bid')];
        yield { ...event, coin, mark, oracle };
      }
    }
  }
}

class Scale {
  readonly #sizeDecimals: number;
  readonly #factor: Ratio;
  readonly #lot: Size;

  constructor(sizeDecimals: number, factor: Ratio) {
    this.#sizeDecimals = sizeDecimals;
    this.#factor = factor;
    this.#lot = decimal(10).pow(-sizeDecimals);
  }

  price(price: Price, side: 'bid' | 'ask'): Price {
    const scaled = price.times(this.#factor);
    return side === 'ask'
      ? roundPriceUp(scaled, this.#sizeDecimals)
      : roundPriceDown(scaled, this.#sizeDecimals);
  }

  size(size: Size): Size {
    return Decimal.max(this.#lot, roundSizeDown(size.div(this.#factor), this.#sizeDecimals));
  }

  side(levels: readonly BookLevel[], side: 'bid' | 'ask'): readonly BookLevel[] {
    const scaled: BookLevel[] = [];
    for (const level of levels) {
      const price = this.price(level.price, side);
      const size = this.size(level.size);
      const before = scaled.at(-1);
      if (before?.price.eq(price) === true) {
        scaled[scaled.length - 1] = { price, size: before.size.plus(size) };
      } else if (price.gt(0)) scaled.push({ price, size });
    }
    return scaled;
  }
}
