import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registerFmt } from '../../src/cli/fmt-command.js';
import { inFolder, runCommand } from './policy-run.js';

const MESSY = 'policy   a\nlimit b   order.notional<=$1000 # why\n';
const NEAT = 'policy a\nlimit        b                        order.notional <= $1_000  # why\n';

describe('mm-policy fmt', () => {
  it('writes a file in the one layout', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      writeFileSync(file, MESSY);
      const first = await runCommand(registerFmt, ['fmt', file]);
      expect(first).toEqual({ exitCode: 0, out: `${file}: formatted\n`, err: '' });
      expect(readFileSync(file, 'utf8')).toBe(NEAT);
      expect(await runCommand(registerFmt, ['fmt', file])).toEqual({
        exitCode: 0,
        out: '',
        err: '',
      });
    });
  });

  it('takes a folder and a pattern for the policies they name', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      writeFileSync(file, MESSY);
      writeFileSync(join(folder, 'notes.txt'), MESSY);
      const byFolder = await runCommand(registerFmt, ['fmt', '--check', folder]);
      expect(byFolder.out).toBe(`${file}: not in the layout, run \`mm-policy fmt\`\n`);
      const byPattern = await runCommand(registerFmt, ['fmt', '--check', join(folder, '*.policy')]);
      expect(byPattern).toEqual(byFolder);
      const none = await runCommand(registerFmt, ['fmt', join(folder, '*.txt.policy')]);
      expect(none.exitCode).toBe(2);
      expect(none.err).toContain('no file fits this pattern');
    });
  });

  it('only says what it would change with --check', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      writeFileSync(file, MESSY);
      const run = await runCommand(registerFmt, ['fmt', '--check', file, 'policies/demo.policy']);
      expect(run.exitCode).toBe(1);
      expect(run.out).toBe(`${file}: not in the layout, run \`mm-policy fmt\`\n`);
      expect(readFileSync(file, 'utf8')).toBe(MESSY);
    });
  });

  it('shows what it would change with --diff', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      writeFileSync(file, NEAT.replace('policy a', 'policy  a'));
      const run = await runCommand(registerFmt, ['fmt', '--diff', file]);
      expect(run.exitCode).toBe(1);
      const [, limit = ''] = NEAT.split('\n');
      expect(run.out).toBe(`${file}\n@@ line 1 @@\n-policy  a\n+policy a\n ${limit}\n \n`);
      expect(readFileSync(file, 'utf8')).toBe(NEAT.replace('policy a', 'policy  a'));
    });
  });

  it.each([['-'], ['--stdin']])('reads standard input with %s', async (argument) => {
    const run = await runCommand(registerFmt, ['fmt', argument], MESSY);
    expect(run).toEqual({ exitCode: 0, out: NEAT, err: '' });
    expect((await runCommand(registerFmt, ['fmt', '--check', argument], MESSY)).exitCode).toBe(1);
    expect((await runCommand(registerFmt, ['fmt', '--check', argument], NEAT)).exitCode).toBe(0);
  });

  it('leaves a policy alone that it cannot read whole', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'a.policy');
      const source = `${MESSY}limit c\n`;
      writeFileSync(file, source);
      const run = await runCommand(registerFmt, ['fmt', file]);
      expect(run.exitCode).toBe(1);
      expect(run.out).toBe('');
      expect(run.err).toContain('error[P101]');
      expect(readFileSync(file, 'utf8')).toBe(source);
    });
  });

  it('ends with 2 where a file is missing or none is named', async () => {
    const missing = await runCommand(registerFmt, ['fmt', 'no/such.policy']);
    expect(missing.exitCode).toBe(2);
    expect(missing.err).toContain('error[P801]');
    const none = await runCommand(registerFmt, ['fmt']);
    expect(none.exitCode).toBe(2);
    expect(none.err).toBe('error: name a policy file, or - for standard input\n');
  });
});
