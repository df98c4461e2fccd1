/** A market out of a seed: a random walk with a book around it and takers who reach into it. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Decimal, decimal, type Price, type Ratio, type Size, ZERO } from '../base/index.js';
import type { TimeMs } from '../base/index.js';
import type { BookLevel, MarketEvent, Side, TradePrinted } from '../market/index.js';
import { roundPriceDown, roundPriceUp, roundSizeDown, tickSizeAt } from '../market/index.js';
import { type MarketDynamics, scaledToPrice, solDynamics } from './market-dynamics.js';
import {
  moodStretches,
  type MoodStretch,
  type RegimeName,
  type RegimeSpan,
} from './market-regime.js';

export interface SyntheticMarketOptions extends Partial<Omit<MarketDynamics, 'price'>> {
  /** The same seed and options give the same events. */
  readonly seed: number;
  /** Whole milliseconds since the epoch. */
  readonly startTime: TimeMs;
  /** Default `HYPE`. */
  readonly coin?: string;
  /** Default 2. */
  readonly sizeDecimals?: number;
  /** USD, default 27.11; volatility, intensity and decay default to SOL's, scaled to it. */
  readonly startPrice?: number;
  /** Milliseconds between moves of the mid; default 100. */
  readonly stepMs?: number;
  /** Milliseconds between snapshots of the book; default 500. */
  readonly bookIntervalMs?: number;
  /** Milliseconds between marks; default 3000. */
  readonly contextIntervalMs?: number;
  /** Levels a side; default 20. */
  readonly bookDepth?: number;
  /** USD a level shows on average; default 10,000. */
  readonly meanLevelNotional?: number;
  /** USD a taker trades on average; default 2,000. */
  readonly meanTradeNotional?: number;
  /** Hourly; default 0. */
  readonly fundingRate?: Ratio;
  /** How it behaves, alone or one after the other; default `ordinary` for ever. */
  readonly regime?: RegimeName | readonly RegimeSpan[];
  /** Markets with the same one rise and fall in the same regimes; default the seed. */
  readonly regimeSeed?: number;
}

/**
 * Events without end. The mid walks in steps of σ √dt × N(0, 1), the best bid and ask are the
 * nearest grid prices below and above it. Takers come to each side as a Poisson process of rate A
 * and reach a distance from the mid that is exponential with rate k, so that a level at distance δ
 * is reached λ(δ) = A e^(−kδ) times a second; one that does not reach the best price does not
 * trade. A trade prints once, at the deepest level it reaches, with the mid as it was before the
 * step. Mark and oracle are the mid, cut to the grid. Sizes are exponential; a level keeps its size
 * for some seconds. A regime changes all of that for its time. Throws `RangeError` for options out
 * of range.
 */
export function syntheticMarket(options: SyntheticMarketOptions): Iterable<MarketEvent> {
  const setting = settingOf(options);
  return { [Symbol.iterator]: () => new SyntheticMarket(setting).events() };
}

interface Setting extends Required<SyntheticMarketOptions> {
  readonly regime: readonly RegimeSpan[];
}

function settingOf(options: SyntheticMarketOptions): Setting {
  const startPrice = options.startPrice ?? 27.11;
  const setting: Setting = {
    coin: 'HYPE',
    sizeDecimals: 2,
    startPrice,
    stepMs: 100,
    bookIntervalMs: 500,
    contextIntervalMs: 3000,
    bookDepth: 20,
    meanLevelNotional: 10_000,
    meanTradeNotional: 2000,
    fundingRate: ZERO,
    regimeSeed: options.seed,
    ...scaledToPrice(solDynamics, startPrice),
    ...options,
    regime: spansOf(options.regime ?? 'ordinary'),
  };
  moodStretches(setting.regime, setting.startTime, () => 0);
  for (const name of ['seed', 'startTime', 'volatility', 'intensity'] as const) {
    if (setting[name] >= 0 || name === 'seed') continue;
    throw new RangeError(`the ${name} of a synthetic market is at least 0, not ${setting[name]}`);
  }
  const positive = [
    'decay',
    'stepMs',
    'bookIntervalMs',
    'contextIntervalMs',
    'bookDepth',
    'meanLevelNotional',
    'meanTradeNotional',
  ] as const;
  for (const name of positive) {
    if (setting[name] > 0) continue;
    throw new RangeError(`the ${name} of a synthetic market is above 0, not ${setting[name]}`);
  }
  const whole = ['seed', 'regimeSeed', 'startTime', 'stepMs', 'sizeDecimals', 'bookDepth'] as const;
  for (const name of whole) {
    if (Number.isSafeInteger(setting[name])) continue;
    throw new RangeError(`the ${name} of a synthetic market is whole, not ${setting[name]}`);
  }
  return setting;
}

function spansOf(regime: RegimeName | readonly RegimeSpan[]): readonly RegimeSpan[] {
  return typeof regime === 'string' ? [{ regime, durationMs: null }] : regime;
}

