/** Writes the policy to begin with, and says what to do next. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CliIo } from './cli-io.js';
import type { InitOptions } from './init-command.js';
import { starterName, starterPolicy } from './starter-policy.js';

/** Sets the exit code; a file that is there is left alone unless --force is given. */
export async function initPolicy(
  folder: string,
  { venue, market, address, output, force }: InitOptions,
  io: CliIo,
): Promise<void> {
  const file = output ?? join(folder, `${starterName(market)}.policy`);
  const text = starterPolicy({ venue, coin: market, address: address ?? null });
  if (!writeNew(file, text, force === true, io)) return;
  io.out(`wrote ${file}\n`);
  if (venue !== 'embedded' && address === undefined) {
    io.out('first write the address of your account there, where the zeros are; then\n');
  }
  io.out(`  mm-policy check ${file}\n`);
  io.out(`  mm-policy test ${file}\n`);
  io.out(`  mm-policy explain ${file}\n`);
  io.out(`  mm-policy run ${file}\n`);
}

/** Whether it was written; trouble is told on standard error, with exit code 2. */
export function writeNew(file: string, text: string, isForced: boolean, io: CliIo): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: isForced ? 'w' : 'wx' });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    io.exitCode = 2;
    if (code === 'EEXIST') {
      io.err(`error: \`${file}\` is there already\nhelp: --force takes its place\n`);
    } else {
      const reason = error instanceof Error ? error.message : String(error);
      io.err(`error: cannot write \`${file}\`: ${reason}\n`);
    }
    return false;
  }
}
