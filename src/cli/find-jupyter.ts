/** The Jupyter of this machine. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Its pages, the one that is taken first where nobody chooses in front. */
export const JUPYTER_PAGES = ['lab', 'notebook'] as const;

export type JupyterPage = (typeof JUPYTER_PAGES)[number];

export interface FoundJupyter {
  readonly page: JupyterPage;
  /** Program and first arguments. */
  readonly command: readonly [string, ...string[]];
  readonly version: string;
}

/** A Python starts slowly on a busy machine; one that asks something never ends. */
const ANSWER_MS = 30_000;

const run = promisify(execFile);

const COMMANDS: Readonly<Record<JupyterPage, readonly (readonly [string, ...string[]])[]>> = {
  lab: [['jupyter-lab'], ['python3', '-m', 'jupyterlab'], ['python', '-m', 'jupyterlab']],
  notebook: [
    ['jupyter-notebook'],
    ['python3', '-m', 'notebook'],
    // Debian's, where another Python stands before it.
    ['/usr/bin/python3', '-m', 'notebook'],
    ['python', '-m', 'notebook'],
  ],
};

/** The first that tells its version; null where there is none. */
export async function findJupyter(
  wanted: JupyterPage | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FoundJupyter | null> {
  const candidates = JUPYTER_PAGES.filter(
    (page) => wanted === undefined || page === wanted,
  ).flatMap((page) => COMMANDS[page].map((command) => ({ page, command })));
  // Programs on PATH first, of both pages: a module costs the start of a Python.
  const sorted = candidates.toSorted((a, b) => a.command.length - b.command.length);
  for (const { page, command } of sorted) {
    const [program, ...first] = command;
    const version = await versionOf(program, first, env);
    if (version !== null) return { page, command, version };
  }
  return null;
}

async function versionOf(
  program: string,
  first: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  try {
    const { stdout } = await run(program, [...first, '--version'], { env, timeout: ANSWER_MS });
    return /\d+\.\d+[\w.]*/u.exec(stdout)?.[0] ?? null;
  } catch {
    return null;
  }
}
