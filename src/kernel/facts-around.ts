/** Facts that may move: how far each may be from what the store holds of it now. */
import type { Bound, FactBounds } from './bound.js';
import type { FactStore } from './fact-store.js';

/**
 * To err and to move are the same to a bound: what is certain for an error so large is certain
 * wherever the facts move within their spreads, and stays so while the others stand still.
 */
export class FactsAround implements FactBounds {
  readonly #store: FactStore;
  readonly #spreads = new Map<number, number>();

  constructor(store: FactStore) {
    this.#store = store;
  }

  /** The slot's value may move by `spread` either way, on its lattice. */
  allow(slot: number, spread: number): void {
    this.#spreads.set(slot, spread);
  }

  boundOf(slot: number): Bound {
    const value = this.#store.values[slot] ?? Number.NaN;
    const spread = this.#spreads.get(slot) ?? 0;
    // What is not known makes all that is reckoned from it unknown, however large it is.
    const held = Number.isNaN(value) ? 1 : Math.abs(value);
    const most = held + spread + this.#store.errorAt(slot, held);
    return { most, error: this.#store.errorAt(slot, held) + spread };
  }
}
