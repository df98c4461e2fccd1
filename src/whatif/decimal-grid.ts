/** Multiples of a step such as 0.1 as the doubles that print as the exact decimal. */
import { decimal } from '../base/index.js';

/** A power of ten up to here is exact in doubles, so that one division rounds right. */
const DECIMALS_MOST = 22;

/**
 * Doubles lose `3 × 0.1`: a whole number over a power of ten does not, as one division rounds it to
 * the double that is meant by its decimal.
 */
export class DecimalGrid {
  /** Of the step itself. */
  readonly decimals: number;
  readonly #step: number;
  readonly #power: number;

  /** Throws `RangeError` for a step that is no decimal above 0. */
  constructor(step: number) {
    if (!(step > 0 && step < Infinity)) throw new RangeError(`a step of ${step} makes no grid`);
    const exact = decimal(step);
    this.decimals = exact.decimalPlaces();
    if (this.decimals >= DECIMALS_MOST) throw new RangeError(`a step of ${step} is too fine`);
    this.#power = Number(`1e${this.decimals}`);
    this.#step = exact.times(this.#power).toNumber();
  }

  /** The step as a whole number of 10^−`decimals`. */
  get step(): number {
    return this.#step;
  }

  /** The value of so many steps, which may be halves. */
  at(steps: number): number {
    return (steps * 2 * this.#step * 5) / (this.#power * 10);
  }

  /** The whole number of steps that is nearest to `value`. */
  nearest(value: number): number {
    return Math.round((value * this.#power) / this.#step);
  }

  /** Whether `value` is meant by a whole number of steps. */
  holds(value: number): boolean {
    return this.at(this.nearest(value)) === value;
  }
}
