/** What moved an account's cash beside its trades, as the venue's ledger tells it. */
import type { Money, TimeMs } from '../base/index.js';

export type LedgerEntry = {
  /** The key by which duplicates are known. */
  readonly id: string;
  /** The venue's time. */
  readonly time: TimeMs;
} & (
  | {
      /** Deposit, withdrawal or transfer: neither gain nor loss. */
      readonly kind: 'transfer';
      /** USD; positive came in, negative went out, its fee included. */
      readonly amount: Money;
      /** The venue's word: `deposit`, `withdraw`, `subAccountTransfer` … */
      readonly name: string;
    }
  | {
      readonly kind: 'funding';
      readonly coin: string;
      /** USD; positive was received, negative was paid. */
      readonly amount: Money;
    }
  | {
      /** Nobody here knows what it does to the cash. */
      readonly kind: 'unclassified';
      readonly name: string;
    }
);
