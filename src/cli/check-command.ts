/** `mm-policy check`: every problem of a policy, with its place and its remedy. */
import { Option } from 'commander';
import { compilePolicyText } from '../compile/index.js';
import { type Diagnostic, renderJson, renderPretty } from '../diagnostic/index.js';
import type { CliIo, RegisterCommand } from './cli-io.js';
import { readPolicyFile } from './read-policy-file.js';

const EXAMPLES = `
Examples:
  $ mm-policy check policies/demo.policy
  $ mm-policy check --format json policies/*.policy

Exit codes: 0 no problems, 1 problems or warnings, 2 a file could not be checked.`;

const FINDINGS = 1;
const COULD_NOT_RUN = 2;

export const registerCheck: RegisterCommand = (program, io) => {
  program
    .command('check')
    .summary('find every problem in a policy')
    .description('Reads policies and reports every problem with its place and its remedy.')
    .argument('<files...>', 'policy files')
    .addOption(
      new Option('--format <format>', 'how problems are shown')
        .choices(['pretty', 'json'])
        .default('pretty'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], options: { readonly format: 'pretty' | 'json' }) => {
      await checkFiles(files, options.format, io);
    });
};

async function checkFiles(
  files: readonly string[],
  format: 'pretty' | 'json',
  io: CliIo,
): Promise<void> {
  const sources = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const unique = [...new Set(files)];
  for (const file of unique) {
    diagnostics.push(...(await checkFile(file, sources)));
  }
  if (format === 'json') {
    io.out(renderJson(diagnostics, sources, unique.length));
  } else {
    const options = { columns: Math.max(40, io.columns), useColor: io.useColor };
    io.out(renderPretty(diagnostics, sources, unique.length, options));
  }
  io.exitCode = exitCodeFor(diagnostics);
}

async function checkFile(
  file: string,
  sources: Map<string, string>,
): Promise<readonly Diagnostic[]> {
  const read = await readPolicyFile(file);
  if ('problem' in read) return [read.problem];
  sources.set(file, read.text);
  return compilePolicyText(file, read.text).diagnostics;
}

function exitCodeFor(diagnostics: readonly Diagnostic[]): number {
  if (diagnostics.some(({ code }) => code.startsWith('P8'))) return COULD_NOT_RUN;
  return diagnostics.length > 0 ? FINDINGS : 0;
}
