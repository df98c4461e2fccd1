/** The `account` and `stale-after` blocks, with their defaults. */
import type { DurationMs } from '../base/index.js';
import type { ProblemList } from '../diagnostic/index.js';
import type { CheckedAccount } from './checked-policy.js';
import type { FeedName } from './feed-name.js';
import { resolveSettings } from './resolve-settings.js';
import type { Statements } from './resolve-statements.js';

/** The venue's mark comes about every 3 s; the account is asked for less often. */
export const STALE_AFTER_DEFAULTS: Readonly<Record<FeedName, DurationMs>> = {
  mark: 7000,
  book: 7000,
  account: 15_000,
  stream: 15_000,
};

export interface ResolvedAccount {
  readonly account: CheckedAccount;
  /** Keys that are written, whether they could be read or not. */
  readonly writtenKeys: ReadonlySet<string>;
}

export function resolveAccount(statements: Statements, problems: ProblemList): ResolvedAccount {
  const block = statements.blocks.get('account');
  const { values, writtenAt } = resolveSettings('account', block?.entries ?? [], problems);
  const account: CheckedAccount = {
    address: values.address ?? null,
    initialBalance: values['initial-balance'] ?? null,
    dayReset: values['day-reset'] ?? null,
    withdrawals: values.withdrawals ?? null,
    // Nothing would enforce it yet: the key is refused, so that nobody believes it armed.
    deadManSwitch: null,
    flattenWithin: values['flatten-within'] ?? null,
  };
  return { account, writtenKeys: new Set(writtenAt.keys()) };
}
