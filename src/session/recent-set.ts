/** Remembers the latest keys, so that what comes on two channels counts once. */

export class RecentSet<Key> {
  readonly #keys = new Set<Key>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** True where `key` was not there; beyond the capacity the oldest is forgotten. */
  add(key: Key): boolean {
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > this.#capacity) {
      for (const oldest of this.#keys) {
        this.#keys.delete(oldest);
        break;
      }
    }
    return true;
  }

  has(key: Key): boolean {
    return this.#keys.has(key);
  }
}
