/**
 * The kit in somebody else's project: packed as npm publishes it, installed with a kernel into an
 * empty folder, used by name on the real kernel and through a real Jupyter server.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findJupyter as findJupyterPage } from '../../src/cli/find-jupyter.js';
import { findJupyter } from './jupyter.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ASK_KERNEL = fileURLToPath(new URL('ask-kernel.py', import.meta.url));
const isCi = process.env['CI'] === 'true';
const python = await findJupyter();
const server = await findJupyterPage('notebook', process.env);

if (python === null) console.warn('notebooks of another project not tested: no Jupyter');
if (server === null) console.warn('a Jupyter server not tested: apt-get install jupyter-notebook');

interface Ask {
  readonly kind: 'execute' | 'complete' | 'inspect';
  readonly code: string;
  readonly at?: number;
}

interface Answer {
  readonly status?: string;
  readonly outputs?: readonly (readonly [string, string])[];
  readonly matches?: readonly string[];
  readonly text?: string;
}

describe.skipIf(python === null && !isCi)('the kit in a project of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-outside-'));
  const project = join(folder, 'desk');
  const jupyterFolder = join(folder, 'jupyter');
  let packed: readonly string[] = [];

  // What `npm test` tells this process is not for another project.
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('npm_'))),
    JUPYTER_DATA_DIR: jupyterFolder,
    JUPYTER_PATH: jupyterFolder,
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    IPYTHONDIR: join(folder, 'ipython'),
  };

  beforeAll(async () => {
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "name": "desk", "private": true }\n');
    // Its scripts would build dist/ anew under the feet of other tests.
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const { stdout } = await run('npm', pack, { cwd: ROOT, env });
    const [made] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    packed = made.files.map(({ path }) => path);
    const quietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
    const names = [join(folder, made.filename), 'tslab@1.0.22', 'plotly.js-dist-min@4.1.2'];
    await run('npm', ['install', ...quietly, ...names], { cwd: project, env });
  }, 240_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is packed with its policies and notebooks, and brings no package that only notebooks need', () => {
    const wanted = ['policies/demo.policy', 'policies/presets/ftmo-challenge.policy'];
    expect(packed).toEqual(expect.arrayContaining(wanted));
    expect(packed).toContain('notebooks/01-glft-quotes.ipynb');
    expect(packed.filter((path) => /^(?:src|test)\/|node_modules|\.log$/u.test(path))).toEqual([]);
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    const heavy = /tslab|danfo|plotly|tensorflow|playwright|zeromq|typescript/u;
    expect(Object.keys(dependencies).filter((name) => heavy.test(name))).toEqual([]);
  });

  it('runs on the kernel by name, with types, completion and help', async () => {
    await run('npx', ['mm-policy', 'notebooks', '--register'], { cwd: project, env });
    const asks: readonly Ask[] = [
      {
        kind: 'execute',
        code: `import * as tslab from 'tslab';
import { approximateGlft } from 'mm-policy';
import { displayOn } from 'mm-policy/notebook';
const { show, showTable, policyFile, progress } = displayOn(tslab);`,
      },
      {
        kind: 'execute',
        code: `const market = { volatility: 0.3, intensity: 0.9, decay: 0.3, riskAversion: 0.01 };
showTable([{ 'bid (ticks)': approximateGlft(market).bidDistance(5) }]);
show({ data: [{ type: 'scatter', y: [1, 2] }], layout: {} });`,
      },
      {
        kind: 'execute',
        code: `const bar = progress({ label: 'sweep', total: 2 });
for (let i = 1; i <= 2; i += 1) { await new Promise((r) => setTimeout(r, 250)); bar.to(i); }
bar.end();`,
      },
      { kind: 'complete', code: 'showT' },
      { kind: 'complete', code: `import { disp } from 'mm-policy/notebook'`, at: 13 },
      { kind: 'inspect', code: 'approximateGlft', at: 5 },
      { kind: 'execute', code: `const wrong: string = approximateGlft(market);` },
    ];
    const [first, shown, progress, names, members, help, wrong] = await askKernel(asks);
    expect([first?.status, shown?.status, progress?.status]).toEqual(['ok', 'ok', 'ok']);
    expect(shown?.outputs?.map(([, html]) => html).join('')).toMatch(/>3\.65224<[\s\S]*newPlot/u);
    // One output of the cell, written over in place.
    const [begun, ...later] = progress?.outputs?.map(([kind]) => kind) ?? [];
    expect([begun, ...new Set(later)]).toEqual(['display_data', 'update_display_data']);
    expect(progress?.outputs?.at(-1)?.[1]).toMatch(/sweep: 2 of 2 in 0\.\d s|in \d+(?:\.\d)? s/u);
    expect(names?.matches).toEqual(['showTable']);
    expect(members?.matches).toContain('displayOn');
    expect(help?.text).toContain('ApproximateGlftInputs): GlftApproximation');
    expect(wrong?.status).toBe('error');
    expect(wrong?.outputs?.[0]?.[1]).toContain("not assignable to type 'string'");
  }, 240_000);

  it.skipIf(server === null)(
    'opens on a Jupyter server, whose kernel it is',
    async () => {
      const args = ['mm-policy', 'notebooks', '--app', 'notebook', '--no-browser', '--'];
      const port = await freePort();
      const own = [
        '--allow-root',
        '--ip=127.0.0.1',
        `--port=${port}`,
        '--NotebookApp.token=secret',
      ];
      const child = spawn('npx', [...args, ...own], { cwd: project, env, detached: true });
      try {
        const address = `http://127.0.0.1:${port}`;
        await listening(child.stderr, address);
        const headers = { authorization: 'token secret' };
        const body = JSON.stringify({ name: 'tslab' });
        const made = await fetch(`${address}/api/kernels`, { method: 'POST', headers, body });
        const { id } = (await made.json()) as { readonly id: string };
        const socket = `${address.replace('http', 'ws')}/api/kernels/${id}/channels?token=secret`;
        const code = `import { decimal } from 'mm-policy';\nconsole.log(decimal('0.1').plus('0.2').toFixed());`;
        try {
          expect(await executeOver(socket, code)).toBe('0.3\n');
        } finally {
          // A kernel is in a session of its own: it would outlive its server.
          await fetch(`${address}/api/kernels/${id}`, { method: 'DELETE', headers });
        }
      } finally {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      }
    },
    180_000,
  );

  async function askKernel(asks: readonly Ask[]): Promise<readonly Answer[]> {
    const kernel = run(python ?? 'python3', [ASK_KERNEL], {
      cwd: project,
      env: { ...env, MM_POLICY_STILLS: 'never' },
      maxBuffer: 50_000_000,
    });
    kernel.child.stdin?.end(JSON.stringify(asks));
    const { stdout } = await kernel;
    return (JSON.parse(stdout) as { readonly answers: readonly Answer[] }).answers;
  }
});

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** The server prints its address when it serves there. */
function listening(stderr: NodeJS.ReadableStream, address: string): Promise<void> {
  let printed = '';
  return new Promise((resolve, reject) => {
    stderr.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes(address)) resolve();
    });
    stderr.on('end', () => reject(new Error(`it does not serve: ${printed}`)));
  });
}

/** What a cell prints, by the protocol that Jupyter's pages speak. */
function executeOver(address: string, code: string): Promise<string> {
  const socket = new WebSocket(address);
  const header = { msg_id: 'ask', username: 'test', session: 'test', version: '5.3' };
  socket.addEventListener('open', () => {
    socket.send(
      JSON.stringify({
        channel: 'shell',
        header: { ...header, msg_type: 'execute_request' },
        parent_header: {},
        metadata: {},
        content: { code, silent: false, store_history: true, allow_stdin: false },
      }),
    );
  });
  let printed = '';
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', () => reject(new Error('the socket failed')));
    socket.addEventListener('message', ({ data }) => {
      const { msg_type: kind, content } = JSON.parse(String(data)) as {
        readonly msg_type: string;
        readonly content: { readonly text?: string };
      };
      if (kind === 'stream') printed += content.text ?? '';
      if (kind !== 'execute_reply') return;
      socket.close();
      resolve(printed);
    });
  });
}
