/** `mm-policy fmt`: brings policies into the one layout. */
import { type Diagnostic, renderPretty } from '../diagnostic/index.js';
import { formatPolicyText } from '../syntax/index.js';
import type { CliIo, RegisterCommand } from './cli-io.js';
import { findPolicies } from './find-policies.js';
import { lineDiff } from './line-diff.js';
import { readPolicyFile } from './read-policy-file.js';
import { replacePolicyFile } from './replace-policy-file.js';

const EXAMPLES = `
Examples:
  $ mm-policy fmt policies/demo.policy          write the file in the one layout
  $ mm-policy fmt --check policies              only say which files are not in it
  $ mm-policy fmt 'policies/**/*.policy'        all that fit a pattern, in quotes
  $ mm-policy fmt --diff policies/demo.policy   show what would change
  $ mm-policy fmt - < draft.policy              from standard input to standard output

Exit codes: 0 done, 1 a policy cannot be read whole or, with --check or --diff, is not in the
layout, 2 a file could not be read or written.`;

const FINDINGS = 1;
const COULD_NOT_RUN = 2;
const STDIN_NAME = '<stdin>';

interface FmtOptions {
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly stdin?: boolean;
}

export const registerFmt: RegisterCommand = (program, io) => {
  program
    .command('fmt')
    .summary('bring a policy into the one layout')
    .description(
      'Writes policies in the one layout: columns, spaces and digit groups change, rules and ' +
        'comments never.',
    )
    .argument('[files...]', 'policy files, folders or patterns; - reads standard input')
    .option('--check', 'write nothing, exit 1 where a file is not in the layout')
    .option('--diff', 'write nothing, show what would change, exit 1 where something would')
    .option('--stdin', 'read standard input, as - does')
    .addHelpText('after', EXAMPLES)
    .action(async (files: readonly string[], options: FmtOptions) => {
      await new Formatter(io, options).run(files);
    });
};

class Formatter {
  readonly #io: CliIo;
  readonly #options: FmtOptions;

  constructor(io: CliIo, options: FmtOptions) {
    this.#io = io;
    this.#options = options;
  }

  async run(files: readonly string[]): Promise<void> {
    const fromStdin = this.#options.stdin === true || files.includes('-');
    const named = files.filter((file) => file !== '-');
    if (!fromStdin && named.length === 0) {
      this.#io.err('error: name a policy file, or - for standard input\n');
      this.#io.exitCode = COULD_NOT_RUN;
      return;
    }
    if (fromStdin) await this.#formatStdin();
    const found = await findPolicies(named);
    for (const file of found.files) await this.#formatFile(file);
    for (const problem of found.problems) {
      this.#reportProblems([problem], problem.file, null);
      this.#raiseExitCode(COULD_NOT_RUN);
    }
  }

  async #formatStdin(): Promise<void> {
    const source = await this.#io.readStdin();
    const { text, diagnostics } = formatPolicyText(STDIN_NAME, source);
    if (text === null) this.#reportProblems(diagnostics, STDIN_NAME, source);
    else if (!this.#isDryRun) this.#io.out(text);
    else if (text !== source) this.#reportLayout(STDIN_NAME, source, text);
  }

  async #formatFile(file: string): Promise<void> {
    const read = await readPolicyFile(file);
    if ('problem' in read) {
      this.#reportProblems([read.problem], file, null);
      this.#raiseExitCode(COULD_NOT_RUN);
      return;
    }
    const { text, diagnostics } = formatPolicyText(file, read.text);
    if (text === null) {
      this.#reportProblems(diagnostics, file, read.text);
    } else if (text !== read.text) {
      if (this.#isDryRun) this.#reportLayout(file, read.text, text);
      else await this.#write(file, read.text, text);
    }
  }

  async #write(file: string, before: string, text: string): Promise<void> {
    const trouble = await replacePolicyFile(file, before, text);
    if (trouble === null) {
      this.#io.out(`${file}: formatted\n`);
    } else {
      this.#io.err(`error: cannot write \`${file}\`: ${trouble}\n`);
      this.#raiseExitCode(COULD_NOT_RUN);
    }
  }

  get #isDryRun(): boolean {
    return this.#options.check === true || this.#options.diff === true;
  }

  #reportLayout(file: string, before: string, after: string): void {
    if (this.#options.diff === true) this.#io.out(`${file}\n${lineDiff(before, after)}`);
    else this.#io.out(`${file}: not in the layout, run \`mm-policy fmt\`\n`);
    this.#raiseExitCode(FINDINGS);
  }

  /** Goes to standard error, so that standard output carries nothing but policy text. */
  #reportProblems(diagnostics: readonly Diagnostic[], file: string, source: string | null): void {
    const sources = new Map(source === null ? [] : [[file, source]]);
    const options = { columns: Math.max(40, this.#io.columns), useColor: this.#io.useColor };
    this.#io.err(renderPretty(diagnostics, sources, 1, options));
    this.#raiseExitCode(FINDINGS);
  }

  #raiseExitCode(code: number): void {
    this.#io.exitCode = Math.max(this.#io.exitCode, code);
  }
}
