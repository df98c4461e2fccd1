/** A maker against a market on the simulated venue: what it sees, what it rests, what it earns. */
import { assertInvariant, decimal, type DurationMs } from '../base/index.js';
import type { Money, Price, Ratio, Size, TimeMs } from '../base/index.js';
import { type BookLevel, type Fill, type Instrument, type MarketEvent } from '../market/index.js';
import { type Side, signOf, tickSizeAt } from '../market/index.js';
import { type DesiredOrder, diffLadder } from '../quoting/index.js';
import { createSimulatedVenue, type SimulatedVenue } from '../simulator/index.js';

/** What a maker is asked with; everything in it is known. */
export interface MakerView {
  readonly at: TimeMs;
  readonly mid: Price;
  readonly mark: Price;
  readonly bestBid: Price;
  readonly bestAsk: Price;
  /** Signed contracts. */
  readonly position: Size;
  readonly equity: Money;
  /** USD that positions leave; what our own orders reserve is in it. */
  readonly freeMargin: Money;
}

/** The post-only orders that should rest now. */
export type Maker = (view: MakerView) => readonly DesiredOrder[];

export interface MakerRunOptions {
  readonly instrument: Instrument;
  /** In order of time; it may be endless. */
  readonly market: Iterable<MarketEvent>;
  readonly durationMs: DurationMs;
  /** USD at the start. */
  readonly cash: Money;
  readonly leverage: number;
  /** Of the value traded; below 0 a rebate. */
  readonly makerFee: Ratio;
  /** How often the maker is asked, market time. */
  readonly refreshMs: DurationMs;
}

/** Doubles: an experiment's money, none of ours. */
export interface MakerFill {
  /** Since the first event. */
  readonly seconds: number;
  readonly side: Side;
  readonly price: number;
  readonly size: number;
  /** Just before. */
  readonly mid: number;
}

export interface MakerSample {
  readonly seconds: number;
  readonly mid: number;
  /** Signed contracts. */
  readonly position: number;
  /** USD, the position at the mid. */
  readonly equity: number;
  /** Contracts resting. */
  readonly bidSize: number;
  readonly askSize: number;
}

/** `pnl` = `spreadPnl` + `inventoryPnl` − `fees`, USD. */
export interface MakerRun {
  readonly pnl: number;
  /** Each fill's distance from the mid just before it, times its size. */
  readonly spreadPnl: number;
  /** What the position gained and lost as the mid moved on. */
  readonly inventoryPnl: number;
  readonly fees: number;
  /** USD traded. */
  readonly turnover: number;
  readonly fills: readonly MakerFill[];
  /** One each time the maker was asked, after its orders were sent. */
  readonly samples: readonly MakerSample[];
  readonly submitted: number;
  /** By the venue's reason. */
  readonly rejected: Readonly<Record<string, number>>;
}

const USER = '0x0000000000000000000000000000000000000001';
/** A resting order this close to the wanted one keeps its place in the queue, as in the engine. */
const SIZE_TOLERANCE = '0.05';

/**
 * Orders behind the venue's visible queue, margin, tiers and fees as everywhere here; no latency,
 * and the market neither sees nor answers our orders: a real venue is less kind. Deterministic.
 * Throws `InvariantError` for a market of another coin.
 */
export function runMaker(maker: Maker, options: MakerRunOptions): MakerRun {
  return new MakerBench(maker, options).run();
}

class MakerBench {
  readonly #maker: Maker;
  readonly #options: MakerRunOptions;
  readonly #venue: SimulatedVenue;
  readonly #fills: MakerFill[] = [];
  readonly #samples: MakerSample[] = [];
  readonly #rejected: Record<string, number> = {};
  #cash: number;
  #position = 0;
  #mid: number | null = null;
  #seconds = 0;
  #spreadPnl = 0;
  #inventoryPnl = 0;
  #fees = 0;
  #submitted = 0;

