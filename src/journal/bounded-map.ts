/** A map that forgets its oldest entries, so that a journal of any length is read in one memory. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  set(key: Key, value: Value): void {
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#most) return;
    const { value: oldest, done } = this.#entries.keys().next();
    if (done !== true) this.#entries.delete(oldest);
  }
}
