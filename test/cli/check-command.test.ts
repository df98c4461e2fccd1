import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registerCheck } from '../../src/cli/check-command.js';
import { inFolder, runCommand } from './policy-run.js';

const BROKEN = 'policy a\nvenue embedded\nlimit b order.notional <= 5%\nlimit c\n';

describe('mm-policy check', () => {
  it('ends with 0 and says so where a policy has no problem', async () => {
    const run = await runCommand(registerCheck, ['check', 'policies/demo.policy']);
    expect(run).toEqual({ exitCode: 0, out: '0 errors, 0 warnings in 1 file\n', err: '' });
  });

  it('ends with 1 and shows every problem of every file', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'broken.policy');
      writeFileSync(file, BROKEN);
      const run = await runCommand(registerCheck, ['check', file, 'policies/demo.policy']);
      expect(run.exitCode).toBe(1);
      expect(run.out).toContain(`${file}:3:27`);
      expect(run.out).toContain('error[P302]: `5%` of what');
      expect(run.out).toContain('error[P101]');
      expect(run.out).toMatch(/2 errors, 0 warnings in 2 files\n$/u);
      expect(run.out).not.toMatch(/\bat .*\.(?:ts|js):\d/u);
    });
  });

  it('ends with 1 where there are warnings only', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'bare.policy');
      writeFileSync(file, 'policy a\nvenue embedded\nmarket HYPE {\n  leverage 2x\n}\n');
      const run = await runCommand(registerCheck, ['check', file]);
      expect(run.exitCode).toBe(1);
      expect(run.out).toMatch(/0 errors, 2 warnings in 1 file\n$/u);
    });
  });

  it('ends with 2 where a file cannot be read, and checks the others', async () => {
    await inFolder(async (folder) => {
      const broken = join(folder, 'broken.policy');
      writeFileSync(broken, BROKEN);
      const missing = join(folder, 'missing.policy');
      const empty = join(folder, 'empty');
      mkdirSync(empty);
      const run = await runCommand(registerCheck, ['check', missing, empty, broken]);
      expect(run.exitCode).toBe(2);
      expect(run.out).toContain(
        `the file cannot be read: there is no such file\n  ┌─ ${missing}\n`,
      );
      expect(run.out).toContain(`no policy is in this folder\n  ┌─ ${empty}\n`);
      expect(run.out).toContain('error[P302]');
    });
  });

  it('checks the policies of a folder and of a pattern', async () => {
    await inFolder(async (folder) => {
      mkdirSync(join(folder, 'deep'));
      writeFileSync(join(folder, 'deep', 'broken.policy'), BROKEN);
      writeFileSync(join(folder, 'notes.txt'), 'no policy');
      const byFolder = await runCommand(registerCheck, ['check', folder]);
      expect(byFolder.out).toMatch(/2 errors, 0 warnings in 1 file\n$/u);
      const byPattern = await runCommand(registerCheck, ['check', join(folder, '**/*.policy')]);
      expect(byPattern.out).toBe(byFolder.out);
    });
  });

  it('gives the same facts as JSON', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'broken.policy');
      writeFileSync(file, BROKEN);
      const run = await runCommand(registerCheck, ['check', '--format', 'json', file]);
      const document: unknown = JSON.parse(run.out);
      expect(run.exitCode).toBe(1);
      expect(document).toMatchObject({
        errors: 2,
        warnings: 0,
        files: 1,
        diagnostics: [
          {
            code: 'P302',
            name: 'percent-of-what',
            severity: 'error',
            file,
            spans: [{ start: { line: 3, column: 27 }, end: { line: 3, column: 29 } }],
          },
          { code: 'P101' },
        ],
      });
    });
  });

  it('reads a file of bytes that are no text without falling over', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'picture.policy');
      writeFileSync(
        file,
        Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919) % 256),
      );
      const run = await runCommand(registerCheck, ['check', file]);
      expect(run.exitCode).toBe(1);
      expect(run.out).toContain('error[P103]');
    });
  });

  it('ends with 2 where it is not told what to check, or how', async () => {
    expect((await runCommand(registerCheck, ['check'])).exitCode).toBe(2);
    const run = await runCommand(registerCheck, ['check', '--format', 'xml', 'a.policy']);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('pretty, json, sarif, github');
  });

  it('writes SARIF and GitHub annotations of the same problems', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'broken.policy');
      writeFileSync(file, BROKEN);
      const sarif = await runCommand(registerCheck, ['check', '--format', 'sarif', file]);
      expect(sarif.exitCode).toBe(1);
      expect(JSON.parse(sarif.out)).toMatchObject({
        version: '2.1.0',
        runs: [{ results: [{ ruleId: 'P302' }, { ruleId: 'P101' }] }],
      });
      const github = await runCommand(registerCheck, ['check', '--format', 'github', file]);
      expect(github.exitCode).toBe(1);
      expect(github.out.split('\n').slice(0, 2)).toEqual([
        expect.stringContaining(`::error file=${file},line=3,`),
        expect.stringContaining(`::error file=${file},line=4,`),
      ]);
    });
  });

  it('explains itself with examples', async () => {
    const run = await runCommand(registerCheck, ['check', '--help']);
    expect(run.exitCode).toBe(0);
    expect(run.out).toContain('$ mm-policy check policies/demo.policy');
  });
});

