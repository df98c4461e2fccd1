/** The `account` and `stale-after` blocks of a policy and its presets as one. */
import type { DurationMs } from '../base/index.js';
import type { CheckedAccount, CheckedStaleAfter } from './checked-policy.js';
import { composeValues, type Layer } from './compose-values.js';
import type { Unit } from './load-units.js';
import type { FeedName } from './feed-name.js';
import { resolveSettings } from './resolve-settings.js';
import type { IsSettingWaived } from './setting-waivers.js';

/** The venue's mark comes about every 3 s; the account is asked for less often. */
const STALE_AFTER_DEFAULTS: Readonly<Record<FeedName, DurationMs>> = {
  mark: 7000,
  book: 7000,
  account: 15_000,
  stream: 15_000,
  limits: 60_000,
};

const POLICY_KEYS: ReadonlySet<string> = new Set(['address', 'initial-balance']);

export interface ResolvedAccount {
  readonly account: CheckedAccount;
  /** Keys that are written, whether they could be read or not. */
  readonly writtenKeys: ReadonlySet<string>;
}

/** The policy stands first in `units`. */
export function resolveAccount(units: readonly Unit[], isWaived: IsSettingWaived): ResolvedAccount {
  const layers = units.map(accountLayerOf);
  for (const unit of units) refuseInPreset(unit);
  const values = composeValues('account', layers, isWaived);
  const account: CheckedAccount = {
    address: values.address ?? null,
    initialBalance: values['initial-balance'] ?? null,
    dayReset: values['day-reset'] ?? null,
    withdrawals: values.withdrawals ?? null,
    deadManSwitch: values['dead-man-switch'] ?? null,
    flattenWithin: values['flatten-within'] ?? null,
    profitableDay: values['profitable-day'] ?? null,
    existingPositions: values['existing-positions'] ?? null,
    foreignOrders: values['foreign-orders'] ?? null,
  };
  const written = layers.flatMap(({ blocks }) =>
    blocks.flatMap(({ writtenAt }) => [...writtenAt.keys()]),
  );
  return { account, writtenKeys: new Set(written) };
}

export function resolveStaleAfter(
  units: readonly Unit[],
  isWaived: IsSettingWaived,
): CheckedStaleAfter {
  const layers = units.map((unit) => layerOf(unit, 'stale-after'));
  return { ...STALE_AFTER_DEFAULTS, ...composeValues('stale-after', layers, isWaived) };
}

/** What one file says of the account. */
export function accountLayerOf(unit: Unit): Layer<'account'> {
  return layerOf(unit, 'account');
}

function layerOf<Owner extends 'account' | 'stale-after'>(unit: Unit, owner: Owner): Layer<Owner> {
  const block = unit.statements.blocks.get(owner);
  if (block === undefined) return { unit, blocks: [] };
  return { unit, blocks: [resolveSettings(owner, block.entries, unit.problems)] };
}

function refuseInPreset({ statements, problems, preset }: Unit): void {
  if (preset === null) return;
  for (const setting of statements.blocks.get('account')?.entries ?? []) {
    if (!POLICY_KEYS.has(setting.key.text)) continue;
    const message = `\`${setting.key.text}\` cannot stand in a preset`;
    problems.report('P118', setting.key.span, message, {
      hint: 'it belongs to the policy that uses the preset',
    });
  }
}
