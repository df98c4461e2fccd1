/** One block's settings of a policy and its presets as one. */
import type { Span } from '../diagnostic/index.js';
import type { Unit } from './load-units.js';
import { type IsLooser, isLooserSetting } from './looser-setting.js';
import type { ResolvedSettings, SettingsOwner, SettingValues } from './resolve-settings.js';
import { type IsSettingWaived, wordOfOwner } from './setting-waivers.js';

/** What one file says in its blocks of that kind, nearest first. */
export interface Layer<Owner extends SettingsOwner> {
  readonly unit: Unit;
  readonly blocks: readonly ResolvedSettings<Owner>[];
}

interface Written {
  readonly unit: Unit;
  readonly value: unknown;
  readonly span: Span;
}

/**
 * Within a file the nearest block wins, a market's over the file's. Between files the tightest
 * wins where a setting has a tighter way, and a policy that is looser than its presets is reported;
 * elsewhere the first layer wins. The policy's own layer stands first.
 */
export function composeValues<Owner extends SettingsOwner>(
  owner: Owner,
  layers: readonly Layer<Owner>[],
  isWaived: IsSettingWaived,
): SettingValues<Owner> {
  const keys = new Set(layers.flatMap(({ blocks }) => blocks.flatMap((block) => keysOf(block))));
  const composed: Record<string, unknown> = {};
  for (const key of keys) {
    const written = layers.flatMap((layer) => {
      const { preset } = layer.unit;
      if (preset !== null && isWaived(preset.name, owner, key)) return [];
      return valueIn(layer, key) ?? [];
    });
    const best = tightest(owner, key, written);
    if (best !== null) composed[key] = best.value;
  }
  // Each value was read by the reader that the table of settings has for its key.
  return composed as SettingValues<Owner>;
}

function keysOf<Owner extends SettingsOwner>({ values }: ResolvedSettings<Owner>): string[] {
  return Object.keys(values);
}

function valueIn<Owner extends SettingsOwner>(layer: Layer<Owner>, key: string): Written | null {
  for (const { values, writtenAt } of layer.blocks) {
    const value: unknown = (values as Readonly<Record<string, unknown>>)[key];
    const span = writtenAt.get(key);
    if (value !== undefined && span !== undefined) return { unit: layer.unit, value, span };
  }
  return null;
}

function tightest(owner: SettingsOwner, key: string, written: readonly Written[]): Written | null {
  const [first, ...others] = written;
  const isLooser = isLooserSetting(owner, key);
  if (first === undefined || isLooser === null) return first ?? null;
  return others.reduce((best, other) => tighterOf(owner, key, best, other, isLooser), first);
}

function tighterOf(
  owner: SettingsOwner,
  key: string,
  best: Written,
  other: Written,
  isLooser: IsLooser<unknown>,
): Written {
  const looser = isLooser(best.value, other.value);
  if (looser === false) return best;
  if (best.unit.preset === null) reportLooser(owner, key, best, other, looser);
  return looser === true ? other : best;
}

/** `looser` is null where the two cannot be compared. */
function reportLooser(
  owner: SettingsOwner,
  key: string,
  { unit, span }: Written,
  other: Written,
  looser: true | null,
): void {
  const { name = '', source = '' } = other.unit.preset ?? {};
  const theirs = source.slice(other.span.start, other.span.end).replace(/\s+/gu, ' ');
  const is = looser === null ? 'cannot be compared with' : 'is looser than';
  const waiver = `waive ${name}.${wordOfOwner(owner)}.${key} until …`;
  unit.problems.report('P405', span, `this ${is} \`${theirs}\` of \`${name}\``, {
    hint:
      looser === null
        ? 'write it in the same unit as the preset does'
        : `write that or a tighter value, or a dated waiver: \`${waiver}\``,
  });
}
