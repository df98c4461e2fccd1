/** Random choices from a seed: the same seed gives the same inputs on every machine. */

export class Dice {
  #state: number;

  constructor(seed: number, input: number) {
    // Neighbouring seeds and inputs must not give neighbouring states.
    this.#state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(input + 1, 0xc2b2_ae35);
  }

  /** From 0 to `sides` − 1. */
  below(sides: number): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  }

  pick<Value>(values: readonly [Value, ...Value[]] | readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }

  /** True once in `sides` throws. */
  once(sides: number): boolean {
    return this.below(sides) === 0;
  }
}
