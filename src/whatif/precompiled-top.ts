/** The top of the book as a maker hears of it, over a precompiled tape. */
import { type PrecompiledTape, type ReceiptTurn, turnOf } from './precompiled-tape.js';
import type { ReplayTop, ReplayTurns } from './replay-market.js';

export class PrecompiledTop implements ReplayTop {
  bestBidTick = -Infinity;
  bestAskTick = Infinity;
  readonly #made: PrecompiledTape;
  readonly #turns: ReplayTurns;
  #turn = 0;
  #shift = 0;
  #at: ReceiptTurn;
  #next = 0;
  #heardUntil = -Infinity;

  constructor(made: PrecompiledTape, turns: ReplayTurns) {
    this.#made = made;
    this.#turns = turns;
    this.#at = turnOf(made.receipt, 0);
  }

  get isAtEnd(): boolean {
    return this.#turn + 1 >= this.#turns.count && this.#heardUntil >= this.#turnEnd();
  }

  hear(until: number): void {
    this.#heardUntil = until;
    for (;;) {
      const { at, bidTick, askTick } = this.#at;
      let next = this.#next;
      while (next < at.length && (at[next] ?? 0) + this.#shift <= until) next += 1;
      if (next > this.#next) {
        this.bestBidTick = bidTick[next - 1] ?? -Infinity;
        this.bestAskTick = askTick[next - 1] ?? Infinity;
        this.#next = next;
      }
      if (until < this.#turnEnd() || this.#turn + 1 >= this.#turns.count) return;
      this.#turn += 1;
      this.#shift = this.#turn * this.#turns.spanNs;
      this.#at = turnOf(this.#made.receipt, this.#turn);
      this.#next = 0;
    }
  }

  #turnEnd(): number {
    return this.#at.endAt + this.#shift;
  }
}
