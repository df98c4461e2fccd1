/** A CliIo that keeps what a command writes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main.js';
import type { CliIo } from '../../src/cli/cli-io.js';

/** Sockets and locks of runs in this test's process, apart from those of all others. */
const runtimeDirectory = mkdtempSync(join(tmpdir(), 'mm-policy-runtime-'));
process.once('exit', () => rmSync(runtimeDirectory, { recursive: true, force: true }));

export interface Captured {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface CapturedIo extends CliIo {
  captured(): Captured;
}

export function createCapturedIo(overrides: Partial<CliIo> = {}): CapturedIo {
  let out = '';
  let err = '';
  const io: CapturedIo = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    readStdin: () => Promise.resolve(''),
    env: { MM_POLICY_RUNTIME_DIR: runtimeDirectory },
    isTerminal: false,
    columns: 80,
    useColor: false,
    exitCode: 0,
    ...overrides,
    captured: () => ({ exitCode: io.exitCode, out, err }),
  };
  return io;
}

/** Runs a command line in process. */
export async function runMain(args: readonly string[], overrides?: Partial<CliIo>) {
  const io = createCapturedIo(overrides);
  const exitCode = await main(args, io);
  return { ...io.captured(), exitCode };
}
