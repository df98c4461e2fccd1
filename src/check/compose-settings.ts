/** Settings of a policy and its presets as one: the tightest where a setting has a tighter way. */
import type { ProblemList, Span } from '../diagnostic/index.js';
import type { BlockName } from '../syntax/index.js';
import type { CheckedAccount, CheckedBook, CheckedStaleAfter } from './checked-policy.js';
import type { Unit } from './load-units.js';
import { FEED_NAMES } from './feed-name.js';
import { reportNotYet } from './report-not-yet.js';
import { resolveAccount, type ResolvedAccount, STALE_AFTER_DEFAULTS } from './resolve-account.js';
import { resolveSettings } from './resolve-settings.js';

/** A value with the unit that wrote it. */
interface Written<Value> {
  readonly unit: Unit;
  readonly value: Value;
}

export interface ComposedAccount extends ResolvedAccount {
  /** What each file says itself. */
  readonly ownAccounts: ReadonlyMap<Unit, CheckedAccount>;
}

const POLICY_KEYS = new Set(['address', 'initial-balance']);

export function composeAccount(policy: Unit, presets: readonly Unit[]): ComposedAccount {
  const own = readAccount(policy);
  const accounts = [own, ...presets.map(readAccount)];
  const all = <Key extends keyof CheckedAccount>(key: Key): Written<CheckedAccount[Key]>[] =>
    accounts
      .map(({ unit, account }) => ({ unit, value: account[key] }))
      .filter(({ value }) => value !== null);
  const account: CheckedAccount = {
    ...own.account,
    dayReset: all('dayReset')[0]?.value ?? null,
    withdrawals: tightest('account', 'withdrawals', all('withdrawals'), isLooserWithdrawal),
    deadManSwitch: tightest('account', 'dead-man-switch', all('deadManSwitch'), isLooserSwitch),
    flattenWithin: all('flattenWithin')[0]?.value ?? null,
  };
  const writtenKeys = new Set(accounts.flatMap((each) => [...each.writtenKeys]));
  const ownAccounts = new Map(accounts.map(({ unit, account: read }) => [unit, read]));
  return { account, writtenKeys, ownAccounts };
}

/**
 * The clock and the way with withdrawals of each file: lets and clocks are file-local, so a
 * preset's own stand beside the policy's. `account` is the policy's, composed.
 */
export function composeBooks(
  policy: Unit,
  account: CheckedAccount,
  ownAccounts: ReadonlyMap<Unit, CheckedAccount>,
): readonly CheckedBook[] {
  const { dayReset, withdrawals } = account;
  const own: CheckedBook = { preset: policy.preset, dayReset, withdrawals };
  return [own, ...policy.uses.flatMap((unit) => booksBelow(unit, own))];

  function booksBelow(unit: Unit, user: CheckedBook): readonly CheckedBook[] {
    const read = ownAccounts.get(unit);
    const book: CheckedBook = {
      preset: unit.preset,
      dayReset: read?.dayReset ?? user.dayReset,
      withdrawals: read?.withdrawals ?? user.withdrawals,
    };
    return [book, ...unit.uses.flatMap((inner) => booksBelow(inner, book))];
  }
}

export function composeStaleAfter(units: readonly Unit[]): CheckedStaleAfter {
  const read = units.map((unit) => {
    const entries = unit.statements.blocks.get('stale-after')?.entries ?? [];
    return { unit, values: resolveSettings('stale-after', entries, unit.problems).values };
  });
  const composed = { ...STALE_AFTER_DEFAULTS };
  for (const feed of FEED_NAMES) {
    const written = read.flatMap(({ unit, values }) => {
      const value = values[feed];
      return value === undefined ? [] : [{ unit, value }];
    });
    const value = tightest('stale-after', feed, written, (a, b) => a > b);
    if (value !== null) composed[feed] = value;
  }
  return composed;
}

/** The tightest of all; one of the policy that is looser than one of a preset is reported. */
function tightest<Value>(
  block: BlockName,
  key: string,
  written: readonly Written<Value>[],
  isLooser: (value: Value, than: Value) => boolean,
): Value | null {
  let best: Written<Value> | null = null;
  for (const each of written) {
    if (best === null || isLooser(best.value, each.value)) {
      if (best !== null && best.unit.preset === null) {
        reportLooser(best.unit, block, key, each.unit.preset?.name ?? '');
      }
      best = each;
    }
  }
  return best?.value ?? null;
}

function isLooserWithdrawal(
  value: CheckedAccount['withdrawals'],
  than: CheckedAccount['withdrawals'],
): boolean {
  return value === 'lower-anchors' && than === 'count-as-loss';
}

function isLooserSwitch(
  value: CheckedAccount['deadManSwitch'],
  than: CheckedAccount['deadManSwitch'],
): boolean {
  if (value === null || than === null) return false;
  return value.afterMs > than.afterMs || (than.required && !value.required);
}

function reportLooser(unit: Unit, block: BlockName, key: string, preset: string): void {
  const span = spanOf(unit, block, key) ?? { start: 0, end: 1 };
  unit.problems.report('P405', span, `\`${key}\` is looser here than in \`${preset}\``, {
    hint: 'a preset can only be tightened: write its value, a tighter one, or none',
  });
}

function readAccount(unit: Unit): ResolvedAccount & { readonly unit: Unit } {
  const resolved = resolveAccount(unit.statements, unit.problems);
  if (unit.preset !== null) refuseInPreset(unit);
  return { unit, ...resolved };
}

function refuseInPreset({ statements, problems }: Unit): void {
  for (const setting of statements.blocks.get('account')?.entries ?? []) {
    if (!POLICY_KEYS.has(setting.key.text)) continue;
    const message = `\`${setting.key.text}\` cannot stand in a preset`;
    problems.report('P118', setting.key.span, message, {
      hint: 'it belongs to the policy that uses the preset',
    });
  }
  refuseStrategies(statements.blocks, problems);
}

function refuseStrategies(
  blocks: ReadonlyMap<BlockName, { readonly head: { readonly span: Span } }>,
  problems: ProblemList,
): void {
  for (const name of ['quote glft', 'allocate margin'] as const) {
    const block = blocks.get(name);
    if (block === undefined) continue;
    const hint = 'write it into the policy for now';
    reportNotYet(`\`${name}\` in a preset`, block.head.span, hint, problems);
  }
}

function spanOf({ statements }: Unit, block: BlockName, key: string): Span | null {
  const entries = statements.blocks.get(block)?.entries ?? [];
  return entries.find((setting) => setting.key.text === key)?.span ?? null;
}
