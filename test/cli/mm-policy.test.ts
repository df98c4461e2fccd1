import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'dist', 'cli', 'mm-policy.js');

/** Runs the built command as a process of its own, on a runtime that says it is `version`. */
function runOn(version: string): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const pretend = `const versions = { ...process.versions, node: '${version}' };
    Object.defineProperty(process, 'versions', { value: versions });`;
  const preload = `data:text/javascript,${encodeURIComponent(pretend)}`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', preload, BIN, '--version'], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

describe('the command as a process', () => {
  it.each(['18.0.0', '20.20.2', '22.11.0'])('says in one line that %s is too old', async (old) => {
    const { code, stdout, stderr } = await runOn(old);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^mm-policy needs Node 22\\.12 or newer, this is ${old};.*\n$`),
    );
  });

  it.each(['22.12.0', '24.0.0', '26.1.0'])('runs on %s', async (version) => {
    expect(await runOn(version)).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });
});
