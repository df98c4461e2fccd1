/** The context of a contract: mark, oracle, funding, mid and what the book pays for some size. */
import { Decimal, decimal, type Price, ZERO } from '../base/index.js';
import { encodeAssetContext, type WireAssetContext, wireDecimal } from '../hyperliquid/index.js';
import type { BookLevel } from '../market/index.js';
import type { MarketSnapshot } from '../simulator/index.js';
import type { LoopbackScope } from './loopback-scope.js';

/** USD walked into the book for the impact prices: 20,000 for BTC and ETH, 6,000 for others. */
const IMPACT_NOTIONAL = decimal(6_000);
const IMPACT_NOTIONAL_OF_MAJORS = decimal(20_000);
const MAJORS: ReadonlySet<string> = new Set(['BTC', 'ETH']);
const AVERAGE_DECIMALS = 8;

/**
 * Volumes and the first mark are those that this server has seen; open interest is not known.
 * Before the first mark the oracle stands in, and 0 where there is neither.
 */
export function wireContextOf(scope: LoopbackScope, coin: string): WireAssetContext {
  const market = scope.venue.market(coin);
  const mark = market.mark ?? market.oracle ?? ZERO;
  const oracle = market.oracle ?? mark;
  const impact = impactPricesOf(market);
  const volume = scope.volumeOf(coin);
  const known = { mark, oracle, fundingRate: market.fundingRate };
  return {
    ...encodeAssetContext(known, { mid: midOf(market), impact }),
    prevDayPx: wireDecimal(volume.firstMark ?? mark),
    dayNtlVlm: wireDecimal(volume.notional),
    dayBaseVlm: wireDecimal(volume.size),
    premium: impact === null || oracle.isZero() ? null : wireDecimal(premiumOf(impact, oracle)),
  };
}

/** What is said of an asset number that no contract has. */
export function wireUnusedContext(): WireAssetContext {
  const nothing = { mark: ZERO, oracle: ZERO, fundingRate: ZERO };
  return encodeAssetContext(nothing, { mid: null, impact: null });
}

/** Null where a side of the book is empty. */
export function midOf(market: MarketSnapshot): Price | null {
  const bid = market.bids[0];
  const ask = market.asks[0];
  return bid === undefined || ask === undefined ? null : bid.price.plus(ask.price).div(2);
}

/** Bid and ask. */
type ImpactPrices = readonly [Price, Price];

function impactPricesOf(market: MarketSnapshot): ImpactPrices | null {
  const notional = MAJORS.has(market.coin) ? IMPACT_NOTIONAL_OF_MAJORS : IMPACT_NOTIONAL;
  const bid = averagePriceOf(market.bids, notional);
  const ask = averagePriceOf(market.asks, notional);
  return bid === null || ask === null ? null : [bid, ask];
}

/** The visible levels' average for `notional` USD, or for all of them where they hold less. */
function averagePriceOf(levels: readonly BookLevel[], notional: Decimal): Price | null {
  let paid = ZERO;
  let size = ZERO;
  for (const level of levels) {
    const taken = Decimal.min(level.price.times(level.size), notional.minus(paid));
    paid = paid.plus(taken);
    size = size.plus(taken.div(level.price));
    if (paid.gte(notional)) break;
  }
  return size.isZero() ? null : paid.div(size).toDecimalPlaces(AVERAGE_DECIMALS);
}

/** Source: facts of the venue, §7.7. */
function premiumOf([bid, ask]: ImpactPrices, oracle: Price): Decimal {
  const above = Decimal.max(bid.minus(oracle), ZERO);
  const below = Decimal.max(oracle.minus(ask), ZERO);
  return above.minus(below).div(oracle).toDecimalPlaces(AVERAGE_DECIMALS);
}
