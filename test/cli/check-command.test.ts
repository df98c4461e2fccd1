import { writeFileSync } from 'node:fs';
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
      const run = await runCommand(registerCheck, ['check', missing, folder, broken]);
      expect(run.exitCode).toBe(2);
      expect(run.out).toContain(
        `the file cannot be read: there is no such file\n  ┌─ ${missing}\n`,
      );
      expect(run.out).toContain('this is a folder, not a file');
      expect(run.out).toContain('error[P302]');
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
    expect(run.err).toContain('pretty, json');
  });

  it('explains itself with examples', async () => {
    const run = await runCommand(registerCheck, ['check', '--help']);
    expect(run.exitCode).toBe(0);
    expect(run.out).toContain('$ mm-policy check policies/demo.policy');
  });
});
