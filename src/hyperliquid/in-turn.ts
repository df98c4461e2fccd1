/** Work of one moment in turn: what the first has sent is on its way before the next begins. */

export class InTurn {
  readonly #waiting: (() => void)[] = [];
  #isAhead = false;

  /** Begins at once where nothing is ahead; `work` does not throw. */
  add(work: () => void): void {
    if (this.#isAhead) {
      this.#waiting.push(work);
      return;
    }
    this.#begin(work);
  }

  #begin(work: () => void): void {
    this.#isAhead = true;
    work();
    // A request on an open connection is written at the end of the turn: ours is then behind it.
    process.nextTick(this.#next);
  }

  readonly #next = (): void => {
    this.#isAhead = false;
    const work = this.#waiting.shift();
    if (work !== undefined) this.#begin(work);
  };
}
