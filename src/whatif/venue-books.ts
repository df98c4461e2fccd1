/** Cash and position of one market as a venue keeps them: in whole numbers, exact or not told. */
import { type Decimal, decimal } from '../base/index.js';
import type { Side } from '../market/index.js';
import type { DecimalGrid } from './decimal-grid.js';

/** USD has so many decimals at a venue. */
const MONEY_DECIMALS = 8;
const MONEY = 10 ** MONEY_DECIMALS;
const EXACT_BELOW = 2 ** 53;

export class VenueBooks {
  /** Money units that a lot is worth at a price of one tick. */
  readonly #worth: number;
  /** In money units; NaN once it could not be kept exactly. */
  #cash: number;
  #lots = 0;

  /** `equity`: USD at the start. */
  constructor(equity: number, prices: DecimalGrid, sizes: DecimalGrid) {
    const decimals = MONEY_DECIMALS - prices.decimals - sizes.decimals;
    // Half ticks, of marks, are to be exact too.
    this.#worth = decimals < 1 ? Number.NaN : prices.step * sizes.step * 10 ** decimals;
    this.#cash = wholeMoney(equity);
  }

  /** `tick` null: at a price between ticks. `fee`: USD. */
  trade(side: Side, tick: number | null, lots: number, fee: number): void {
    const value = tick === null ? Number.NaN : tick * lots * this.#worth;
    this.#lots += side === 'buy' ? lots : -lots;
    this.#cash += (side === 'buy' ? -value : value) - wholeMoney(fee);
    if (!(Math.abs(value) < EXACT_BELOW / 2 && Math.abs(this.#cash) < EXACT_BELOW / 2)) {
      this.#cash = Number.NaN;
    }
  }

  /** USD, the position at a mark of so many ticks, which may be half ones; null where not exact. */
  equityAt(tick: number): Decimal | null {
    const value = tick * this.#lots * this.#worth;
    const equity = this.#cash + value;
    const isExact = Math.abs(value) < EXACT_BELOW / 2 && Math.abs(equity) < EXACT_BELOW / 2;
    return isExact ? decimal(equity).div(MONEY) : null;
  }
}

/** NaN where it has more decimals, or is too large to tell. */
function wholeMoney(usd: number): number {
  const whole = Math.round(usd * MONEY);
  return whole / MONEY === usd && Math.abs(whole) < 1e15 ? whole : Number.NaN;
}
