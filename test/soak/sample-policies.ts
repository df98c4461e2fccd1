/** Real policies to spoil: those that ship, and the inputs and examples of other tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PresetLibrary } from '../../src/check/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['policies', 'policies/presets', 'test/golden/fmt', 'test/golden/diagnostics'];

/** In the order of their names, so that a seed means the same everywhere. */
export function samplePolicies(): readonly string[] {
  return FOLDERS.flatMap((folder) => filesIn(join(ROOT, folder))).map(
    (file) => readFileSync(file, 'utf8').split('----\n')[0] ?? '',
  );
}

/** The presets that ship, so that made-up policies may use them. */
export function shippedPresets(): PresetLibrary {
  const files = filesIn(join(ROOT, 'policies/presets'));
  const texts = new Map(
    files.map((file) => {
      const source = readFileSync(file, 'utf8');
      return [basename(file, '.policy'), { file: basename(file), source }] as const;
    }),
  );
  return { load: (name) => texts.get(name) ?? null, names: [...texts.keys()] };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.(?:policy|txt)$/u.test(name))
      .toSorted()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
