/** Prints or writes the systemd unit of a policy. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CompiledPolicy, compilePolicyText } from '../compile/index.js';
import { renderPretty } from '../diagnostic/index.js';
import type { CliIo } from './cli-io.js';
import type { InitOptions } from './init-command.js';
import { writeNew } from './init-policy.js';
import { openPresetLibrary } from '../presets/index.js';
import { readPolicyFile } from './read-policy-file.js';
import { systemdUnit } from './systemd-unit.js';

/** Sets the exit code; only a policy that could run gets a unit. */
export async function initSystemd(
  path: string,
  { output, force }: InitOptions,
  io: CliIo,
): Promise<void> {
  const file = policyAt(path);
  const policy = file === null ? null : await policyOf(file, io);
  if (file === null) {
    io.err(`error: there is not one policy in \`${path}\`\n`);
    io.err('help: name the .policy file; `mm-policy init` without --systemd writes one\n');
  }
  if (file === null || policy === null) {
    io.exitCode = 2;
    return;
  }
  const unit = systemdUnit({
    name: policy.name,
    hasKey: policy.venue.kind === 'hyperliquid',
    policyFile: resolve(file),
    node: process.execPath,
    program: resolve(process.argv[1] ?? 'mm-policy'),
  });
  if (output === undefined) io.out(unit);
  else if (writeNew(output, unit, force === true, io)) {
    io.out(`wrote ${output}; its first lines say how it is installed\n`);
  }
}

/** The file itself, or the only policy of a folder. */
function policyAt(path: string): string | null {
  try {
    if (!statSync(path).isDirectory()) return path;
  } catch {
    return path;
  }
  const names = readdirSync(path).filter((name) => name.endsWith('.policy'));
  const [only] = names;
  return only === undefined || names.length > 1 ? null : join(path, only);
}

async function policyOf(file: string, io: CliIo): Promise<CompiledPolicy | null> {
  const read = await readPolicyFile(file);
  if ('problem' in read) {
    io.err(renderPretty([read.problem], new Map(), 1, io));
    return null;
  }
  const library = openPresetLibrary(file);
  const { policy, diagnostics } = compilePolicyText(file, read.text, library);
  if (policy !== null) return policy;
  io.err(renderPretty(diagnostics, new Map([[file, read.text], ...library.sources]), 1, io));
  if (diagnostics.length === 0) io.err(`error: \`${file}\` is no policy that runs\n`);
  return null;
}
