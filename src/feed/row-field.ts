/** Reads the fields of a row. Each gives null where the text is not what it should be. */
import { type Decimal, decimal } from '../base/index.js';

/** Recordings made by scripts write the smallest sizes as `1e-05`. */
const PLAIN_DECIMAL = /^\d{1,20}(?:\.\d{1,20})?(?:e-?\d{1,2})?$/;
const WHOLE_NUMBER = /^\d{1,16}$/;
const SECONDS = /^\d{1,10}(?:\.\d{1,12})?$/;

/**
 * Reads decimals above 0 and remembers the newest few ten thousand by their text: prices and sizes
 * of a book come again and again, and making a decimal is what costs.
 */
export class DecimalReader {
  #young = new Map<string, Decimal>();
  #old = new Map<string, Decimal>();
  readonly #capacity: number;

  constructor(capacity = 20_000) {
    this.#capacity = capacity;
  }

  readPositive(text: string): Decimal | null {
    const known = this.#young.get(text) ?? this.#old.get(text);
    if (known !== undefined) return known;
    if (!PLAIN_DECIMAL.test(text)) return null;
    const value = decimal(text);
    if (!value.gt(0)) return null;
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, value);
    return value;
  }

  /** Zero and below too; not remembered. */
  readSigned(text: string): Decimal | null {
    const digits = text.startsWith('-') ? text.slice(1) : text;
    return PLAIN_DECIMAL.test(digits) ? decimal(text) : null;
  }
}

/** Microseconds since the epoch from seconds with a fraction; digits beyond the sixth are cut. */
export function readTimeUs(text: string): number | null {
  if (!SECONDS.test(text)) return null;
  const point = text.indexOf('.');
  if (point < 0) return Number(text) * 1e6;
  const fraction = text.slice(point + 1, point + 7).padEnd(6, '0');
  return Number(text.slice(0, point)) * 1e6 + Number(fraction);
}

/** A whole number that a double holds exactly. */
export function readWholeNumber(text: string): number | null {
  if (!WHOLE_NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