  constructor(maker: Maker, options: MakerRunOptions) {
    const { instrument, cash, leverage, makerFee } = options;
    this.#maker = maker;
    this.#options = options;
    this.#cash = cash.toNumber();
    this.#venue = createSimulatedVenue({
      instruments: [instrument],
      feeRates: { maker: makerFee, taker: makerFee },
      emit: (event) => {
        if (event.kind === 'filled') this.#hearFill(event.fill);
      },
    });
    this.#venue.addAccount(USER, cash);
    const refusal = this.#venue.setLeverage(USER, instrument.coin, leverage, 'cross');
    assertInvariant(refusal === null, `the venue allows leverage ${leverage}: ${refusal}`);
  }

  run(): MakerRun {
    const { market, durationMs, refreshMs } = this.#options;
    let startMs: TimeMs | null = null;
    let askAt = 0;
    for (const event of market) {
      startMs ??= event.at;
      if (event.at - startMs >= durationMs) break;
      this.#seconds = (event.at - startMs) / 1000;
      this.#venue.applyMarket(event);
      this.#revalue(event);
      if (event.at < askAt || !this.#ask(event.at)) continue;
      askAt = event.at + refreshMs;
    }
    const cash = this.#options.cash.toNumber();
    return {
      pnl: this.#equity() - cash,
      spreadPnl: this.#spreadPnl,
      inventoryPnl: this.#inventoryPnl,
      fees: this.#fees,
      turnover: this.#fills.reduce((sum, { price, size }) => sum + price * size, 0),
      fills: this.#fills,
      samples: this.#samples,
      submitted: this.#submitted,
      rejected: this.#rejected,
    };
  }

  #equity(): number {
    return this.#cash + this.#position * (this.#mid ?? 0);
  }

  #hearFill({ side, price, size, fee }: Fill): void {
    const at = price.toNumber();
    const signed = size.toNumber() * signOf(side);
    const mid = this.#mid ?? at;
    this.#cash -= at * signed + fee.toNumber();
    this.#position += signed;
    this.#spreadPnl += (mid - at) * signed;
    this.#fees += fee.toNumber();
    this.#fills.push({ seconds: this.#seconds, side, price: at, size: size.toNumber(), mid });
  }

  #revalue(event: MarketEvent): void {
    const bid = event.kind === 'topChanged' ? event.bid : firstOf(event, 'bids');
    const ask = event.kind === 'topChanged' ? event.ask : firstOf(event, 'asks');
    if (bid === null || ask === null) return;
    const mid = bid.price.plus(ask.price).div(2).toNumber();
    this.#inventoryPnl += this.#position * (mid - (this.#mid ?? mid));
    this.#mid = mid;
  }

  /** False while the market is not known well enough. */
  #ask(at: TimeMs): boolean {
    const { coin } = this.#options.instrument;
    const { mark, bids, asks } = this.#venue.market(coin);
    const [bid] = bids;
    const [ask] = asks;
    if (mark === null || bid === undefined || ask === undefined) return false;
    const { equity, marginUsed, positions } = this.#venue.account(USER, at);
    const mid = bid.price.plus(ask.price).div(2);
    const wanted = this.#maker({
      at,
      mid,
      mark,
      bestBid: bid.price,
      bestAsk: ask.price,
      position: positions.find((position) => position.coin === coin)?.size ?? decimal(0),
      equity,
      freeMargin: equity.minus(marginUsed),
    });
    this.#requote(wanted, mid, at);
    this.#sample();
    return true;
  }

  #requote(wanted: readonly DesiredOrder[], mid: Price, at: TimeMs): void {
    const { coin, sizeDecimals } = this.#options.instrument;
    const { cancel, place } = diffLadder(wanted, this.#venue.openOrders(USER), {
      price: tickSizeAt(mid, sizeDecimals).div(mid),
      size: decimal(SIZE_TOLERANCE),
    });
    for (const order of cancel) this.#venue.cancel(USER, order.orderId, at);
    for (const { side, price, size } of place) {
      this.#submitted += 1;
      const result = this.#venue.place(
        USER,
        {
          coin,
          side,
          price,
          size,
          timeInForce: 'post-only',
          reduceOnly: false,
          clientOrderId: `0x${this.#submitted.toString(16).padStart(32, '0')}`,
        },
        at,
      );
      if (result.kind !== 'rejected') continue;
      this.#rejected[result.reason] = (this.#rejected[result.reason] ?? 0) + 1;
    }
  }

  #sample(): void {
    const resting = { buy: 0, sell: 0 };
    for (const { side, size } of this.#venue.openOrders(USER)) resting[side] += size.toNumber();
    this.#samples.push({
      seconds: this.#seconds,
      mid: this.#mid ?? Number.NaN,
      position: this.#position,
      equity: this.#equity(),
      bidSize: resting.buy,
      askSize: resting.sell,
    });
  }
}

function firstOf(event: MarketEvent, side: 'bids' | 'asks'): BookLevel | null {
  return event.kind === 'bookChanged' ? (event[side][0] ?? null) : null;
}
