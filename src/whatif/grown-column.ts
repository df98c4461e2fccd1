/** Columns whose length is not known beforehand. */

type Column = Float64Array | Int32Array | Uint8Array;

/** Numbers appended one by one; `finish` gives them as an array of their length. */
export class GrownColumn<Kind extends Column> {
  #values: Kind;
  #length = 0;
  readonly #make: (length: number) => Kind;

  constructor(make: (length: number) => Kind, expected: number) {
    this.#make = make;
    this.#values = make(Math.max(16, expected));
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = this.#make(2 * this.#length);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  finish(): Kind {
    return this.#values.slice(0, this.#length) as Kind;
  }
}
