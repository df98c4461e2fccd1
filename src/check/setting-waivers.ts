/** Dated waivers of the settings of presets: which are switched off at an instant. */
import type { TimeMs } from '../base/index.js';
import type { SettingsOwner } from './resolve-settings.js';

/** As a waiver's path names the block of a setting: `PRESET.quote-glft.levels`. */
const OWNER_OF_WORD: Readonly<Record<string, SettingsOwner>> = {
  account: 'account',
  'stale-after': 'stale-after',
  market: 'market',
  'size-kelly': 'size kelly',
  'quote-glft': 'quote glft',
  'allocate-margin': 'allocate margin',
};

export interface SettingWaiver {
  readonly preset: string;
  readonly owner: SettingsOwner;
  readonly key: string;
  /** From this instant on the setting holds again. */
  readonly until: TimeMs;
}

/** Whether a preset's setting is switched off. */
export type IsSettingWaived = (preset: string, owner: SettingsOwner, key: string) => boolean;

export function ownerOfWord(word: string): SettingsOwner | null {
  return OWNER_OF_WORD[word] ?? null;
}

/** The word by which a waiver's path names a block. */
export function wordOfOwner(owner: SettingsOwner): string {
  return owner.replace(' ', '-');
}

/** What is waived at an instant; null for the time before all dates. */
export function waivedAt(waivers: readonly SettingWaiver[], at: TimeMs | null): IsSettingWaived {
  return (preset, owner, key) =>
    waivers.some(
      (waiver) =>
        waiver.preset === preset &&
        waiver.owner === owner &&
        waiver.key === key &&
        (at === null || at < waiver.until),
    );
}

/** The instants at which a setting comes back, in order. */
export function waiverEnds(waivers: readonly SettingWaiver[]): readonly TimeMs[] {
  return [...new Set(waivers.map(({ until }) => until))].toSorted((a, b) => a - b);
}
