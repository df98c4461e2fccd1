/** What `mm-policy venue` may be told on the command line, checked before anything starts. */
import { InvalidArgumentError } from 'commander';
import type { DurationMs, Money } from '../base/index.js';
import type { RegimeSpan } from '../feed/index.js';
import { parseMoney } from './explain-options.js';

/** An account that is asked for. */
export interface AskedAccount {
  readonly address: string;
  /** Null: that of `--balance`. */
  readonly cash: Money | null;
}

export interface AskedAgent {
  readonly address: string;
  /** Null: the first account. */
  readonly account: string | null;
}

export interface VenueOptions {
  readonly port: number;
  /** Directory of a recording; absent: the synthetic market, or none where it is `manual`. */
  readonly market?: string;
  readonly manual?: boolean;
  /** Of the synthetic market. */
  readonly coin?: readonly string[];
  readonly seed: number;
  readonly regime?: readonly RegimeSpan[];
  readonly balance: Money;
  readonly account?: readonly AskedAccount[];
  readonly agent?: readonly AskedAgent[];
  /** Where the keys and the token are kept. */
  readonly keys: string;
  readonly network: 'testnet' | 'mainnet';
  readonly faults?: string;
  readonly reduceOnly: 'shrink' | 'reject';
  readonly smallClose: 'exempt' | 'reject';
  readonly batchError: 'once' | 'each';
  /** USD. */
  readonly scheduleVolume: number;
  readonly freeActions: number;
  readonly connections: number;
  /** False with `--no-limits`. */
  readonly limits: boolean;
  /** False with `--no-control`. */
  readonly control: boolean;
  readonly for?: DurationMs;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/u;

/** `0x…`, or `0x…=5000` with its balance. */
export function parseAccount(
  text: string,
  before: readonly AskedAccount[] = [],
): readonly AskedAccount[] {
  const [address, cash] = parted(text, '0x…=5000');
  if (before.some((each) => each.address === address)) {
    throw new InvalidArgumentError('It is there already.');
  }
  return [...before, { address, cash: cash === null ? null : parseMoney(cash) }];
}

/** `0x…`, or `0x…=0x…` with the account that it signs for. */
export function parseAgent(
  text: string,
  before: readonly AskedAgent[] = [],
): readonly AskedAgent[] {
  const [address, account] = parted(text, '0x…=0x…');
  if (account !== null && !ADDRESS.test(account)) throw noAddress('0x…=0x…');
  return [...before, { address, account: account?.toLowerCase() ?? null }];
}

function parted(text: string, example: string): readonly [string, string | null] {
  const [address = '', rest] = text.split(/=(.*)/su, 2);
  if (!ADDRESS.test(address)) throw noAddress(example);
  return [address.toLowerCase(), rest ?? null];
}

function noAddress(example: string): InvalidArgumentError {
  return new InvalidArgumentError(`Write 0x and 40 hex digits, or ${example}.`);
}

/** From 0 on. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,12}$/u.test(text)) throw new InvalidArgumentError('Write a whole number from 0 on.');
  return count;
}
