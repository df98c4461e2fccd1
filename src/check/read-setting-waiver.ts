/** `PRESET.BLOCK.SETTING` in a waiver: a setting with a tighter way that the preset writes. */
import { nearestName, type ProblemList } from '../diagnostic/index.js';
import type { PathNode, SettingNode } from '../syntax/index.js';
import type { Unit } from './load-units.js';
import { isLooserSetting } from './looser-setting.js';
import type { SettingsOwner } from './resolve-settings.js';
import { ownerOfWord, type SettingWaiver } from './setting-waivers.js';

/** Null where the path names no setting; `reported` where it names one that cannot be waived. */
export function readSettingWaiver(
  { parts, span }: PathNode,
  presets: readonly Unit[],
  problems: ProblemList,
): Omit<SettingWaiver, 'until'> | 'reported' | null {
  const [preset = '', word = '', key = ''] = parts.map(({ text }) => text);
  const owner = ownerOfWord(word);
  const unit = presets.find((each) => each.preset?.name === preset);
  if (owner === null || unit === undefined || parts.length !== 3) return null;
  const written = new Set(settingsOf(unit, owner).map((setting) => setting.key.text));
  if (!written.has(key)) {
    const near = nearestName(key, written);
    problems.report('P413', span, `\`${preset}\` has no setting \`${word}.${key}\``, {
      hint:
        near === null
          ? 'a waiver names a setting that the preset writes: `PRESET.BLOCK.SETTING`'
          : `did you mean \`${preset}.${word}.${near}\`?`,
    });
    return 'reported';
  }
  if (isLooserSetting(owner, key) === null) {
    problems.report('P413', span, `\`${key}\` has no tighter way, so nothing holds it`, {
      hint: "write your own value: the policy's wins over that of a preset",
    });
    return 'reported';
  }
  return { preset, owner, key };
}

/** In the blocks of that kind, those inside of markets included. */
function settingsOf({ statements }: Unit, owner: SettingsOwner): readonly SettingNode[] {
  const entries = statements.markets.flatMap(({ block }) => block.entries);
  if (owner === 'market') return entries.filter((entry) => entry.kind === 'setting');
  const file = statements.blocks.get(owner)?.entries ?? [];
  const inner = entries.flatMap((entry) =>
    entry.kind === 'settingBlock' && entry.head.name === owner ? entry.entries : [],
  );
  const sizings = owner === 'size kelly' ? statements.sizings : [];
  return [...file, ...sizings.flatMap((block) => block.entries), ...inner];
}