const SLIPPED = `policy a
venue embedded
market HYPE {
  leverage 10x
}
kill floor when equity < $900
kill lost when age(mark) > 30s
pause p when spread > 40bps until 1h30m later
`;
const MEANT = SLIPPED.replace('1h30m', '90m');

describe('mm-policy check --fix', () => {
  it('writes what is certain, checks again, and ends with 0 where nothing is left', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      writeFileSync(file, SLIPPED);
      const run = await runCommand(registerCheck, ['check', '--fix', file]);
      const out = `${file}: fixed 1 problem\n0 errors, 0 warnings in 1 file\n`;
      expect(run).toEqual({ exitCode: 0, out, err: '' });
      expect(readFileSync(file, 'utf8')).toBe(MEANT);
    });
  });

  it('shows with --dry-run what it would change, and changes nothing', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      writeFileSync(file, SLIPPED);
      const run = await runCommand(registerCheck, ['check', '--fix', '--dry-run', file]);
      expect(run.exitCode).toBe(1);
      expect(run.out).toContain(`${file}: would fix 1 problem, 0 would be left\n@@ line 6 @@\n`);
      expect(run.out).toContain('-pause p when spread > 40bps until 1h30m later\n');
      expect(run.out).toContain('+pause p when spread > 40bps until 90m later\n');
      expect(readFileSync(file, 'utf8')).toBe(SLIPPED);
    });
  });

  it('keeps standard output a document where the format is one', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      writeFileSync(file, SLIPPED);
      const run = await runCommand(registerCheck, ['check', '--fix', '--format', 'json', file]);
      expect(JSON.parse(run.out)).toMatchObject({ errors: 0, diagnostics: [] });
      expect(run.err).toBe(`${file}: fixed 1 problem\n`);
    });
  });

  it('says with --dry-run which files it could not read', async () => {
    const args = ['check', '--fix', '--dry-run', 'policies/missing.policy', 'missing/*.policy'];
    const run = await runCommand(registerCheck, args);
    expect(run.exitCode).toBe(2);
    expect(run.err).toContain('there is no such file');
    expect(run.err).toContain('no file fits this pattern');
  });

  it('refuses --dry-run without --fix, or in a format for programs', async () => {
    const alone = await runCommand(registerCheck, ['check', '--dry-run', 'a.policy']);
    expect(alone).toMatchObject({ exitCode: 2, out: '' });
    const args = ['check', '--fix', '--dry-run', '--format', 'json', 'a.policy'];
    expect(await runCommand(registerCheck, args)).toMatchObject({ exitCode: 2, out: '' });
  });
});
