import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'dist', 'cli', 'mm-policy.js');
const folder = mkdtempSync(join(tmpdir(), 'mm-policy-signals-'));

/** Runs the built command until its first orders are out, signals it, and hears it out. */
function signalWhileQuoting(
  signal: 'SIGINT' | 'SIGTERM',
): Promise<{ code: unknown; end: unknown }> {
  const policy = join(ROOT, 'policies', 'demo.policy');
  const run = spawn(process.execPath, [BIN, 'run', policy, '--json'], { cwd: folder });
  let out = '';
  let isSignalled = false;
  run.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (isSignalled || !out.includes('"submitOrder"')) return;
    isSignalled = true;
    run.kill(signal);
  });
  return new Promise((resolve) => {
    run.on('close', (code) => {
      const last = out.trimEnd().split('\n').at(-1) ?? '';
      resolve({ code, end: JSON.parse(last) as unknown });
    });
  });
}

describe('a signal to a run that quotes', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 0],
  ] as const)(
    '%s cancels everything, sees that nothing is left, and ends with %i',
    async (signal, code) => {
      expect(await signalWhileQuoting(signal)).toMatchObject({
        code,
        end: { type: 'end', kind: 'stopped', ordersLeft: 0 },
      });
    },
  );
});
