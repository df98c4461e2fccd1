/**
 * Tells by doubles, under the kernel's proven bound, which checks an order surely passes: nearly
 * all of them, nearly always. What is not sure is left to the decimals, so that no answer changes.
 */
import type { Facts } from './facts.js';
import { MarketScreen } from './market-screen.js';
import type { OrderUnderCheck } from './measure-reader.js';
import type { RuleBook } from './rule-instance.js';

export class LimitScreen {
  readonly #rules: RuleBook;
  readonly #markets = new Map<string, MarketScreen>();

  constructor(rules: RuleBook) {
    this.#rules = rules;
  }

  /** What it tells holds until the next order is screened; null in a market nobody declared. */
  screen(facts: Facts, order: OrderUnderCheck): MarketScreen | null {
    const { coin } = order;
    const limits = this.#rules.limits.get(coin);
    if (limits === undefined) return null;
    let market = this.#markets.get(coin);
    if (market === undefined) {
      market = new MarketScreen(coin, limits);
      this.#markets.set(coin, market);
    }
    market.screen(facts, order);
    return market;
  }
}
