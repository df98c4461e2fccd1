/** `UPDATE_GOLDEN=1` writes the golden anew; read what changed before it is committed. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STARTER_VENUES, starterName } from '../../src/cli/starter-policy.js';
import { systemdUnit } from '../../src/cli/systemd-unit.js';
import { runMain } from './captured-io.js';
import { inFolder } from './policy-run.js';

const GOLDEN = 'test/golden/init/mm-policy-demo.service';
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('mm-policy init', () => {
  it.each(STARTER_VENUES)(
    'writes a policy for %s that checks clean, is laid out and passes its tests',
    (venue) =>
      inFolder(async (folder) => {
        for (const coin of venue === 'embedded' ? ['HYPE', 'kPEPE', 'xyz:TSLA', '@107'] : ['BTC']) {
          const init = await runMain(['init', folder, '--venue', venue, '--market', coin]);
          expect(init).toMatchObject({ exitCode: 0, err: '' });
          const file = join(folder, `${starterName(coin)}.policy`);
          expect(init.out).toContain(`wrote ${file}\n`);
          expect(init.out.includes('zeros')).toBe(venue !== 'embedded');
          const check = await runMain(['check', file]);
          expect(check).toMatchObject({ exitCode: 0, err: '' });
          expect(check.out).toContain('0 errors, 0 warnings');
          expect((await runMain(['fmt', '--check', file])).exitCode).toBe(0);
          const test = await runMain(['test', file]);
          expect(test.out).toContain('3 passed, 0 failed');
        }
      }),
  );

  it('writes one that quotes on the embedded venue once the market has told its numbers', () =>
    inFolder(async (folder) => {
      await runMain(['init', folder]);
      const file = join(folder, 'hype-maker.policy');
      const journal = join(folder, 'journal');
      const args = ['run', file, '--for', '4m', '--speed', 'max', '--journal', journal];
      const run = await runMain(args);
      expect(run).toMatchObject({ exitCode: 0, err: "" });
      expect(run.out).toMatch(/orders\s+[1-9]\d* sent/u);
    }), 60_000); // prettier-ignore

  it('writes the address that it is given, and repeats nothing that looks like a key', () =>
    inFolder(async (folder) => {
      const address = `0x${'ab'.repeat(20)}`;
      const args = ['init', folder, '--venue', 'testnet', '--address'];
      expect((await runMain([...args, address])).exitCode).toBe(0);
      expect(readFileSync(join(folder, 'hype-maker.policy'), 'utf8')).toContain(address);
      const wrong = await runMain([...args, '0x12']);
      expect(wrong.exitCode).toBe(2);
      expect(wrong.err).toContain('never a key');
    }));

  it('takes no file’s place unless it is told to', () =>
    inFolder(async (folder) => {
      const file = join(folder, 'hype-maker.policy');
      writeFileSync(file, 'mine');
      const refused = await runMain(['init', folder]);
      expect(refused).toMatchObject({ exitCode: 2, out: '' });
      expect(refused.err).toContain('--force takes its place');
      expect(readFileSync(file, 'utf8')).toBe('mine');
      expect((await runMain(['init', folder, '--force'])).exitCode).toBe(0);
      expect(readFileSync(file, 'utf8')).toContain('policy hype-maker');
    }));

  it('says where nothing can be written', async () => {
    const { exitCode, err } = await runMain(['init', '/dev/null/desk']);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^error: cannot write `\/dev\/null\/desk\/hype-maker.policy`: /u);
  });
});

describe('mm-policy init --systemd', () => {
  it('is hardened, restarts crashes and never a kill', () => {
    const unit = systemdUnit({
      name: 'demo',
      hasKey: true,
      policyFile: '/etc/mm-policy/demo.policy',
      node: '/usr/bin/node',
      program: '/usr/lib/node_modules/mm-policy/dist/cli/mm-policy.js',
    });
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, unit);
    expect(unit).toBe(readFileSync(GOLDEN, 'utf8'));
    for (const line of [
      'Restart=on-failure',
      'RestartPreventExitStatus=3 4',
      'KillSignal=SIGTERM',
      'NoNewPrivileges=yes',
      'ProtectSystem=strict',
    ]) {
      expect(unit.split('\n')).toContain(line);
    }
  });

  it.skipIf(!hasSystemd)('is a unit that systemd itself finds no fault with', () =>
    inFolder(async (folder) => {
      const output = join(folder, 'mm-policy-demo.service');
      const args = ['init', 'policies/demo.policy', '--systemd', '--output', output];
      expect(await runMain(args)).toMatchObject({ exitCode: 0, err: '' });
      const unit = readFileSync(output, 'utf8');
      expect(unit).toContain(` run ${resolve('policies/demo.policy')} `);
      const verify = spawnSync('systemd-analyze', ['verify', output], { encoding: 'utf8' });
      expect(verify).toMatchObject({ status: 0, stdout: '', stderr: '' });
    }),
  );

  it.skipIf(!hasSystemd)(
    'is read by systemd with paths that hold spaces, dollars and percents',
    () =>
      inFolder(async (folder) => {
        const file = join(folder, 'a b%c$d.policy');
        writeFileSync(file, readFileSync('policies/demo.policy'));
        const output = join(folder, 'mm-policy-demo.service');
        const { exitCode, err } = await runMain(['init', folder, '--systemd', '--output', output]);
        expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
        expect(readFileSync(output, 'utf8')).toContain('/a b%%c$$d.policy"');
        expect(spawnSync('systemd-analyze', ['verify', output]).status).toBe(0);
      }),
  );

  it('asks for a key only where the policy trades with one', async () => {
    const { out } = await runMain(['init', 'policies/demo.policy', '--systemd']);
    expect(out).not.toContain('agent-key');
    await inFolder(async (folder) => {
      const file = join(folder, 'live.policy');
      const text = readFileSync('policies/demo.policy', 'utf8')
        .replace('venue embedded', 'venue hyperliquid testnet')
        .replace('account {\n', `account {\n  address 0x${'1'.repeat(40)}\n`);
      writeFileSync(file, text);
      const live = await runMain(['init', file, '--systemd']);
      expect(live.out).toContain('\nLoadCredential=agent-key:/etc/mm-policy/demo.key\n');
    });
  });

  it('prints it where no file is named', async () => {
    const { exitCode, out, err } = await runMain(['init', 'policies/demo.policy', '--systemd']);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^# mm-policy demo: /u);
    expect(existsSync('mm-policy-demo.service')).toBe(false);
  });

  it.each([
    ['policies', 'not one policy in `policies`'],
    ['nowhere.policy', 'there is no such file'],
    ['policies/presets/breakout.policy', 'is no policy that runs'],
  ])('refuses %s: %s', async (path, words) => {
    const { exitCode, out, err } = await runMain(['init', path, '--systemd']);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(words);
  });
});
