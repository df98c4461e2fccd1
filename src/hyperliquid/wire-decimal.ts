/** Decimals as the venue writes them. */
import type { Decimal } from '../base/index.js';

/** Plain notation: no exponent, no trailing zeros, no negative zero. */
export function wireDecimal(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed();
}
