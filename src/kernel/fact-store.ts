/** Facts as doubles, with what is known of how exact and how large they are. */
import { type Decimal, exactLatticeOf, latticeOf } from '../base/index.js';
import { type Bound, type FactBounds, TINY } from './bound.js';

/** How far an inexact fact may be from its decimal, as a share of its magnitude. */
const FACT_ERROR = 2 ** -50;

const FIRST_CAPACITY = 32;
/**
 * A fact is taken for up to so many times as large as it is: bounds are seldom reckoned anew while
 * it grows, and are not so wide that exact sums are taken for inexact ones.
 */
const ROOM_TO_GROW = 8;
/** Below the magnitude of every fact. */
const NOT_EXACT = -1;

/**
 * A slot holds a decimal times 10^scale, NaN where it is not known. Of each the store keeps how
 * large it has been and whether it has always been on its lattice: error bounds follow from that
 * alone, so that they are reckoned anew only when a fact leaves what it has been so far.
 */
export class FactStore implements FactBounds {
  /** The numbers that programs read; replaced as slots are added. */
  values = new Float64Array(FIRST_CAPACITY);
  /** No fact is larger than this in magnitude. */
  readonly #most: number[] = [];
  /** How far each may be from its decimal where it is not exact, as a share of its magnitude. */
  readonly #shares: number[] = [];
  /** Whether every value of the slot since the last `tighten` was exact. */
  readonly #isExact: boolean[] = [];
  /** As `most` while the fact is exact, below any fact while it is not: one look tells both. */
  #calm = new Float64Array(FIRST_CAPACITY);
  readonly #scales: number[] = [];
  /** Moves whenever bounds have to be reckoned anew. */
  version = 0;

  /** A new slot, not known yet. `share`: of an inexact value, how far it may be off. */
  add(scale: number, share = FACT_ERROR): number {
    const slot = this.#scales.push(scale) - 1;
    this.#shares.push(share);
    if (slot === this.values.length) {
      this.values = twiceAsLong(this.values);
      this.#calm = twiceAsLong(this.#calm);
    }
    this.values[slot] = Number.NaN;
    this.#calm[slot] = 1;
    this.#most.push(1);
    this.#isExact.push(true);
    this.version += 1;
    return slot;
  }

  /** Of all that the slot has held since the last `tighten`. */
  boundOf(slot: number): Bound {
    const most = this.#most[slot] ?? Number.POSITIVE_INFINITY;
    return { most, error: this.errorAt(slot, most) };
  }

  /** How far the slot's double may be from its decimal, where neither is larger than `most`. */
  errorAt(slot: number, most: number): number {
    if (this.#isExact[slot] === true) return 0;
    return (this.#shares[slot] ?? FACT_ERROR) * most + TINY;
  }

  /** A whole number of the slot's lattice, below 2^53; NaN: not known. */
  write(slot: number, whole: number): void {
    this.values[slot] = whole;
    if (Math.abs(whole) > (this.#calm[slot] ?? 0)) this.#stir(slot, whole);
  }

  /** Any decimal; null: not known. */
  writeDecimal(slot: number, value: Decimal | null): void {
    const scale = this.#scales[slot] ?? 0;
    if (value === null) return this.write(slot, Number.NaN);
    const exact = exactLatticeOf(value, scale);
    if (Number.isNaN(exact)) this.writeNear(slot, latticeOf(value, scale));
    else this.write(slot, exact);
  }

  /** A number of the slot's lattice that is within the slot's share of what it stands for. */
  writeNear(slot: number, value: number): void {
    this.write(slot, value);
    this.#markInexact(slot);
  }

  /** Forgets how large facts once were: bounds follow from what they are now. */
  tighten(): void {
    for (const slot of this.#scales.keys()) {
      const value = this.values[slot] ?? Number.NaN;
      const most = Number.isNaN(value) ? 1 : Math.max(1, ROOM_TO_GROW * Math.abs(value));
      const isExact = this.#calm[slot] !== NOT_EXACT;
      this.#most[slot] = most;
      this.#isExact[slot] = isExact;
      if (isExact) this.#calm[slot] = most;
    }
    this.version += 1;
  }

  #markInexact(slot: number): void {
    this.#calm[slot] = NOT_EXACT;
    if (this.#isExact[slot] !== true) return;
    this.#isExact[slot] = false;
    this.version += 1;
  }

  /** An exact fact that is larger than any so far, or comes after one that was not exact. */
  #stir(slot: number, value: number): void {
    const size = Math.abs(value);
    if (size > (this.#most[slot] ?? 0)) {
      this.#most[slot] = ROOM_TO_GROW * size;
      this.version += 1;
    }
    this.#calm[slot] = this.#most[slot] ?? 0;
  }
}

function twiceAsLong(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(2 * numbers.length);
  longer.set(numbers);
  return longer;
}
