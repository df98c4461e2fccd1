/** Facts as doubles, with what is known of how exact and how large they are. */
import type { Decimal } from '../base/index.js';
import { isOnLattice, latticeOf } from './lattice.js';

/** How far an inexact fact may be from its decimal, as a share of its magnitude. */
export const FACT_ERROR = 2 ** -50;

/**
 * A slot holds a decimal times 10^scale, NaN where it is not known. Of each the store keeps how
 * large it has been and whether it has always been on its lattice: error bounds follow from that
 * alone, so that they are reckoned anew only when a fact leaves what it has been so far.
 */
export class FactStore {
  /** The numbers that programs read. */
  readonly values: number[] = [];
  /** No fact is larger than this in magnitude. */
  readonly most: number[] = [];
  /** Whether every value of the slot since the last `tighten` was exact. */
  readonly isExact: boolean[] = [];
  readonly #isExactNow: boolean[] = [];
  readonly #scales: number[] = [];
  /** Moves whenever bounds have to be reckoned anew. */
  version = 0;

  /** A new slot, not known yet. */
  add(scale: number): number {
    this.values.push(Number.NaN);
    this.most.push(1);
    this.isExact.push(true);
    this.#isExactNow.push(true);
    this.#scales.push(scale);
    this.version += 1;
    return this.values.length - 1;
  }

  scaleOf(slot: number): number {
    return this.#scales[slot] ?? 0;
  }

  /** A whole number of the slot's lattice, below 2^53; NaN: not known. */
  write(slot: number, whole: number): void {
    this.values[slot] = whole;
    this.#isExactNow[slot] = true;
    if (Math.abs(whole) > (this.most[slot] ?? 0)) this.#widen(slot, whole);
  }

  /** Any decimal; null: not known. */
  writeDecimal(slot: number, value: Decimal | null): void {
    const scale = this.#scales[slot] ?? 0;
    if (value === null) return this.write(slot, Number.NaN);
    const number = latticeOf(value, scale);
    this.write(slot, number);
    if (isOnLattice(value, scale)) return;
    this.#isExactNow[slot] = false;
    if (this.isExact[slot] === true) {
      this.isExact[slot] = false;
      this.version += 1;
    }
  }

  /** Forgets how large facts once were: bounds follow from what they are now. */
  tighten(): void {
    for (const [slot, value] of this.values.entries()) {
      this.most[slot] = Number.isNaN(value) ? 1 : Math.max(1, 2 * Math.abs(value));
      this.isExact[slot] = this.#isExactNow[slot] ?? true;
    }
    this.version += 1;
  }

  #widen(slot: number, value: number): void {
    // Twice the value, so that a growing fact seldom asks for new bounds.
    this.most[slot] = 2 * Math.abs(value);
    this.version += 1;
  }
}
