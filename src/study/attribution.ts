/**
 * Where the profit comes from, in parts that add up to it exactly. With the mid m at each fill of
 * size q at price p, s = +1 bought, −1 sold, and the mark M at the end:
 *
 *   profit = Σ s q (m − p)  [spread]  +  Σ s q (M − m)  [inventory]  −  fees  +  funding
 */
import { type Money, type Price, ZERO } from '../base/index.js';
import { type Fill, signOf } from '../market/index.js';

/** USD. */
export interface AttributedProfit {
  /** What the fills were better than the mid of their moment. */
  readonly spread: Money;
  /** What the positions gained from there to the last mark. */
  readonly inventory: Money;
  /** Paid, net of rebates. */
  readonly fees: Money;
  /** Received, net of what was paid. */
  readonly funding: Money;
  /** All of it. */
  readonly total: Money;
}

export class Attribution {
  #spread: Money = ZERO;
  #fees: Money = ZERO;
  #funding: Money = ZERO;
  /** By coin: contracts held, and what they were worth at the mids of their fills. */
  readonly #held = new Map<string, { size: Money; atMids: Money }>();

  /** `mid` of the moment; where none is known the fill's own price. */
  takeFill(fill: Fill, mid: Price | null): void {
    const at = mid ?? fill.price;
    const signed = fill.size.times(signOf(fill.side));
    this.#spread = this.#spread.plus(signed.times(at.minus(fill.price)));
    this.#fees = this.#fees.plus(fill.fee);
    const held = this.#held.get(fill.coin) ?? { size: ZERO, atMids: ZERO };
    this.#held.set(fill.coin, {
      size: held.size.plus(signed),
      atMids: held.atMids.plus(signed.times(at)),
    });
  }

  takeFunding(amount: Money): void {
    this.#funding = this.#funding.plus(amount);
  }

  /** `markOf`: the last mark of a coin that was traded. */
  close(markOf: (coin: string) => Price | null): AttributedProfit {
    let inventory: Money = ZERO;
    for (const [coin, { size, atMids }] of this.#held) {
      const mark = markOf(coin) ?? ZERO;
      inventory = inventory.plus(size.times(mark).minus(atMids));
    }
    const [spread, fees, funding] = [this.#spread, this.#fees, this.#funding];
    const total = spread.plus(inventory).minus(fees).plus(funding);
    return { spread, inventory, fees, funding, total };
  }
}
