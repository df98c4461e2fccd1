/** One run per account and agent on this machine: two would each hold the whole of its limits. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { takeLock } from '../journal/index.js';
import { type Environment, openRuntimeDirectory } from './runtime-directory.js';

export interface LockedAccount {
  /** The venue's name; the same address on another venue is another account. */
  readonly venue: string;
  /** Master address. */
  readonly account: string;
  /** The agent's address; null where each run has its own. */
  readonly agent: string | null;
}

/** Another run trades the account. */
export class AccountLocked extends Error {
  override name = 'AccountLocked';
}

/**
 * Takes the account for this process; the returned function gives it back. Throws `AccountLocked`
 * where a living process has it, `ControlError` where there is no folder for locks.
 */
export function lockAccount(locked: LockedAccount, env: Environment): () => void {
  const { venue, account, agent } = locked;
  const key = [venue, account.toLowerCase(), agent?.toLowerCase() ?? ''].join(' ');
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
  const path = join(openRuntimeDirectory(env), `account-${name}.lock`);
  const result = takeLock(path, new Date().toISOString());
  if (result.kind === 'taken') return () => result.release();
  const { pid, since } = result.by;
  throw new AccountLocked(
    `account ${account} on the ${venue} is traded by process ${pid}` +
      `${since === null ? '' : ` since ${since}`}; ` +
      `\`mm-policy status\` shows it, and it has to end first (lock file: ${path})`,
  );
}
