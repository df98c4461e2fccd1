/** Where an expression stands. */
import type { ProblemList } from '../diagnostic/index.js';
import type { LetTable } from './let-table.js';

/** What the checker knows of where an expression stands. */
export interface RuleScope {
  readonly problems: ProblemList;
  /** All that the policy declares. */
  readonly declaredCoins: readonly string[];
  /** The markets that an unprefixed market measure stands for in turn. */
  readonly coinsAtHand: readonly string[];
  readonly lets: LetTable;
}
