/** The kinds of field that the venue's messages are made of. */
import { z } from 'zod';
import { type Decimal, decimal } from '../base/index.js';
import type { Side } from '../market/index.js';
import { wireDecimal } from './wire-decimal.js';

const SIGNED = /^-?\d{1,30}(?:\.\d{1,30})?$/;
const UNSIGNED = /^\d{1,30}(?:\.\d{1,30})?$/;
const NOT_ZERO = /[1-9]/;

/** A decimal string of either sign, as our decimal. */
export const signedDecimal = z
  .string()
  .regex(SIGNED, 'not a decimal string')
  .transform((text): Decimal => decimal(text));

/** A decimal string ≥ 0, as our decimal. */
export const unsignedDecimal = z
  .string()
  .regex(UNSIGNED, 'not a decimal string ≥ 0')
  .transform((text): Decimal => decimal(text));

/** A decimal string > 0, as our decimal: prices and sizes that exist. */
export const positiveDecimal = z
  .string()
  .regex(UNSIGNED, 'not a decimal string above 0')
  .refine((text) => NOT_ZERO.test(text), 'not above 0')
  .transform((text): Decimal => decimal(text));

/** Whether `positiveDecimal` takes it. */
export function isPositiveText(text: string): boolean {
  return UNSIGNED.test(text) && NOT_ZERO.test(text);
}

/** A decimal string as the venue hashes it, whatever zeros the sender put at its end. */
export const canonicalDecimal = z
  .string()
  .regex(UNSIGNED, 'not a decimal string ≥ 0')
  .transform((text) => wireDecimal(decimal(text)));

/** Times, order numbers and trade numbers are whole and ≥ 0. */
export const whole = z.int().nonnegative();

/** `B` bids, `A` asks. */
export const wireSide = z.enum(['B', 'A']);

/** Twenty bytes of hex, lower-cased. */
export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'not an address')
  .transform((text) => text.toLowerCase());

/** A client order id: sixteen bytes of hex, lower-cased. */
export const clientOrderIdField = z
  .string()
  .regex(/^0x[0-9a-fA-F]{32}$/, 'not a client order id of 32 hex digits')
  .transform((text) => text.toLowerCase());

export function sideFromWire(side: 'B' | 'A'): Side {
  return side === 'B' ? 'buy' : 'sell';
}

export function sideToWire(side: Side): 'B' | 'A' {
  return side === 'buy' ? 'B' : 'A';
}
