/** The real Jupyter with the notebooks' own kernel: how notebooks are executed and exported. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOTEBOOKS = join(ROOT, 'notebooks');
const HERE = fileURLToPath(new URL('.', import.meta.url));
const PYTHONS = ['/usr/bin/python3', 'python3'];

export interface ExecutedNotebook {
  /** What the kernel printed on stderr and the errors of cells; empty where all went well. */
  readonly problems: readonly string[];
  /** The exported page. */
  readonly html: string;
  readonly htmlPath: string;
}

/** The Python that has Jupyter's client and nbconvert, or null. */
export async function findJupyter(): Promise<string | null> {
  for (const python of PYTHONS) {
    const found = await run(python, ['-c', 'import nbconvert, jupyter_client']).then(
      () => true,
      () => false,
    );
    if (found) return python;
  }
  return null;
}

/**
 * Installs what the notebooks run on (`npm ci` in notebooks/) unless exactly that is there.
 * Throws where the library is not built: notebooks import what `npm run build` writes.
 */
export async function prepareNotebooks(): Promise<void> {
  if (!existsSync(join(ROOT, 'dist/notebook/index.js'))) {
    throw new Error('dist/ is missing: run `npm run build` before the notebooks');
  }
  const release = await holdLock(join(tmpdir(), `mm-policy-notebooks-${hashOf(ROOT)}`));
  try {
    if (isInstalled()) return;
    const variables = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
    await run('npm', ['ci'], { cwd: NOTEBOOKS, env: Object.fromEntries(variables) });
  } finally {
    release();
  }
}

/** Test files run side by side: one installs, the others wait. A lock of two minutes is dead. */
async function holdLock(path: string): Promise<() => void> {
  for (;;) {
    try {
      mkdirSync(path);
      return () => rmdirSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > 120_000) rmSync(path, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

export interface NotebookRun {
  readonly file: string;
  /** In the place of what the first cell says, as TypeScript: `{ minutes: '1' }`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** To start one costs as much as several notebooks do, and other tests want the other core. */
const KERNELS = 1;
const ALL_MS = 240_000;

/**
 * Runs all cells of all notebooks on tslab kernels that stay warm (execute-notebooks.py says how)
 * and exports the pages, in a folder of its own. Throws where Python itself fails.
 */
export async function executeNotebooks(
  python: string,
  runs: readonly NotebookRun[],
): Promise<ReadonlyMap<string, ExecutedNotebook>> {
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-notebook-'));
  const env = {
    ...process.env,
    JUPYTER_PATH: join(NOTEBOOKS, 'jupyter'),
    JUPYTER_DATA_DIR: join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
    IPYTHONDIR: join(folder, 'ipython'),
    // Pictures for where scripts do not run have tests of their own.
    MM_POLICY_STILLS: 'never',
    NODE_OPTIONS: `--require=${join(HERE, 'reset-kernel.cjs')} --max-semi-space-size=64`,
  };
  const notebooks = runs.map(({ file, parameters = {} }) => ({ file, parameters }));
  const options = { cwd: NOTEBOOKS, env, timeout: ALL_MS, maxBuffer: 50_000_000 };
  const running = run(python, [join(HERE, 'execute-notebooks.py')], options);
  running.child.stdin?.end(JSON.stringify({ folder, kernels: KERNELS, notebooks }));
  await running;
  return new Map(runs.map(({ file }) => [file, readExecuted(folder, file)]));
}

function readExecuted(folder: string, file: string): ExecutedNotebook {
  const htmlPath = join(folder, `${basename(file, '.ipynb')}.html`);
  return {
    problems: problemsOf(readFileSync(join(folder, file), 'utf8')),
    html: readFileSync(htmlPath, 'utf8'),
    htmlPath,
  };
}

interface CellOutput {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | readonly string[];
  readonly traceback?: readonly string[];
}

interface NotebookFile {
  readonly cells: readonly { readonly cell_type: string; readonly outputs?: CellOutput[] }[];
}

/**
 * tslab reports what goes wrong on stderr only, a failed compilation and a rejection alike; a
 * rejected promise as the value of a cell it prints as any other value.
 */
function problemsOf(text: string): string[] {
  const notebook = JSON.parse(text) as NotebookFile;
  return notebook.cells
    .flatMap((cell) => cell.outputs ?? [])
    .filter(
      (output) =>
        output.output_type === 'error' ||
        output.name === 'stderr' ||
        textOf(output).includes('<rejected>'),
    )
    .map(textOf);
}

function textOf(output: CellOutput): string {
  return [output.text ?? output.traceback ?? ''].flat().join('');
}

interface LockedPackage {
  readonly version?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
}

/** Whether all is installed in the versions of the lock file; what is optional may be missing. */
function isInstalled(): boolean {
  const { packages } = readJson(join(NOTEBOOKS, 'package-lock.json')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  return Object.entries(packages)
    .filter(([path]) => path.startsWith('node_modules/'))
    .filter(([, { link, optional }]) => link !== true && optional !== true)
    .every(([path, entry]) => {
      const installed = join(NOTEBOOKS, path, 'package.json');
      if (!existsSync(installed)) return false;
      return (readJson(installed) as { readonly version?: string }).version === entry.version;
    });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
