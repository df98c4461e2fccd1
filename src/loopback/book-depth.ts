/** `l2Book`: the visible book, as it is or gathered into coarser prices. */
import { Decimal, decimal, type Price } from '../base/index.js';
import { encodeL2Book } from '../hyperliquid/index.js';
import type { BookLevel } from '../market/index.js';
import type { MarketSnapshot } from '../simulator/index.js';

/** Only these two are used: towards zero and away from it. */
type Rounding = typeof Decimal.ROUND_DOWN | typeof Decimal.ROUND_UP;

const DEPTH_LEVELS = 20;
const FAST_DEPTH_LEVELS = 5;

export interface BookPrecision {
  readonly nSigFigs?: number | null | undefined;
  /** 1, 2 or 5 units of the last figure; only with five figures. */
  readonly mantissa?: number | null | undefined;
  readonly fast?: boolean | null | undefined;
}

export function wireBookOf(market: MarketSnapshot, precision: BookPrecision): object {
  const depth = precision.fast === true ? FAST_DEPTH_LEVELS : DEPTH_LEVELS;
  const gather = (levels: readonly BookLevel[], rounding: Rounding): readonly BookLevel[] =>
    gatherLevels(levels, precision, rounding).slice(0, depth);
  return encodeL2Book({
    coin: market.coin,
    at: market.time,
    bids: gather(market.bids, Decimal.ROUND_DOWN),
    asks: gather(market.asks, Decimal.ROUND_UP),
  });
}

/** Bids are rounded down and asks up, so that no level looks better than it is. */
function gatherLevels(
  levels: readonly BookLevel[],
  { nSigFigs, mantissa }: BookPrecision,
  rounding: Rounding,
): readonly BookLevel[] {
  if (nSigFigs === null || nSigFigs === undefined) return levels;
  const gathered: BookLevel[] = [];
  for (const { price, size } of levels) {
    const rounded = roundToFigures(price, nSigFigs, mantissa ?? 1, rounding);
    const last = gathered.at(-1);
    if (last?.price.eq(rounded) === true) {
      gathered[gathered.length - 1] = { price: rounded, size: last.size.plus(size) };
    } else {
      gathered.push({ price: rounded, size });
    }
  }
  return gathered;
}

function roundToFigures(
  price: Price,
  figures: number,
  mantissa: number,
  rounding: Rounding,
): Price {
  const unit = decimal(10)
    .pow(price.e - figures + 1)
    .times(mantissa);
  return price.div(unit).toDecimalPlaces(0, rounding).times(unit);
}
