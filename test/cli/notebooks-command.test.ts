/** The command against projects and Jupyters that stand in: what it installs, writes and opens. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { installArguments } from '../../src/cli/notebook-project.js';
import { jupyterDataFolder } from '../../src/cli/kernel-spec.js';
import { runMain } from './captured-io.js';

let folder: string;
let project: string;
let env: Record<string, string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mm-policy-notebooks-'));
  project = join(folder, 'desk');
  mkdirSync(join(folder, 'bin'));
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "desk" }\n');
  // Node is beside npm; nothing else of this machine may be found.
  env = { PATH: join(folder, 'bin'), OUT: join(folder, 'told'), JUPYTER_DATA_DIR: folder };
});

function addPackage(name: string, version: string): void {
  const path = join(project, 'node_modules', name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version }));
}

function addKit(): void {
  addPackage('mm-policy', '0.1.0');
  addPackage('tslab', '1.0.22');
  addPackage('plotly.js-dist-min', '4.1.2');
}

function addProgram(name: string, script: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** Tells its version, or what it was started with, and ends as told. */
function addJupyter(name: string, code = 0): void {
  const opened = 'echo "$0 $@|$PWD|$JUPYTER_PATH" > "$OUT"';
  addProgram(name, `if [ "$1" = --version ]; then echo 4.2.1; else ${opened}; exit ${code}; fi`);
}

const kernelFile = (): string =>
  join(project, 'node_modules/.cache/mm-policy/jupyter/kernels/tslab/kernel.json');

describe.skipIf(process.platform === 'win32')('mm-policy notebooks', () => {
  it('writes the kernel of the project and opens Jupyter there, which finds it', async () => {
    addKit();
    addJupyter('jupyter-lab');
    const words = ['--no-browser', '--', '--port', '9000'];
    const done = await runMain(['notebooks', project, ...words], { env });
    expect(done).toMatchObject({ exitCode: 0, err: '' });
    expect(done.out).toContain('JupyterLab 4.2.1, kernel TypeScript (tslab)');
    const [started, cwd, path] = readFileSync(join(folder, 'told'), 'utf8').trim().split('|');
    expect(started).toMatch(/jupyter-lab --no-browser --port 9000$/u);
    expect(cwd).toBe(project);
    expect(path).toBe(join(project, 'node_modules/.cache/mm-policy/jupyter'));
    const { argv } = JSON.parse(readFileSync(kernelFile(), 'utf8')) as { readonly argv: string[] };
    expect(argv.slice(0, 2)).toEqual([
      process.execPath,
      join(project, 'node_modules/tslab/bin/tslab'),
    ]);
  });

  it('opens the one that is asked for, keeps the other paths, and ends as it ends', async () => {
    addKit();
    addJupyter('jupyter-lab');
    addJupyter('jupyter-notebook', 7);
    const others = { ...env, JUPYTER_PATH: '/elsewhere' };
    const done = await runMain(['notebooks', project, '--app', 'notebook'], { env: others });
    expect(done.exitCode).toBe(7);
    expect(readFileSync(join(folder, 'told'), 'utf8')).toMatch(
      /jupyter-notebook \|.*jupyter:\/elsewhere\n$/u,
    );
  });

  it('installs what is missing by npm, and says where it cannot', async () => {
    addPackage('mm-policy', '0.1.0');
    addJupyter('jupyter-lab');
    addProgram('npm', 'echo "$@|$PWD" > "$OUT"; exit 9');
    const done = await runMain(['notebooks', project], { env });
    expect(readFileSync(join(folder, 'told'), 'utf8').trim()).toBe(
      `install tslab plotly.js-dist-min|${project}`,
    );
    expect(done.exitCode).toBe(2);
    expect(done.err).toBe(
      `error: npm ended with 9\nhelp: npm install tslab plotly.js-dist-min, in ${project}\n`,
    );
    const only = await runMain(['notebooks', project, '--no-install'], { env });
    expect(only.err).toContain('error: tslab, plotly.js-dist-min missing\n');
  });

  it('checks without doing anything', async () => {
    addPackage('tslab', '1.0.22');
    const done = await runMain(['notebooks', project, '--check'], { env });
    expect(done.exitCode).toBe(1);
    expect(done.out.replace(process.version, 'NODE').split('\n').slice(0, 5)).toEqual([
      'Node                NODE',
      'mm-policy           missing (the library)',
      'tslab               1.0.22',
      'plotly.js-dist-min  missing (charts)',
      'danfojs-node        not installed (optional, for frames)',
    ]);
    expect(existsSync(kernelFile())).toBe(false);
  });

  it('registers the kernel for this user, and never over one of another', async () => {
    addKit();
    const done = await runMain(['notebooks', project, '--register'], { env });
    expect(done).toMatchObject({ exitCode: 0, err: '' });
    const file = join(folder, 'kernels/tslab/kernel.json');
    expect(done.out).toBe(`TypeScript (tslab) is registered: ${file}\n`);
    expect((await runMain(['notebooks', project, '--register'], { env })).exitCode).toBe(0);
    writeFileSync(file, '{"argv":["tslab"]}');
    const refused = await runMain(['notebooks', project, '--register'], { env });
    expect(refused.exitCode).toBe(2);
    expect(refused.err).toContain('help: use it, or remove that folder');
    expect(readFileSync(file, 'utf8')).toBe('{"argv":["tslab"]}');
  });

  it('says the way out where there is no project, or no folder', async () => {
    const lost = await runMain(['notebooks', join(folder, 'bin')], { env });
    expect(lost).toMatchObject({ exitCode: 2, out: '' });
    expect(lost.err).toContain('is in no npm project\nhelp: npm init -y && npm install mm-policy');
    const nowhere = await runMain(['notebooks', join(folder, 'nowhere')], { env });
    expect(nowhere.err).toContain('help: name the folder of your notebooks');
  });
});

describe('what npm is asked to install', () => {
  it('is the lock file where that knows what is missing, else the packages by name', () => {
    const declared = ['tslab', 'mm-policy'];
    const desk = { root: '/', declared, hasLock: true };
    expect(installArguments(desk, ['tslab'])).toEqual(['ci']);
    expect(installArguments({ ...desk, hasLock: false }, ['tslab'])).toEqual(['install']);
    expect(installArguments(desk, ['tslab', 'plotly.js-dist-min'])).toEqual([
      'install',
      'tslab',
      'plotly.js-dist-min',
    ]);
  });
});

describe("where Jupyter keeps a user's kernels", () => {
  it.each([
    [{}, 'linux', '/home/me/.local/share/jupyter'],
    [{ XDG_DATA_HOME: '/data' }, 'linux', '/data/jupyter'],
    [{}, 'darwin', '/home/me/Library/Jupyter'],
    [{ JUPYTER_DATA_DIR: '/mine' }, 'darwin', '/mine'],
  ] as const)('with %j on %s is %s', (variables, platform, expected) => {
    expect(jupyterDataFolder(variables, '/home/me', platform)).toBe(expected);
  });
});
