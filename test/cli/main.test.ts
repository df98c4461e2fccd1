import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { wantsColor } from '../../src/cli/process-io.js';
import { createProgram } from '../../src/cli/program.js';
import { createCapturedIo, runMain } from './captured-io.js';

describe('the command line', () => {
  it('prints the version that its package has', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runMain(['--version'])).toEqual({ exitCode: 0, out: `${version}\n`, err: '' });
  });

  it('prints a help with a tour and the exit codes, within 100 columns', async () => {
    const { exitCode, out, err } = await runMain(['--help'], { columns: 100 });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^Usage: mm-policy /);
    for (const word of ['replay <JOURNAL>', 'A first tour:', 'Exit codes:', '130  interrupted']) {
      expect(out).toContain(word);
    }
    expect(out.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('names in its tour only commands that there are', async () => {
    const { out } = await runMain(['--help']);
    const toured = [...out.matchAll(/\$ mm-policy (\w+)/g)].map((match) => match[1]);
    const { commands } = await createProgram(createCapturedIo());
    const names = new Set(commands.map((command) => command.name()));
    expect(toured.filter((name) => name !== undefined && !names.has(name))).toEqual([]);
  });

  it('prints the help of each command, with examples or exit codes', async () => {
    const commands = leavesOf(await createProgram(createCapturedIo()), []);
    for (const path of commands) {
      const { exitCode, out, err } = await runMain([...path, '--help']);
      expect({ path, exitCode, err }).toEqual({ path, exitCode: 0, err: '' });
      expect(out).toContain(`Usage: mm-policy ${path.join(' ')}`);
      expect(out).toMatch(/Examples?:|Exit/);
    }
  });

  it('shows the help and exits with 2 where no command is given', async () => {
    const { exitCode, out, err } = await runMain([]);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain('Usage: mm-policy');
  });

  it('paints the help only where colour is wanted', async () => {
    expect((await runMain(['--help'])).out).not.toContain('\u001B');
    expect((await runMain(['--help'], { useColor: true })).out).toContain('\u001B[1mUsage:');
  });
});

describe('a wrong command line', () => {
  it.each([
    [['replya', 'x'], 'unknown command `replya`', 'did you mean `replay`? see `mm-policy --help`'],
    [['audit', 'verfy'], 'unknown command `verfy`', 'did you mean `verify`? see `mm-policy audit'],
    [['replay', '--jsn', 'x'], 'unknown option `--jsn`', 'did you mean `--json`?'],
    [['--frobnicate'], 'unknown option `--frobnicate`', 'see `mm-policy --help`'],
    [['replay'], 'missing required argument `JOURNAL`', 'see `mm-policy replay --help`'],
    [['replay', 'a', 'b'], 'too many arguments for `replay`: expected 1 argument but got 2', ''],
    [['completion', 'tcsh'], '`tcsh` is invalid for argument `SHELL`: allowed choices are', ''],
  ])('%j exits with 2, says what is wrong and what to do', async (args, what, help) => {
    const { exitCode, out, err } = await runMain(args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    const [first, second, ...rest] = err.split('\n');
    expect(first).toMatch(/^error: .*[^.]$/);
    expect(first).toContain(what);
    expect(second).toMatch(/^help: /);
    expect(second).toContain(help);
    expect(rest).toEqual(['']);
  });
});

function fail(): never {
  throw new TypeError('the moon is full\nand more');
}

describe('a failure nobody foresaw', () => {
  const failing = { out: () => fail() };

  it('is one line and a hint, without a stack', async () => {
    const { exitCode, err } = await runMain(['completion', 'bash'], failing);
    expect(exitCode).toBe(2);
    expect(err).toBe(
      'error: mm-policy failed unexpectedly: the moon is full\n' +
        'help: this is a bug of mm-policy; MM_POLICY_DEBUG=1 shows where it happened\n',
    );
  });

  it('shows its stack where the environment asks for it', async () => {
    const env = { MM_POLICY_DEBUG: '1' };
    const { err } = await runMain(['completion', 'bash'], { ...failing, env });
    expect(err).toMatch(/^error: .*\nTypeError: the moon is full\nand more\n {4}at fail/);
  });
});

describe('the process as a command sees it', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  ])('wants colour by %j, on a terminal: %s → %s', (env, isTerminal, wanted) => {
    expect(wantsColor(env, isTerminal)).toBe(wanted);
  });

  it('goes on in silence when the reader of its output has gone', () => {
    // The real stream on a real pipe whose reader has closed it: `yes`-like writing must not crash.
    const script = `
      const { createProcessIo } = await import('./src/cli/process-io.ts');
      const io = createProcessIo();
      for (let i = 0; i < 200; i += 1) {
        io.out('x'.repeat(10_000) + '\\n');
        await new Promise((resolve) => setImmediate(resolve));
      }
      io.err('came to its end');
    `;
    const node = `"${process.execPath}" --input-type=module -e "$SCRIPT"`;
    const { stderr } = spawnSync('bash', ['-c', `${node} | head -c 10 > /dev/null`], {
      env: { ...process.env, SCRIPT: script, NODE_NO_WARNINGS: '1' },
      encoding: 'utf8',
    });
    expect(stderr).toBe('came to its end');
  });
});

/** Paths of the commands that do something themselves. */
function leavesOf(command: Command, path: readonly string[]): string[][] {
  if (command.commands.length === 0) return [[...path]];
  return command.commands.flatMap((sub) => leavesOf(sub, [...path, sub.name()]));
}
