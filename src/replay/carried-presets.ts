/** Presets that came with a policy, from a journal or a plan, instead of from the disk. */
import type { PresetLibrary, UsedPreset } from '../check/index.js';

export function carriedPresets(
  presets: readonly Pick<UsedPreset, 'reference' | 'file' | 'source'>[],
): PresetLibrary {
  return {
    names: presets.map(({ reference }) => reference),
    load: (name) => presets.find(({ reference }) => reference === name) ?? null,
  };
}
