import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { bashCompletion } from '../../src/cli/bash-completion.js';
import { completionTree } from '../../src/cli/completion-tree.js';
import { fishCompletion } from '../../src/cli/fish-completion.js';
import { zshCompletion } from '../../src/cli/zsh-completion.js';
import { temporaryDirectory } from '../journal/sample-journal.js';
import { runMain } from './captured-io.js';

/** What a real bash offers for a command line; the last word is the one being typed. */
function complete(script: string, words: readonly string[], cwd?: string): string[] {
  const driver = `${script}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mm_policy; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', driver, 'bash', 'mm-policy', ...words], {
    encoding: 'utf8',
    cwd,
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

function sampleProgram(): Command {
  const program = new Command('mm-policy').version('1.0.0');
  program
    .command('run')
    .description("make a market; it's live")
    .argument('<FILE>', 'policy')
    .option('--market <DIR>', 'recording')
    .option('--for <duration>', 'how long')
    .addOption(new Option('-l, --log <LEVEL>', 'how much').choices(['quiet', 'full']));
  program.command('check').description('check').argument('<FILE...>', 'policies');
  return program;
}

describe('completion in bash', () => {
  it('offers the commands, then what a command takes', async () => {
    const { out: script, exitCode } = await runMain(['completion', 'bash']);
    expect(exitCode).toBe(0);
    expect(complete(script, ['repl'])).toEqual(['replay']);
    expect(complete(script, ['re'])).toEqual(['record', 'resume', 'rearm', 'replay', 'report']);
    expect(complete(script, [''])).toEqual(expect.arrayContaining(['audit', 'replay', '--help']));
    expect(complete(script, ['audit', ''])).toEqual(expect.arrayContaining(['verify']));
    expect(complete(script, ['audit', 'verify', '--j'])).toEqual(['--json']);
    expect(complete(script, ['completion', 'z'])).toEqual(['zsh']);
  });

  it('offers files where a file is due: any, policies only, directories only', async () => {
    const directory = temporaryDirectory();
    for (const name of ['a one.policy', 'b.txt']) writeFileSync(join(directory, name), '');
    mkdirSync(join(directory, 'days'));
    const script = bashCompletion(completionTree(sampleProgram()));
    expect(complete(script, ['check', ''], directory).sort()).toEqual(
      expect.arrayContaining(['a one.policy', 'days']),
    );
    expect(complete(script, ['check', 'b'], directory)).toEqual([]);
    expect(complete(script, ['run', '--market', ''], directory)).toEqual(['days']);
    const real = (await runMain(['completion', 'bash'])).out;
    expect(complete(real, ['replay', 'b'], directory)).toEqual(['b.txt']);
  });

  it('offers the choices of an option, and nothing for one that takes any word', () => {
    const script = bashCompletion(completionTree(sampleProgram()));
    expect(complete(script, ['run', '--log', ''])).toEqual(['quiet', 'full']);
    expect(complete(script, ['run', '-l', 'f'])).toEqual(['full']);
    expect(complete(script, ['run', '--for', ''])).toEqual([]);
  });
});

describe('completion in zsh and fish', () => {
  it('knows every command, option and choice of the program', () => {
    const nodes = completionTree(sampleProgram());
    const zsh = zshCompletion(nodes);
    expect(zsh).toMatch(/^#compdef mm-policy\n/);
    expect(zsh).toContain("'run:make a market; it'\\''s live'");
    expect(zsh).toContain("('run:--log'|'run:-l') compadd -- quiet full; return ;;");
    expect(zsh).toContain("_files -g '*.policy'");
    const fish = fishCompletion(nodes);
    expect(fish).toContain("-a run -d 'make a market; it\\'s live'");
    expect(fish).toContain("-l log -s l -r -a 'quiet full' -d 'how much'");
    expect(fish).toContain("-l market -r -a '(__fish_complete_directories)'");
  });

  it.each(['zsh', 'fish'])('is printed for %s', async (shell) => {
    const { exitCode, out } = await runMain(['completion', shell]);
    expect(exitCode).toBe(0);
    expect(out).toContain('audit');
  });
});
