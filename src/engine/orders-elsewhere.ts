/** What the other markets come to in the worst case, kept while a ladder in one is judged. */
import type { Decimal } from '../base/index.js';
import type { MeasureValue } from '../compile/index.js';
import { leverageOf, marginUsedIn } from './account-facts.js';
import { coinsOf, type Facts, known, standingOf, sumOf, valueOf } from './facts.js';
import { type LiveOrder, reservedMargin, worstPosition } from './live-orders.js';
import { positionOf, valueOfPosition } from './market-facts.js';
import { type CoinTotals, type RunningTotals, runningTotals } from './running-totals.js';
import type { StandingFacts } from './standing-facts.js';

/** USD; null where it is not known. */
export interface Elsewhere {
  /** Of positions, with all that may fill on their worse side. */
  readonly exposure: Decimal | null;
  readonly marginUsed: Decimal | null;
  /** Initial margin that resting orders hold. */
  readonly reserved: Decimal | null;
}

const NOT_KNOWN: Elsewhere = { exposure: null, marginUsed: null, reserved: null };

interface Reckoned {
  readonly standing: StandingFacts;
  readonly coins: readonly string[];
  readonly totals: readonly CoinTotals[];
  readonly sums: Elsewhere;
}

export class OrdersElsewhere {
  readonly #coin: string;
  #last: Reckoned | null = null;

  constructor(coin: string) {
    this.#coin = coin;
  }

  of(facts: Facts, orders: readonly LiveOrder[]): Elsewhere {
    const standing = standingOf(facts);
    const running = runningTotals(orders);
    const coins = coinsOf(facts);
    // Orders that no state has: somebody asks what they would come to.
    if (![...running.coins].every((coin) => coins.includes(coin))) return NOT_KNOWN;
    const last = this.#last;
    if (last?.standing === standing && this.#areAsIn(last, coins, running)) return last.sums;
    const totals = coins.map((coin) => running.of(coin));
    const sums = this.#sum(facts, coins, orders);
    this.#last = { standing, coins, totals, sums };
    return sums;
  }

  #areAsIn(last: Reckoned, coins: readonly string[], running: RunningTotals): boolean {
    if (last.coins.length !== coins.length) return false;
    for (let index = 0; index < coins.length; index += 1) {
      const coin = coins[index] ?? '';
      if (last.coins[index] !== coin) return false;
      if (coin !== this.#coin && last.totals[index] !== running.of(coin)) return false;
    }
    return true;
  }

  #sum(facts: Facts, all: readonly string[], orders: readonly LiveOrder[]): Elsewhere {
    const coins = all.filter((coin) => coin !== this.#coin);
    const positions = coins.map((coin) => positionOf(facts, coin));
    const worst = positions.map((position, index) => {
      if (position.status !== 'known') return position;
      return known(worstPosition(orders, coins[index] ?? '', position.value));
    });
    const reserved = positions.map((position, index) => {
      if (position.status !== 'known') return position;
      const coin = coins[index] ?? '';
      return known(reservedMargin(orders, coin, position.value, leverageOf(facts, coin)));
    });
    const sumOfWorst = (of: (coin: string, position: MeasureValue) => MeasureValue) =>
      valueOf(sumOf(worst.map((position, index) => of(coins[index] ?? '', position))));
    return {
      exposure: sumOfWorst((coin, position) => valueOfPosition(facts, coin, position)),
      marginUsed: sumOfWorst((coin, position) => marginUsedIn(facts, coin, position)),
      reserved: valueOf(sumOf(reserved)),
    };
  }
}
