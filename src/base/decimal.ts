/** The one decimal type of the house: exact to 40 digits, half-even where a division must round. */
import { Decimal as DecimalJs } from 'decimal.js';

/**
 * decimal.js set to 40 significant digits and banker's rounding, and to plain notation up to
 * twenty digits either side of the point, so that a figure prints the way a venue writes it.
 */
export const Decimal = DecimalJs.clone({
  precision: 40,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -20,
  toExpPos: 30,
});
export type Decimal = DecimalJs;

/** A decimal from its text, number or decimal; throws `[DecimalError]` where it is not a number. */
export function decimal(value: Decimal | number | string): Decimal {
  return new Decimal(value);
}

export const ZERO: Decimal = decimal(0);
export const ONE: Decimal = decimal(1);
