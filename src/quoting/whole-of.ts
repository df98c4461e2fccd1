/** Decimals as multiples of a power of ten, in doubles. */
import type { Decimal } from '../base/index.js';

/** decimal.js keeps digits by sevens, the first word holding the exponent's digit. */
interface Words {
  readonly d: readonly number[] | null;
  readonly e: number;
  readonly s: number;
}

const WORD_DIGITS = 7;
/** Further words are below the precision of a double. */
const WORDS_MOST = 4;
const POWERS: readonly number[] = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** `value` × 10^decimals, right to a few units in its last place; NaN where it is no number. */
export function nearestWhole(value: Decimal, decimals: number): number {
  const { d: words, e: exponent, s: sign } = value as unknown as Words;
  if (words === null) return Number.NaN;
  const top = WORD_DIGITS * Math.floor(exponent / WORD_DIGITS) + decimals;
  let sum = 0;
  for (let index = Math.min(words.length, WORDS_MOST) - 1; index >= 0; index -= 1) {
    sum += shifted(words[index] ?? 0, top - WORD_DIGITS * index);
  }
  return sign < 0 ? -sum : sum;
}

/** The same where it is whole and exact; NaN else. */
export function wholeOf(value: Decimal, decimals: number): number {
  const { d: words, e: exponent, s: sign } = value as unknown as Words;
  if (words === null || words.length > WORDS_MOST) return Number.NaN;
  const top = WORD_DIGITS * Math.floor(exponent / WORD_DIGITS) + decimals;
  let sum = 0;
  for (let index = 0; index < words.length; index += 1) {
    const part = shifted(words[index] ?? 0, top - WORD_DIGITS * index);
    if (!Number.isInteger(part)) return Number.NaN;
    sum += part;
  }
  return sum > Number.MAX_SAFE_INTEGER ? Number.NaN : sign < 0 ? -sum : sum;
}

function shifted(word: number, power: number): number {
  const size = Math.abs(power);
  const factor = POWERS[size] ?? Number(`1e${size}`);
  return power >= 0 ? word * factor : word / factor;
}
