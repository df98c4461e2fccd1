/** Reads bytes of a line step by step; each step says whether it found what it looked for. */

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const SPACE = 32;
const DELETE = 127;
/** A whole number of so many digits is exact in a double, and so is a power of ten up to 22. */
const DIGITS_MOST = 15;
const POWERS_OF_TEN = Float64Array.from({ length: DIGITS_MOST + 1 }, (_, power) => 10 ** power);

/**
 * Stands at a byte. The bytes have to end in one that no step accepts, such as a line end: steps
 * do not look where they end.
 */
export class ByteCursor {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  begin(bytes: Uint8Array, start: number): void {
    this.#bytes = bytes;
    this.#at = start;
  }

  get at(): number {
    return this.#at;
  }

  /** Of the byte at which it stands. */
  get byte(): number {
    return this.#bytes[this.#at] ?? 0;
  }

  skip(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at += 1;
    return true;
  }

  skipText(text: Uint8Array): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    for (let index = 0; index < text.length; index += 1) {
      if (bytes[start + index] !== text[index]) return false;
    }
    this.#at = start + text.length;
    return true;
  }

  /** Printable ASCII without escapes up to a quote and the quote. */
  skipQuoted(): boolean {
    const bytes = this.#bytes;
    for (let at = this.#at; ; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        this.#at = at + 1;
        return true;
      }
      if (byte < SPACE || byte >= DELETE || byte === BACKSLASH) return false;
    }
  }

  /** Printable ASCII up to a comma, and the comma. */
  skipField(): boolean {
    const bytes = this.#bytes;
    for (let at = this.#at; ; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === COMMA) {
        this.#at = at + 1;
        return true;
      }
      if (byte < SPACE || byte >= DELETE) return false;
    }
  }

  /** A whole number of at most 15 digits without leading zeros; −1 where there is none. */
  readWhole(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let value = 0;
    for (let byte = bytes[at] ?? 0; byte >= ZERO && byte <= NINE; byte = bytes[at] ?? 0) {
      value = value * 10 + (byte - ZERO);
      at += 1;
    }
    const count = at - start;
    if (count === 0 || count > DIGITS_MOST) return -1;
    if (count > 1 && bytes[start] === ZERO) return -1;
    this.#at = at;
    return value;
  }

  /** So many digits, leading zeros included; −1 where there are fewer. */
  readDigits(count: number): number {
    const bytes = this.#bytes;
    const end = this.#at + count;
    let value = 0;
    for (let at = this.#at; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte < ZERO || byte > NINE) return -1;
      value = value * 10 + (byte - ZERO);
    }
    this.#at = end;
    return value;
  }

  /**
   * A decimal of at most 15 digits, perhaps with a fraction; −1 where there is none. Both the
   * digits and the power of ten are exact, so their quotient is the double nearest to the decimal,
   * which is what `Number` gives.
   */
  readDecimal(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let digits = 0;
    let point = -1;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte >= ZERO && byte <= NINE) digits = digits * 10 + (byte - ZERO);
      else if (byte === POINT && point < 0) point = at;
      else break;
      at += 1;
    }
    const fraction = point < 0 ? 0 : at - point - 1;
    const count = point < 0 ? at - start : at - start - 1;
    const isDecimal = point < 0 ? count > 0 : point > start && fraction > 0;
    if (!isDecimal || count > DIGITS_MOST) return -1;
    this.#at = at;
    return fraction === 0 ? digits : digits / (POWERS_OF_TEN[fraction] ?? NaN);
  }
}
