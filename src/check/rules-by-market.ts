/** Rules by the markets that they speak of: a rule is held only against those it can meet. */
import type { JudgedRule } from './judged-rule.js';

export class RulesByMarket {
  readonly #all: readonly JudgedRule[];
  /** Of each market, those of the file included, in their own order. */
  readonly #ofCoin = new Map<string, JudgedRule[]>();

  constructor(rules: readonly JudgedRule[]) {
    this.#all = rules;
    const coins = new Set(rules.flatMap(({ rule }) => rule.coins ?? []));
    for (const coin of coins) {
      const meeting = rules.filter(({ rule }) => rule.coins?.includes(coin) ?? true);
      this.#ofCoin.set(coin, meeting);
    }
  }

  /** Every rule that holds in a market where this one does, itself included. */
  meeting({ rule: { coins } }: JudgedRule): readonly JudgedRule[] {
    if (coins === null) return this.#all;
    const [first, ...others] = coins;
    const meeting = this.#ofCoin.get(first ?? '') ?? [];
    if (others.length === 0) return meeting;
    const several = new Set(coins.flatMap((coin) => this.#ofCoin.get(coin) ?? []));
    return this.#all.filter((rule) => several.has(rule));
  }
}
