/** What a reconciliation would settle: positions that differ, and orders whose reply was lost. */
import { type Decimal, decimal, type Size, ZERO } from '../base/index.js';
import type { CheckedFact } from '../check/index.js';

/** While anything is unsettled the venue is not asked: only reports of the account come. */
export class UnsettledFacts {
  readonly #differences = new Map<string, Size>();
  readonly #unresolved = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#differences.size === 0 && this.#unresolved.size === 0;
  }

  /** Contracts by which ours exceeds the venue's. */
  get differences(): ReadonlyMap<string, Size> {
    return this.#differences;
  }

  /** Returns whether any of the facts was one of these. */
  learn(facts: readonly CheckedFact[]): boolean {
    let isNews = false;
    for (const { name, coin, value } of facts) {
      if (coin === null || value === 'stale' || value === 'missing') continue;
      if (name === 'position_difference') put(this.#differences, coin, value, value);
      else if (name === 'unresolved_orders') {
        put(this.#unresolved, coin, value, value.toNumber());
      } else continue;
      isNews = true;
    }
    return isNews;
  }

  unresolvedIn(coin: string): number {
    return this.#unresolved.get(coin) ?? 0;
  }

  /** A new process asks the venue, which settles all. */
  clear(): void {
    this.#differences.clear();
    this.#unresolved.clear();
  }
}

function put<Value>(map: Map<string, Value>, coin: string, figure: Decimal, value: Value): void {
  if (figure.isZero()) map.delete(coin);
  else map.set(coin, value);
}

/** Of an order whose reply was lost: so little that no bound feels it. */
export const LEAST_SIZE: Size = decimal('1e-12');

/** A side on which a further order adds no risk, where there is one. */
export function reducingSide(position: Size): 'buy' | 'sell' {
  return position.lt(ZERO) ? 'buy' : 'sell';
}
