/** Runs one command in process against real files, with what it wrote kept apart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { CliIo, RegisterCommand } from '../../src/cli/cli-io.js';

export interface CommandRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** `args` begin with the command's name. */
export async function runCommand(
  register: RegisterCommand,
  args: readonly string[],
  stdin = '',
): Promise<CommandRun> {
  let out = '';
  let err = '';
  const io: CliIo = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readStdin: () => Promise.resolve(stdin),
    env: {},
    isTerminal: false,
    columns: 80,
    useColor: false,
    exitCode: 0,
  };
  const program = new Command('mm-policy').exitOverride();
  program.configureOutput({ writeOut: io.out, writeErr: io.err });
  register(program, io);
  for (const command of program.commands) {
    command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const isShown = error instanceof Error && 'exitCode' in error;
    if (!isShown) throw error;
    io.exitCode = Number(error.exitCode) === 0 ? 0 : 2;
  }
  return { exitCode: io.exitCode, out, err };
}

/** A folder of its own for one test, which is gone when `use` is done. */
export async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mm-policy-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
