/** The presets of this package, and the files that a policy names beside itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PresetLibrary, PresetText } from '../check/index.js';

export interface OpenedLibrary extends PresetLibrary {
  /** Everything that was loaded, by the file that diagnostics name. */
  readonly sources: ReadonlyMap<string, string>;
}

const FOLDER = fileURLToPath(new URL('../../policies/presets/', import.meta.url));
const ENDING = '.policy';

/** `policyFile`: paths in a policy are relative to it. */
export function openPresetLibrary(policyFile: string): OpenedLibrary {
  const sources = new Map<string, string>();
  const read = (path: string, file: string): PresetText | null => {
    const source = readText(path);
    if (source !== null) sources.set(file, source);
    return source === null ? null : { file, source };
  };
  return {
    sources,
    get names() {
      return presetNames();
    },
    load: (name) => {
      if (/^[a-z][a-z0-9-]*$/u.test(name)) {
        return read(join(FOLDER, name + ENDING), `presets/${name}${ENDING}`);
      }
      const path = join(dirname(policyFile), name);
      return path === policyFile ? null : read(path, path);
    },
  };
}

function presetNames(): readonly string[] {
  try {
    return readdirSync(FOLDER)
      .filter((name) => name.endsWith(ENDING))
      .map((name) => name.slice(0, -ENDING.length))
      .toSorted();
  } catch {
    return [];
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
