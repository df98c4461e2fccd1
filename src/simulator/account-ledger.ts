/** What moved an account's cash beside its trades, as the venue remembers it. */
import type { Money, Ratio, Size, TimeMs } from '../base/index.js';

export type CashMovement = { readonly time: TimeMs; readonly amount: Money } & (
  | {
      /** Deposited (positive) or withdrawn (negative). */
      readonly kind: 'transfer';
      /** The transaction's hash: `0x` and 64 hex digits. */
      readonly id: string;
    }
  | {
      /** Received (positive) or paid (negative). */
      readonly kind: 'funding';
      readonly coin: string;
      readonly size: Size;
      readonly fundingRate: Ratio;
    }
);

/** The newest movements that can still be asked for. */
const KEPT = 10_000;

export class AccountLedger {
  #movements: CashMovement[] = [];

  add(movement: CashMovement): void {
    this.#movements.push(movement);
    if (this.#movements.length >= 2 * KEPT) this.#movements = this.#movements.slice(-KEPT);
  }

  /** Oldest first, both ends inclusive. */
  between(from: TimeMs, to: TimeMs): readonly CashMovement[] {
    return this.#movements.filter(({ time }) => time >= from && time <= to);
  }
}
