/**
 * The venue's grid of prices and sizes. A price has at most five significant figures and at most
 * 6 − sizeDecimals decimals; whole numbers are always allowed. Source: facts of the venue, §6.
 */
import { assertInvariant, Decimal, decimal, type Price, type Size } from '../base/index.js';

const SIGNIFICANT_FIGURES = 5;
const PERP_PRICE_DECIMALS = 6;

/** The step between prices at `price` (> 0): finer below a power of ten, never above 1. */
export function tickSizeAt(price: Price, sizeDecimals: number): Price {
  assertInvariant(price.gt(0), 'a tick size is asked for at a price above 0');
  return decimal(`1e-${decimalsAt(price, sizeDecimals)}`);
}

/** The nearest price on the grid at or below; 0 where `price` is below the smallest tick. */
export function roundPriceDown(price: Price, sizeDecimals: number): Price {
  return roundPrice(price, sizeDecimals, Decimal.ROUND_DOWN);
}

/** The nearest price on the grid at or above. */
export function roundPriceUp(price: Price, sizeDecimals: number): Price {
  return roundPrice(price, sizeDecimals, Decimal.ROUND_UP);
}

export function isOnPriceGrid(price: Price, sizeDecimals: number): boolean {
  return price.gt(0) && price.eq(roundPriceDown(price, sizeDecimals));
}

/** The largest multiple of the lot at or below (towards zero for a signed size). */
export function roundSizeDown(size: Size, sizeDecimals: number): Size {
  return size.toDecimalPlaces(sizeDecimals, Decimal.ROUND_DOWN);
}

export function isOnSizeGrid(size: Size, sizeDecimals: number): boolean {
  return size.decimalPlaces() <= sizeDecimals;
}

function roundPrice(price: Price, sizeDecimals: number, mode: 0 | 1): Price {
  if (price.lte(0)) return decimal(0);
  return price.toDecimalPlaces(decimalsAt(price, sizeDecimals), mode);
}

/** Digits behind the point that a price near `price` may have. */
function decimalsAt(price: Price, sizeDecimals: number): number {
  const byFigures = SIGNIFICANT_FIGURES - 1 - price.e;
  return Math.max(0, Math.min(byFigures, PERP_PRICE_DECIMALS - sizeDecimals));
}
