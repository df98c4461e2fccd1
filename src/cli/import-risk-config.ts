/** Imports a risk configuration: reads it, writes the policy, tells what was lost on the way. */
import { writeFile } from 'node:fs/promises';
import { decimal } from '../base/index.js';
import { compilePolicyText } from '../compile/index.js';
import { renderPretty } from '../diagnostic/index.js';
import { formatPolicyText } from '../syntax/index.js';
import { basename } from './basename.js';
import type { CliIo } from './cli-io.js';
import type { ImportOptions } from './import-command.js';
import { readPolicyFile } from './read-policy-file.js';
import { readRiskConfig, type RiskConfig } from './risk-config.js';
import { type ImportedPolicy, writeRiskPolicy } from './risk-config-policy.js';

const FINDINGS = 1;
const COULD_NOT_RUN = 2;
const STDIN = '-';
const INITIAL_BALANCE = decimal(10_000);

/** Sets the exit code; nothing is written where something is wrong. */
export async function importRiskConfig(
  file: string,
  options: ImportOptions,
  io: CliIo,
): Promise<void> {
  const name = file === STDIN ? '<stdin>' : file;
  const text = file === STDIN ? await io.readStdin() : await readConfig(file, io);
  if (text === null) return;
  const read = readRiskConfig(text);
  if ('problems' in read) {
    for (const problem of read.problems) io.err(`error: ${name}: ${problem}\n`);
    io.err('help: `mm-policy import --help` lists the keys\n');
    io.exitCode = COULD_NOT_RUN;
    return;
  }
  const written = writeRiskPolicy(read.config, {
    name: policyName(options.output ?? name),
    markets: options.market.length === 0 ? ['HYPE'] : options.market,
    initialBalance: options.initialBalance ?? INITIAL_BALANCE,
    source: asciiName(basename(name)),
  });
  const policy = soundPolicy(written, io);
  if (policy === null || !(await deliver(policy, options, io))) return;
  tell(name, read.config, written, io);
}

/** In the layout, and checked; null where it has a problem, which is shown. */
function soundPolicy({ text }: ImportedPolicy, io: CliIo): string | null {
  const file = 'imported.policy';
  const formatted = formatPolicyText(file, text).text ?? text;
  const { policy, diagnostics } = compilePolicyText(file, formatted);
  if (policy !== null) return formatted;
  const pretty = { columns: Math.max(40, io.columns), useColor: io.useColor };
  io.err(renderPretty(diagnostics, new Map([[file, formatted]]), 1, pretty));
  io.exitCode = COULD_NOT_RUN;
  return null;
}

async function deliver(policy: string, options: ImportOptions, io: CliIo): Promise<boolean> {
  const { output, force = false } = options;
  if (output === undefined) {
    io.out(policy);
    return true;
  }
  try {
    await writeFile(output, policy, { flag: force ? 'w' : 'wx' });
    return true;
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const why = isThere ? 'it is there already' : error instanceof Error ? error.message : '';
    io.err(`error: cannot write \`${output}\`: ${why}\n`);
    if (isThere) io.err('help: choose another name, or --force to replace it\n');
    io.exitCode = COULD_NOT_RUN;
    return false;
  }
}

function tell(name: string, config: RiskConfig, { notes }: ImportedPolicy, io: CliIo): void {
  const values = Object.entries(config.values);
  const missing = values.filter(([, { from }]) => from === 'default').map(([key]) => key);
  io.err(`${name}: ${values.length - missing.length} values imported\n`);
  if (missing.length > 0) io.err(`note: defaults stand for ${missing.join(', ')}\n`);
  for (const note of notes) io.err(`note: ${note}\n`);
  for (const { key } of config.unknown) {
    io.err(`warning: \`${key}\` is not understood, and so not enforced\n`);
    io.exitCode = FINDINGS;
  }
}

async function readConfig(file: string, io: CliIo): Promise<string | null> {
  const read = await readPolicyFile(file);
  if ('text' in read) return read.text;
  io.err(`error: \`${file}\`: ${read.problem.message}\n`);
  io.err('help: name the JSON file of the risk manager, or - for standard input\n');
  io.exitCode = COULD_NOT_RUN;
  return null;
}

/** `my-desk` of `My Desk.policy`; a name of the language in any case. */
function policyName(path: string): string {
  const stem = basename(path).replace(/\.[^.]*$/u, '');
  const words = stem
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '');
  const name = words.join('-').slice(0, 48).replace(/-$/u, '');
  return /^[a-z]/u.test(name) && name !== 'stdin' ? name : 'imported';
}

function asciiName(name: string): string {
  return name.replaceAll(/[^ -~]/gu, '?');
}
