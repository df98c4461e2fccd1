/** Files, folders and patterns of the command line as the policy files they name. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, ProblemList } from '../diagnostic/index.js';

export interface FoundPolicies {
  /** Each once, in the order of the arguments; those of a folder by name. */
  readonly files: readonly string[];
  /** Folders and patterns that name no policy. */
  readonly problems: readonly Diagnostic[];
}

const EXTENSION = '.policy';

/**
 * A folder stands for the `.policy` files in it and below, a pattern for the files it fits: `*`
 * and `?` within a name, `**` for any folders, `{a,b}` for either. Hidden folders and node_modules
 * are passed over.
 */
export async function findPolicies(paths: readonly string[]): Promise<FoundPolicies> {
  const files = new Set<string>();
  const problems: Diagnostic[] = [];
  for (const path of paths) {
    const found = await filesNamedBy(path);
    for (const file of found) files.add(file);
    if (found.length === 0) problems.push(nothingFound(path));
  }
  return { files: [...files], problems };
}

async function filesNamedBy(path: string): Promise<readonly string[]> {
  const entry = await stat(path).catch(() => null);
  if (entry?.isDirectory() === true) {
    const below = await listFiles(path);
    return below.filter((file) => file.endsWith(EXTENSION));
  }
  if (entry !== null || !isPattern(path)) return [path];
  const pattern = patternExpression(path);
  const below = await listFiles(folderBefore(path));
  return below.filter((file) => pattern.test(file));
}

function isPattern(path: string): boolean {
  return /[*?{]/u.test(path);
}

/** The part of a pattern that is a plain folder: `policies/**` begins in `policies`. */
function folderBefore(pattern: string): string {
  const plain = /^[^*?{]*\//u.exec(pattern)?.[0] ?? '';
  return plain === '/' ? plain : plain.replace(/\/$/u, '');
}

/** All files in a folder and below, by name; the current folder where it is empty. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder === '' ? '.' : folder, { withFileTypes: true }).catch(
    () => [],
  );
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder === '' ? entry.name : join(folder, entry.name);
    if (!entry.isDirectory()) files.push(path);
    else if (!entry.name.startsWith('.') && entry.name !== 'node_modules') {
      files.push(...(await listFiles(path)));
    }
  }
  return files;
}

/** A pattern as an expression over whole paths. */
export function patternExpression(pattern: string): RegExp {
  const plain = pattern.replace(/^(?:\.\/)+/u, '').replaceAll(/\/{2,}/gu, '/');
  return new RegExp(`^${sourceOf(plain)}$`, 'u');
}

function sourceOf(pattern: string): string {
  return pattern.replaceAll(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[\\^$.|+()[\]{}]/gu, (part): string => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length === 1) return `\\${part}`;
    const choices = part.slice(1, -1).split(',').map(sourceOf);
    return `(?:${choices.join('|')})`;
  });
}

function nothingFound(path: string): Diagnostic {
  const problems = new ProblemList(path);
  const message = isPattern(path) ? 'no file fits this pattern' : 'no policy is in this folder';
  problems.report('P801', null, message, {
    hint: 'name a `.policy` file, a folder with some, or a pattern such as `policies/**/*.policy`',
  });
  const [diagnostic] = problems.sorted();
  if (diagnostic === undefined) throw new Error('a reported problem is listed');
  return diagnostic;
}
