/** What a preset lacks to be played by its own tests: markets, and settings of an account. */
import { decimal } from '../base/index.js';
import type { PolicyFileNode } from '../syntax/index.js';
import type { CheckedAccount, CheckedMarket } from './checked-policy.js';
import { DEFAULT_ATR } from './compose-sizing.js';
import { DEFAULT_ALLOCATION } from './default-allocation.js';
import { coinsNamedIn } from './resolve-statements.js';

/** Where neither the preset nor its tests name one. */
const ANY_COIN = 'HYPE';

/** The coins that a preset and its tests name, in one file or two; one at least. */
export function coinsOfPreset(files: readonly PolicyFileNode[]): readonly string[] {
  const coins = new Set(files.flatMap(coinsNamedIn));
  for (const { entries } of files) collectCoins(entries, coins);
  return coins.size === 0 ? [ANY_COIN] : [...coins];
}

/** Markets at 1x that nothing is quoted in. */
export function standInMarkets(coins: readonly string[]): readonly CheckedMarket[] {
  return coins.map((coin) => ({
    coin,
    span: { start: 0, end: 1 },
    leverage: 1,
    marginMode: 'cross',
    quote: null,
    sizing: null,
    atr: DEFAULT_ATR,
    allocation: DEFAULT_ALLOCATION,
  }));
}

/** What the preset says of the account, and plain values for what it leaves to its user. */
export function standInAccount(account: CheckedAccount): CheckedAccount {
  return {
    ...account,
    initialBalance: account.initialBalance ?? decimal(10_000),
    dayReset: account.dayReset ?? { hour: 0, minute: 0, zone: 'UTC' },
    withdrawals: account.withdrawals ?? 'lower-anchors',
    flattenWithin: account.flattenWithin ?? decimal('0.01'),
  };
}

/** Sizes, prefixes of measures, paths and places name coins. */
function collectCoins(value: unknown, coins: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (isKind(value, 'literal') && value['form'] === 'size') add(value['unit'], coins);
  if (isKind(value, 'measure')) add(textOf(value['prefix']), coins);
  if (isKind(value, 'expectState')) add(textOf(value['coin']), coins);
  for (const child of Object.values(value)) collectCoins(child, coins);
}

function isKind(value: object, kind: string): value is Record<string, unknown> {
  return 'kind' in value && value.kind === kind;
}

function textOf(node: unknown): unknown {
  return typeof node === 'object' && node !== null && 'text' in node ? node.text : null;
}

function add(coin: unknown, coins: Set<string>): void {
  if (typeof coin === 'string' && coin !== 'order' && coin !== 'account') coins.add(coin);
}
