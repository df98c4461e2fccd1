/** Stops that a test gives by what they leave at risk, or by how long there was none. */
import { type Decimal, type DurationMs, ZERO } from '../base/index.js';
import type { CheckedFact } from '../check/index.js';
import type { VenueAccount } from './venue-account.js';
import type { VenueDesk } from './venue-desk.js';

export class GivenStops {
  readonly #desk: VenueDesk;
  readonly #account: VenueAccount;
  readonly #bare: readonly CheckedFact[];

  constructor(desk: VenueDesk, account: VenueAccount, givens: readonly CheckedFact[]) {
    this.#desk = desk;
    this.#account = account;
    this.#bare = givens.filter(({ name }) => name === 'time_without_stop');
  }

  /** How long before the test a position has to stand without its stop. */
  get longestBareMs(): DurationMs {
    return Math.max(0, ...this.#bare.map(({ value }) => Number(value)));
  }

  /** A position that lacks its stop for so long had one before. */
  coverUntilBare(atMs: DurationMs): void {
    for (const { coin, value } of this.#bare) {
      if (coin === null) continue;
      if (atMs < -Number(value)) this.setRisk(coin, ZERO);
      else this.#desk.clearStops(coin);
    }
  }

  /** One stop for the whole position, so far from entry that it would lose as much. */
  setRisk(coin: string, risk: Decimal): void {
    const size = this.#account.sizeOf(coin);
    const entry = this.#account.entryOf(coin);
    this.#desk.clearStops(coin);
    if (entry === null || size.isZero()) return;
    const side = size.gt(0) ? 'sell' : 'buy';
    this.#desk.setStop(coin, side, size.abs(), entry.minus(risk.div(size)));
  }
}
