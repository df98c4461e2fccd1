/** The TypeScript kernel as Jupyter finds it: a folder with a kernel.json. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The name that notebooks carry. */
const KERNEL = 'tslab';

export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** `tslab`: its folder; it runs on `node`, the program. */
export function kernelSpec(node: string, tslab: string): KernelSpec {
  return {
    argv: [node, join(tslab, 'bin', 'tslab'), 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript (tslab)',
    language: 'typescript',
    // Only what is ours is written over.
    metadata: { writtenBy: 'mm-policy' },
  };
}

/**
 * Writes it below `jupyterFolder`, one of those in JUPYTER_PATH; null where another's kernel of the
 * name is there, which stays, else the file.
 */
export function writeKernelSpec(jupyterFolder: string, spec: KernelSpec): string | null {
  const folder = join(jupyterFolder, 'kernels', KERNEL);
  const file = join(folder, 'kernel.json');
  if (existsSync(file) && !isOurs(file)) return null;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(spec, null, 2)}\n`);
  return file;
}

function isOurs(file: string): boolean {
  try {
    const { metadata } = JSON.parse(readFileSync(file, 'utf8')) as Partial<KernelSpec>;
    return metadata?.['writtenBy'] === 'mm-policy';
  } catch {
    return false;
  }
}

/** Where Jupyter keeps this user's kernels, by its own rules. */
export function jupyterDataFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  platform: NodeJS.Platform,
): string {
  const named = env['JUPYTER_DATA_DIR'];
  if (named !== undefined && named !== '') return named;
  if (platform === 'darwin') return join(home, 'Library', 'Jupyter');
  if (platform === 'win32') return join(env['APPDATA'] ?? home, 'jupyter');
  return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'jupyter');
}
