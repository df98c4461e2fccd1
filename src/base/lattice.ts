/** Decimals as whole numbers of 10^−scale, which doubles hold exactly below 2^53. */
import type { Decimal } from './decimal.js';

const EXACT_BELOW = 2 ** 53;
/** Up to here a decimal is the only one of its double, so that the double stands for it. */
const UNIQUE_UP_TO = 1e15;
const WORD_DIGITS = 7;
const POWERS: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** 10^power; exact up to 10^22. */
export function powerOfTen(power: number): number {
  return POWERS[power] ?? Number(`1e${power}`);
}

/**
 * `value` × 10^scale as a double: exact where `isOnLattice` says so, else within 2^−50 of its
 * magnitude. NaN where it is no finite number.
 */
export function latticeOf(value: Decimal, scale: number): number {
  const { d: words, e: exponent, s: sign } = value as unknown as Words;
  if (words === null) return Number.NaN;
  const top = Math.floor(exponent / WORD_DIGITS);
  let sum = 0;
  // Five words hold the 28 leading digits at least: what follows is below 2^−90 of the value.
  for (let index = Math.min(words.length, 5) - 1; index >= 0; index -= 1) {
    sum += shifted(words[index] ?? 0, WORD_DIGITS * (top - index) + scale);
  }
  return sign < 0 ? -sum : sum;
}

/** The same where it is a whole number that doubles hold exactly; NaN where it is none. */
export function exactLatticeOf(value: Decimal, scale: number): number {
  const { d: words, e: exponent, s: sign } = value as unknown as Words;
  if (words === null) return Number.NaN;
  const top = Math.floor(exponent / WORD_DIGITS);
  let sum = 0;
  for (let index = 0; index < words.length; index += 1) {
    const part = shifted(words[index] ?? 0, WORD_DIGITS * (top - index) + scale);
    if (!Number.isInteger(part)) return Number.NaN;
    sum += part;
  }
  if (sum >= EXACT_BELOW) return Number.NaN;
  return sign < 0 ? -sum : sum;
}

/** Whether `value` × 10^scale is a whole number that doubles hold exactly. */
export function isOnLattice(value: Decimal, scale: number): boolean {
  return !Number.isNaN(exactLatticeOf(value, scale));
}

/**
 * The whole number of 10^−scale that is meant by a double such as 27.11, which is its shortest
 * decimal; NaN where there is none below 10^15.
 */
export function latticeOfNumber(value: number, scale: number): number {
  const power = powerOfTen(scale);
  const whole = Math.round(value * power);
  const isMeant = whole / power === value && whole <= UNIQUE_UP_TO && whole >= -UNIQUE_UP_TO;
  return isMeant ? whole : Number.NaN;
}

/** decimal.js keeps digits by sevens, the first word holding the exponent's digit. */
interface Words {
  readonly d: readonly number[] | null;
  readonly e: number;
  readonly s: number;
}

function shifted(word: number, power: number): number {
  return power >= 0 ? word * powerOfTen(power) : word / powerOfTen(-power);
}
