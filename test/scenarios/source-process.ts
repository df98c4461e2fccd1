/** Child processes that run the sources with plain Node, so that no build is needed. */
import { type ChildProcess, spawn } from 'node:child_process';

/** Node strips types by itself but does not turn the `.js` of an import into `.ts`. */
const RESOLVE_SOURCES = `
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(specifier, context, next) {
      const isOurs = specifier.startsWith('.') && !context.parentURL?.includes('node_modules');
      const isSource = isOurs && !specifier.includes('/generated/');
      return next(isSource ? specifier.replace(/\\.js$/, '.ts') : specifier, context);
    },
  });
`;

export function spawnSource(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): ChildProcess {
  const hooks = `data:text/javascript,${encodeURIComponent(RESOLVE_SOURCES)}`;
  return spawn(process.execPath, ['--no-warnings', '--import', hooks, ...args], {
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** Collects what a child writes until it ends. */
export function untilEnd(child: ChildProcess): Promise<Ended> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}