/** Of the start price: the walk is thrown back there, so that prices stay above 0. */
const PRICE_FLOOR_SHARE = 0.01;
/** The chance that a level has a new size in the next snapshot. */
const LEVEL_RENEWAL = 0.1;

class SyntheticMarket {
  readonly #setting: Setting;
  readonly #random: () => number;
  /** Sizes of the levels last shown, by price. */
  #sizes = new Map<string, Size>();
  #mid: number;
  #bid: BookLevel;
  #ask: BookLevel;
  #nextArrival: Record<Side, number>;
  #tradeId = 0;
  #tick: { readonly exponent: number; readonly size: Price } | null = null;
  /** The top is known not to change while the mid stays inside. */
  #still = { above: 0, below: 0 };
  readonly #stretches: Iterator<MoodStretch, never>;
  #stretch: MoodStretch;

  constructor(setting: Setting) {
    const generator = xoroshiro128plus(setting.seed);
    const turns = xoroshiro128plus(setting.regimeSeed);
    this.#setting = setting;
    this.#stretches = moodStretches(setting.regime, setting.startTime, () => uniformFloat64(turns));
    this.#stretch = this.#stretches.next().value;
    this.#random = () => uniformFloat64(generator);
    this.#mid = setting.startPrice;
    this.#bid = this.#levelAt(this.#bestPrice('buy'));
    this.#ask = this.#levelAt(this.#bestPrice('sell'));
    this.#nextArrival = this.#arrivalsAfter(setting.startTime);
  }

  *events(): Generator<MarketEvent> {
    const { startTime, stepMs, bookIntervalMs, contextIntervalMs } = this.#setting;
    let nextBookAt = startTime;
    let nextContextAt = startTime;
    for (let at = startTime; ; at += stepMs) {
      const wasSilent = this.#stretch.mood.isSilent;
      this.#changeMood(at);
      const { isSilent } = this.#stretch.mood;
      // After a silence all is told at once, as on a connection that is new.
      if (wasSilent && !isSilent) nextBookAt = nextContextAt = at;
      const isTopNew = this.#updateTop();
      if (isTopNew && !isSilent) yield this.#topChanged(at);
      if (at >= nextBookAt && !isSilent) {
        nextBookAt += bookIntervalMs;
        yield this.#bookChanged(at);
      }
      if (at >= nextContextAt && !isSilent) {
        nextContextAt += contextIntervalMs;
        yield this.#contextChanged(at);
      }
      for (const trade of this.#tradesBefore(at + stepMs)) {
        if (!isSilent) yield trade;
      }
      this.#moveMid();
    }
  }

