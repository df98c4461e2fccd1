/** Installs what a project's notebooks lack, writes their kernel, and opens Jupyter on them. */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { findBrowser } from '../notebook/index.js';
import type { CliIo } from './cli-io.js';
import { findJupyter, type FoundJupyter } from './find-jupyter.js';
import { jupyterDataFolder, kernelSpec, writeKernelSpec } from './kernel-spec.js';
import {
  findProject,
  installArguments,
  type KitPackage,
  type NotebookProject,
  readKit,
} from './notebook-project.js';
import type { NotebooksOptions } from './notebooks-command.js';

const MISSING = 1;
const COULD_NOT_BEGIN = 2;
/** What a shell makes of a program that a signal ended. */
const BY_SIGNAL = 130;

const NO_JUPYTER = `error: no Jupyter on this machine
help: apt-get install jupyter-notebook (Debian, Ubuntu), brew install jupyterlab (macOS),
      or pip install jupyterlab; then \`mm-policy notebooks\` again
`;

/** Ends when Jupyter does, with its exit code. */
export async function openNotebooks(
  path: string,
  rest: readonly string[],
  options: NotebooksOptions,
  io: CliIo,
): Promise<number> {
  const folder = resolve(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return refuse(io, `there is no folder \`${path}\``, 'name the folder of your notebooks');
  }
  const project = findProject(folder);
  if (project === null) {
    const begin = 'npm init -y && npm install mm-policy tslab plotly.js-dist-min';
    return refuse(
      io,
      `\`${path}\` is in no npm project`,
      `${begin}, in the folder of your project`,
    );
  }
  if (options.check === true) return check(folder, options, io);
  const tslab = await prepare(folder, project, options, io);
  if (tslab === null) return COULD_NOT_BEGIN;
  const spec = kernelSpec(process.execPath, tslab);
  if (options.register === true) return register(spec, io);
  const jupyter = await findJupyter(options.app, io.env);
  if (jupyter === null) {
    io.err(NO_JUPYTER);
    return COULD_NOT_BEGIN;
  }
  const jupyterFolder = join(project.root, 'node_modules', '.cache', 'mm-policy', 'jupyter');
  writeKernelSpec(jupyterFolder, spec);
  io.out(`${nameOf(jupyter)}, kernel TypeScript (tslab) on Node ${process.version}\n`);
  const { JUPYTER_PATH: others = '' } = io.env;
  const env = {
    ...io.env,
    JUPYTER_PATH: [jupyterFolder, others].filter((each) => each !== '').join(delimiter),
  };
  const [program, ...first] = jupyter.command;
  const only = options.browser ? [] : ['--no-browser'];
  return runHere(program, [...first, ...only, ...rest], folder, env);
}

/** tslab's folder, after installing what is missing; null where something still is. */
async function prepare(
  folder: string,
  project: NotebookProject,
  options: NotebooksOptions,
  io: CliIo,
): Promise<string | null> {
  const missing = missingOf(readKit(folder));
  if (missing.length > 0) {
    const words = installArguments(project, missing);
    if (!options.install) {
      refuse(io, `${missing.join(', ')} missing`, `npm ${words.join(' ')}, in ${project.root}`);
      return null;
    }
    io.out(`npm ${words.join(' ')}   (in ${project.root}: ${missing.join(', ')} missing)\n`);
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    // What `npm run` told this program is not for another project.
    const own = Object.entries(io.env).filter(([name]) => !name.startsWith('npm_'));
    const code = await runHere(npm, words, project.root, Object.fromEntries(own));
    if (code !== 0) {
      refuse(io, `npm ended with ${code}`, `npm ${words.join(' ')}, in ${project.root}`);
      return null;
    }
  }
  const kit = readKit(folder);
  const still = missingOf(kit);
  if (still.length > 0) {
    refuse(io, `${still.join(', ')} still missing`, `npm install, in ${project.root}`);
    return null;
  }
  return kit.find(({ name }) => name === 'tslab')?.path ?? null;
}

async function check(folder: string, options: NotebooksOptions, io: CliIo): Promise<number> {
  const kit = readKit(folder);
  const jupyter = await findJupyter(options.app, io.env);
  const rows: (readonly [string, string])[] = [
    ['Node', process.version],
    ...kit.map((each) => [each.name, standingOf(each)] as const),
    ['Jupyter', jupyter === null ? 'missing: pip install jupyterlab' : nameOf(jupyter)],
    ['browser', findBrowser(io.env) ?? 'none (optional, for pictures where scripts do not run)'],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, standing] of rows) io.out(`${name.padEnd(width)}  ${standing}\n`);
  return jupyter === null || missingOf(kit).length > 0 ? MISSING : 0;
}

function standingOf({ version, purpose, isNeeded }: KitPackage): string {
  if (version !== null) return version;
  return isNeeded ? `missing (${purpose})` : `not installed (optional, for ${purpose})`;
}

function register(spec: ReturnType<typeof kernelSpec>, io: CliIo): number {
  const folder = jupyterDataFolder(io.env, homedir(), process.platform);
  const file = writeKernelSpec(folder, spec);
  if (file === null) {
    const there = join(folder, 'kernels', 'tslab');
    return refuse(
      io,
      `another tslab kernel is registered in ${there}`,
      'use it, or remove that folder and run this again',
    );
  }
  io.out(`TypeScript (tslab) is registered: ${file}\n`);
  return 0;
}

function missingOf(kit: readonly KitPackage[]): readonly string[] {
  return kit.filter(({ isNeeded, path }) => isNeeded && path === null).map(({ name }) => name);
}

function nameOf({ page, version }: FoundJupyter): string {
  return `${page === 'lab' ? 'JupyterLab' : 'Jupyter Notebook'} ${version}`;
}

function refuse(io: CliIo, what: string, help: string): number {
  io.err(`error: ${what}\nhelp: ${help}\n`);
  return COULD_NOT_BEGIN;
}

/** Ctrl-C is for the program on this terminal to answer: this one waits for its end. */
function leaveIt(): void {
  // Nothing.
}

/** A program on this terminal, until it ends; its exit code. */
function runHere(
  program: string,
  words: readonly string[],
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const isWindowsScript = program.endsWith('.cmd');
  const child = spawn(program, words, {
    cwd: folder,
    env,
    stdio: 'inherit',
    shell: isWindowsScript,
  });
  const end = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', leaveIt);
  process.on('SIGTERM', end);
  return new Promise((resolveCode) => {
    const finish = (code: number): void => {
      process.off('SIGINT', leaveIt);
      process.off('SIGTERM', end);
      resolveCode(code);
    };
    child.on('error', () => finish(COULD_NOT_BEGIN));
    child.on('exit', (code) => finish(code ?? BY_SIGNAL));
  });
}
