/** Which way each setting with a direction is looser; all others are a matter of taste. */
import type { CheckedDayGain, CheckedPerLength } from './checked-policy.js';
import type { SettingsOwner, SettingValues } from './resolve-settings.js';

/** Whether `value` is looser than `than`; null where neither is provably so. */
export type IsLooser<Value> = (value: Value, than: Value) => boolean | null;

type LooserTable = {
  readonly [Owner in SettingsOwner]: {
    readonly [Key in keyof SettingValues<Owner>]?: IsLooser<NonNullable<SettingValues<Owner>[Key]>>;
  };
};

const isLonger = (value: number, than: number): boolean => value > than;

const LOOSER_SETTINGS: LooserTable = {
  account: {
    withdrawals: (value, than) => value === 'lower-anchors' && than === 'count-as-loss',
    'profitable-day': isSmallerGain,
    'existing-positions': isLooserWelcome,
    'foreign-orders': isLooserWelcome,
  },
  'stale-after': { mark: isLonger, book: isLonger, account: isLonger, stream: isLonger },
  market: { leverage: (value, than) => value > than },
  'size kelly': {
    fraction: (value, than) => value.gt(than),
    'max-drawdown': (value, than) => value.fraction.gt(than.fraction),
    'risk-per-trade': (value, than) => value.gt(than),
    'portfolio-risk': (value, than) => value.gt(than),
    'warm-up-risk': (value, than) => value.gt(than),
    correlation: (value, than) => value.lt(than),
    history: (value, than) => value < than,
    'shrink-above': (value, than) => value.gt(than),
    'grow-below': (value, than) => value.gt(than),
  },
  'quote glft': {
    'risk-aversion': isLowerPerLength,
    'min-half-spread': (value, than) => value.lt(than),
    levels: (value, than) => value > than,
  },
  'allocate margin': {},
};

/** Null for a setting without a direction: there the nearest wins. */
export function isLooserSetting(owner: SettingsOwner, key: string): IsLooser<unknown> | null {
  const table = LOOSER_SETTINGS[owner] as Readonly<Record<string, IsLooser<never>>>;
  // The values of a key come from the reader that the table of settings has for it.
  return (table[key] as IsLooser<unknown> | undefined) ?? null;
}

/** To refuse is the tighter way; between the others the nearest file decides. */
function isLooserWelcome(value: string, than: string): boolean {
  return value !== 'refuse' && than === 'refuse';
}

/** Numbers per tick and per $ meet only at a venue's price grid, which moves. */
function isLowerPerLength(value: CheckedPerLength, than: CheckedPerLength): boolean | null {
  return value.unit === than.unit ? value.value < than.value : null;
}

/** A day that has to gain less is profitable sooner. */
function isSmallerGain(value: CheckedDayGain, than: CheckedDayGain): boolean | null {
  if (value.kind === 'money' && than.kind === 'money') return value.amount.lt(than.amount);
  if (value.kind === 'money' || than.kind === 'money') return null;
  return value.ofInitialBalance.lt(than.ofInitialBalance);
}
