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
/** Runs of other tests are not in sight. */
const runtime = mkdtempSync(join(tmpdir(), 'mm-policy-readme-runtime-'));
const env = { ...process.env, MM_POLICY_RUNTIME_DIR: runtime };
afterAll(() => rmSync(runtime, { recursive: true, force: true }));

/** Fenced blocks up to the chapter for those who work on the project, in order. */
const fences = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)]
  .filter((match) => match.index < readme.indexOf('## Working on it'))
  .map((match) => ({ language: match[1] ?? '', text: match[2] ?? '' }));

function blocks(language: string): string[] {
  return fences.filter((fence) => fence.language === language).map(({ text }) => text);
}

async function exitCodeOf(command: string, cwd: string): Promise<{ code: number; output: string }> {
  const script = command.replaceAll(/\bnpx mm-policy\b/g, `"${process.execPath}" "${BIN}"`);
  try {
    const { stdout, stderr } = await run('bash', ['-c', script], { cwd, timeout: 60_000, env });
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
    expect(blocks('sh').slice(0, 2)).toEqual(['npm ci && npm start\n', 'npm ci && npm test\n']);
  });

  it.each(blocks('policy').map((source, index) => [index + 1, source] as const))(
    'shows policy %i, which compiles without a finding',
    (_, source) => {
      const { policy, diagnostics } = compilePolicyText('README.policy', source);
      expect(diagnostics).toEqual([]);
      expect(policy).not.toBeNull();
    },
  );

  it('shows commands that end with the exit code they claim and print what stands below', async () => {
    let printed = '';
    let commands = 0;
    for (const { language, text } of fences) {
      const lines = text.split('\n').filter((line) => line !== '');
      if (language === '') {
        for (const line of lines) expect(printed).toContain(line);
      }
      if (language !== 'sh' || lines.some((line) => line.startsWith('npm '))) continue;
      printed = '';
      for (const line of lines) {
        const [command = '', claim = '0'] = line.split(/\s+# exit /);
        const { code, output } = await exitCodeOf(command, folder);
        expect(code, `${command}\n${output}`).toBe(Number(claim));
        printed += output;
        commands += 1;
      }
    }
    expect(commands).toBeGreaterThan(8);
  }, 300_000);

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