  #changeMood(at: TimeMs): void {
    if (at < this.#stretch.untilMs) return;
    while (at >= this.#stretch.untilMs) this.#stretch = this.#stretches.next().value;
    // Takers and levels are those of the new mood; who was waited for is forgotten.
    this.#nextArrival = this.#arrivalsAfter(at);
    this.#sizes.clear();
  }

  #moveMid(): void {
    const { volatility, stepMs, startPrice } = this.#setting;
    const { mood, direction } = this.#stretch;
    const floor = startPrice * PRICE_FLOOR_SHARE;
    const seconds = stepMs / 1000;
    const walked = volatility * mood.volatility * Math.sqrt(seconds) * this.#normal();
    const drifted = direction * mood.drift * volatility * seconds;
    const hasJumped = mood.jumpRate > 0 && this.#random() < mood.jumpRate * seconds;
    const jumped = hasJumped ? mood.jumpSize * volatility * this.#normal() : 0;
    const moved = Math.max(this.#mid + walked + drifted + jumped, floor / 2);
    this.#mid = moved < floor ? 2 * floor - moved : moved;
  }

  /** Whether a best price is another one now. */
  #updateTop(): boolean {
    if (this.#mid > this.#still.above && this.#mid < this.#still.below) return false;
    const bid = this.#bestPrice('buy');
    const ask = this.#bestPrice('sell');
    // Between neighbours on the grid the top stays, which spares most steps the rounding.
    const isAdjacent = bid.plus(this.#tickAt(bid)).gte(ask);
    this.#still = isAdjacent
      ? { above: bid.toNumber(), below: ask.toNumber() }
      : { above: this.#mid, below: this.#mid };
    if (bid.eq(this.#bid.price) && ask.eq(this.#ask.price)) return false;
    this.#bid = this.#levelAt(bid);
    this.#ask = this.#levelAt(ask);
    return true;
  }

  /** The nearest grid price strictly below (bid) or above (ask) the mid. */
  #bestPrice(side: Side): Price {
    const { sizeDecimals } = this.#setting;
    const mid = decimal(this.#mid);
    const price =
      side === 'buy' ? roundPriceDown(mid, sizeDecimals) : roundPriceUp(mid, sizeDecimals);
    return price.eq(mid) ? this.#nextPrice(price, side) : price;
  }

  /** A grid price one step further from the mid. */
  #nextPrice(price: Price, side: Side): Price {
    const tick = this.#tickAt(price);
    return side === 'buy' ? price.minus(tick) : price.plus(tick);
  }

  /** The tick depends on the power of ten alone, so the last one nearly always serves. */
  #tickAt(price: Price): Price {
    if (this.#tick === null || this.#tick.exponent !== price.e) {
      const size = tickSizeAt(price, this.#setting.sizeDecimals);
      this.#tick = { exponent: price.e, size };
    }
    return this.#tick.size;
  }

  #topChanged(at: TimeMs): MarketEvent {
    const { coin } = this.#setting;
    return { kind: 'topChanged', at, coin, bid: this.#bid, ask: this.#ask };
  }

  #bookChanged(at: TimeMs): MarketEvent {
    const { coin } = this.#setting;
    const before = this.#sizes;
    this.#sizes = new Map();
    const bids = this.#renewSide('buy', this.#bid.price, before);
    const asks = this.#renewSide('sell', this.#ask.price, before);
    this.#bid = bids[0] ?? this.#bid;
    this.#ask = asks[0] ?? this.#ask;
    return { kind: 'bookChanged', at, coin, bids, asks };
  }

  #renewSide(side: Side, best: Price, before: ReadonlyMap<string, Size>): BookLevel[] {
    const levels: BookLevel[] = [];
    let price = best;
    for (let depth = 0; depth < this.#setting.bookDepth && price.gt(0); depth += 1) {
      const known = before.get(price.toString());
      if (known !== undefined && this.#random() >= LEVEL_RENEWAL) {
        this.#sizes.set(price.toString(), known);
      }
      levels.push(this.#levelAt(price));
      price = this.#nextPrice(price, side);
    }
    return levels;
  }

  #contextChanged(at: TimeMs): MarketEvent {
    const { coin, fundingRate, sizeDecimals } = this.#setting;
    const mark = roundPriceDown(this.#bid.price.plus(this.#ask.price).div(2), sizeDecimals);
    return { kind: 'contextChanged', at, coin, mark, oracle: mark, fundingRate };
  }

  *#tradesBefore(end: TimeMs): Generator<TradePrinted> {
    for (;;) {
      const side: Side = this.#nextArrival.buy <= this.#nextArrival.sell ? 'buy' : 'sell';
      const time = this.#nextArrival[side];
      if (time >= end) return;
      this.#nextArrival[side] = time + this.#waitingMs(side);
      const trade = this.#tradeAt(Math.floor(time), side);
      if (trade !== null) yield trade;
    }
  }

  /** Null where the taker does not reach the best price. */
  #tradeAt(at: TimeMs, side: Side): TradePrinted | null {
    const { coin, sizeDecimals, decay, meanTradeNotional } = this.#setting;
    const distance = this.#exponential() / decay;
    const size = this.#sizeWorth(meanTradeNotional, this.#mid);
    const reached = side === 'buy' ? this.#mid + distance : this.#mid - distance;
    if (reached <= 0) return null;
    const price =
      side === 'buy'
        ? roundPriceDown(decimal(reached), sizeDecimals)
        : roundPriceUp(decimal(reached), sizeDecimals);
    const hasTraded = side === 'buy' ? price.gte(this.#ask.price) : price.lte(this.#bid.price);
    if (!hasTraded) return null;
    this.#tradeId += 1;
    return { kind: 'tradePrinted', at, coin, side, price, size, tradeId: this.#tradeId };
  }

  #levelAt(price: Price): BookLevel {
    const key = price.toString();
    const known = this.#sizes.get(key);
    if (known !== undefined) return { price, size: known };
    const shown = this.#setting.meanLevelNotional * this.#stretch.mood.depth;
    const size = this.#sizeWorth(shown, price.toNumber());
    this.#sizes.set(key, size);
    return { price, size };
  }

  /** Contracts of an exponential notional, at least one lot. */
  #sizeWorth(meanNotional: number, price: number): Size {
    const { sizeDecimals } = this.#setting;
    const lot: Decimal = decimal(10).pow(-sizeDecimals);
    const drawn = (meanNotional * this.#exponential()) / price;
    const size = roundSizeDown(decimal(drawn), sizeDecimals);
    return size.gt(lot) ? size : lot;
  }

  /** Milliseconds to the next taker of a side; infinite where nobody comes. */
  #waitingMs(side: Side): number {
    const { mood, direction } = this.#stretch;
    const isAlong = (side === 'buy') === direction > 0;
    const intensity = this.#setting.intensity * (isAlong ? mood.along : mood.against);
    return (1000 * this.#exponential()) / intensity;
  }

  #arrivalsAfter(at: TimeMs): Record<Side, number> {
    return { buy: at + this.#waitingMs('buy'), sell: at + this.#waitingMs('sell') };
  }

  #exponential(): number {
    return -Math.log(1 - this.#random());
  }

  /** Box–Muller; its second number is left unused, so that every draw costs the same. */
  #normal(): number {
    return Math.sqrt(2 * this.#exponential()) * Math.cos(2 * Math.PI * this.#random());
  }
}
