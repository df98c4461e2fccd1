/** The npm project that notebooks belong to, and what of the kit is installed in it. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface KitPackage {
  readonly name: string;
  readonly purpose: string;
  readonly isNeeded: boolean;
  /** Null where it is not installed. */
  readonly version: string | null;
  /** Its folder. */
  readonly path: string | null;
}

export interface NotebookProject {
  /** Where its package.json is. */
  readonly root: string;
  /** Names in its package.json, whatever they are needed for. */
  readonly declared: readonly string[];
  readonly hasLock: boolean;
}

const PACKAGES = [
  { name: 'mm-policy', purpose: 'the library', isNeeded: true },
  { name: 'tslab', purpose: 'the TypeScript kernel', isNeeded: true },
  { name: 'plotly.js-dist-min', purpose: 'charts', isNeeded: true },
  { name: 'danfojs-node', purpose: 'frames', isNeeded: false },
  { name: 'playwright-core', purpose: 'pictures where scripts do not run', isNeeded: false },
] as const;

/** The nearest project that `folder` is in; null where there is none. */
export function findProject(folder: string): NotebookProject | null {
  for (let root = folder; ; root = dirname(root)) {
    const file = join(root, 'package.json');
    if (existsSync(file)) {
      const { dependencies = {}, devDependencies = {} } = readJson(file) as {
        readonly dependencies?: object;
        readonly devDependencies?: object;
      };
      const declared = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
      return { root, declared, hasLock: existsSync(join(root, 'package-lock.json')) };
    }
    if (root === dirname(root)) return null;
  }
}

/** The kit as a notebook in `folder` would import it. */
export function readKit(folder: string): readonly KitPackage[] {
  const { resolve } = createRequire(join(folder, 'notebook.cjs'));
  return PACKAGES.map((each) => {
    try {
      const file = resolve(`${each.name}/package.json`);
      const { version } = readJson(file) as { readonly version: string };
      return { ...each, version, path: dirname(file) };
    } catch {
      return { ...each, version: null, path: null };
    }
  });
}

/** What npm is told so that the project has `missing`: its lock file, where that knows them. */
export function installArguments(
  { declared, hasLock }: NotebookProject,
  missing: readonly string[],
): readonly string[] {
  const isDeclared = missing.every((name) => declared.includes(name));
  if (isDeclared) return [hasLock ? 'ci' : 'install'];
  return ['install', ...missing];
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
