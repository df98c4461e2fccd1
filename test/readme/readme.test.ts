/**
 * Everything the README shows is run: its policies compile clean, its commands end with the exit
 * code they claim, its TypeScript runs against the built package by its own name.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { compilePolicyText } from '../../src/compile/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'dist', 'cli', 'mm-policy.js');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const run = promisify(execFile);

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1] ?? '',
  );
}

const shellLines = blocks('sh')
  .flatMap((block) => block.split('\n'))
  .filter((line) => line.trim() !== '' && !line.startsWith('#'));

async function exitCodeOf(command: string, cwd: string): Promise<{ code: number; output: string }> {
  const script = command.replaceAll(/\bnpx mm-policy\b/g, `"${process.execPath}" "${BIN}"`);
  try {
    const { stdout, stderr } = await run('bash', ['-c', script], { cwd, timeout: 60_000 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const failed = error as { code?: number; stdout?: string; stderr?: string };
    return { code: failed.code ?? -1, output: `${failed.stdout}${failed.stderr}` };
  }
}

describe('the README', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-readme-'));
  cpSync(join(ROOT, 'policies'), join(folder, 'policies'), { recursive: true });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('opens with the two commands that the checks call', () => {
    expect(shellLines.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  });

  it.each(blocks('policy').map((source, index) => [index + 1, source] as const))(
    'shows policy %i, which compiles without a finding',
    (_, source) => {
      const { policy, diagnostics } = compilePolicyText('README.policy', source);
      expect(diagnostics).toEqual([]);
      expect(policy).not.toBeNull();
    },
  );

  it('shows commands that end with the exit code they claim', async () => {
    const commands = shellLines.filter((line) => /\bnpx mm-policy\b/.test(line));
    expect(commands.length).toBeGreaterThan(3);
    for (const line of commands) {
      const [command = '', claim] = line.split(/\s+# exit /);
      const { code, output } = await exitCodeOf(command, folder);
      expect(code, `${command}\n${output}`).toBe(Number(claim ?? '0'));
    }
  }, 120_000);

  it('shows TypeScript that runs against the package by its name', async () => {
    const inside = join(ROOT, '.mm-policy', `readme-${process.pid}`);
    mkdirSync(inside, { recursive: true });
    try {
      for (const [index, source] of blocks('ts').entries()) {
        const file = join(inside, `example-${index}.ts`);
        writeFileSync(file, source);
        const { stderr } = await run(process.execPath, [file], { cwd: ROOT, timeout: 60_000 });
        expect(stderr).toBe('');
      }
      expect(blocks('ts').length).toBeGreaterThan(0);
    } finally {
      rmSync(inside, { recursive: true, force: true });
    }
  });
});
