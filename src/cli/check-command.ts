/** `mm-policy check`: every problem of a policy, with its place and its remedy. */
import { Option } from 'commander';
import { unreachable } from '../base/index.js';
import { compilePolicyText } from '../compile/index.js';
import {
  type Diagnostic,
  renderGithub,
  renderJson,
  renderPretty,
  renderSarif,
} from '../diagnostic/index.js';
import type { CliIo, RegisterCommand } from './cli-io.js';
import { findPolicies } from './find-policies.js';
import { fixPolicyText } from './fix-policy-text.js';
import { lineDiff } from './line-diff.js';
import { openPresetLibrary } from '../presets/index.js';
import { readPolicyFile } from './read-policy-file.js';
import { replacePolicyFile } from './replace-policy-file.js';
import { TOOL_VERSION } from './tool-version.js';

const EXAMPLES = `
Examples:
  $ mm-policy check policies/demo.policy
  $ mm-policy check policies                        a folder and all below it
  $ mm-policy check 'policies/**/*.policy'          a pattern, in quotes
  $ mm-policy check --fix --dry-run my.policy       show what --fix would change
  $ mm-policy check --fix my.policy                 change what has one remedy only
  $ mm-policy check --format sarif policies > policies.sarif

Exit codes: 0 no problems, 1 problems or warnings, 2 a file could not be checked.
\`mm-policy explain CODE\` says what a problem means.`;

const FINDINGS = 1;
const COULD_NOT_RUN = 2;

const FORMATS = ['pretty', 'json', 'sarif', 'github'] as const;
type Format = (typeof FORMATS)[number];

interface CheckOptions {
  readonly format: Format;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

export const registerCheck: RegisterCommand = (program, io) => {
  program
    .command('check')
    .summary('find every problem in a policy')
    .description('Reads policies and reports every problem with its place and its remedy.')
    .argument('<files...>', 'policy files, folders, or patterns in quotes')
    .addOption(
      new Option('--format <format>', 'how problems are shown')
        .choices([...FORMATS])
        .default('pretty'),
    )
    .option('--fix', 'make the changes that are certain, then check again')
    .option('--dry-run', 'with --fix: write nothing, show what would change')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], options: CheckOptions) => {
      await new Checker(io, options).run(paths);
    });
};

class Checker {
  readonly #io: CliIo;
  readonly #options: CheckOptions;
  readonly #sources = new Map<string, string>();
  readonly #diagnostics: Diagnostic[] = [];

  constructor(io: CliIo, options: CheckOptions) {
    this.#io = io;
    this.#options = options;
  }

  async run(paths: readonly string[]): Promise<void> {
    if (this.#refuseOptions()) return;
    const { files, problems } = await findPolicies(paths);
    this.#diagnostics.push(...problems);
    for (const file of files) await this.#checkFile(file);
    if (this.#options.dryRun === true) this.#reportUnread();
    else this.#io.out(this.#rendering(files.length));
    this.#raiseExitCode(exitCodeFor(this.#diagnostics));
  }

  #refuseOptions(): boolean {
    const { fix, dryRun, format } = this.#options;
    if (dryRun !== true || (fix === true && format === 'pretty')) return false;
    this.#io.err(
      fix === true
        ? 'error: `--dry-run` shows text, so it goes with `--format pretty` only\n'
        : 'error: `--dry-run` says what `--fix` would do: give both\n',
    );
    this.#io.exitCode = COULD_NOT_RUN;
    return true;
  }

  async #checkFile(file: string): Promise<void> {
    const read = await readPolicyFile(file);
    if ('problem' in read) {
      this.#diagnostics.push(read.problem);
      return;
    }
    const text = this.#options.fix === true ? await this.#fix(file, read.text) : read.text;
    this.#sources.set(file, text);
    this.#add(this.#diagnose(file, text));
  }

  /** What several policies have in common, such as a preset, is told once. */
  #add(diagnostics: readonly Diagnostic[]): void {
    const told = new Set(this.#diagnostics.map((each) => JSON.stringify(each)));
    this.#diagnostics.push(...diagnostics.filter((each) => !told.has(JSON.stringify(each))));
  }

  #diagnose(file: string, text: string): readonly Diagnostic[] {
    const library = openPresetLibrary(file);
    const { diagnostics } = compilePolicyText(file, text, library, Date.now());
    for (const [name, source] of library.sources) this.#sources.set(name, source);
    return diagnostics;
  }

  /** The text that is to be checked: the fixed one, or the old one where it was not written. */
  async #fix(file: string, before: string): Promise<string> {
    const diagnose = (text: string): readonly Diagnostic[] => this.#diagnose(file, text);
    const { text: after, fixCount } = fixPolicyText(file, before, diagnose);
    const fixes = `${fixCount} ${fixCount === 1 ? 'problem' : 'problems'}`;
    if (this.#options.dryRun === true) {
      const left = diagnose(after).length;
      const diff = after === before ? '' : lineDiff(before, after);
      this.#io.out(`${file}: would fix ${fixes}, ${left} would be left\n${diff}`);
      if (after !== before) this.#raiseExitCode(FINDINGS);
      return after;
    }
    if (after === before) return before;
    const trouble = await replacePolicyFile(file, before, after);
    if (trouble !== null) {
      this.#io.err(`error: cannot fix \`${file}\`: ${trouble}\n`);
      this.#raiseExitCode(COULD_NOT_RUN);
      return before;
    }
    // Standard output belongs to the document where the format is one.
    const tell = (line: string): void =>
      this.#options.format === 'pretty' ? this.#io.out(line) : this.#io.err(line);
    tell(`${file}: fixed ${fixes}\n`);
    return after;
  }

  /** A dry run shows changes only, but must not hide that there are files it knows nothing of. */
  #reportUnread(): void {
    const unread = this.#diagnostics.filter(({ code }) => code === 'P801');
    if (unread.length === 0) return;
    this.#io.err(renderPretty(unread, this.#sources, unread.length, this.#pretty));
  }

  get #pretty(): { readonly columns: number; readonly useColor: boolean } {
    return { columns: Math.max(40, this.#io.columns), useColor: this.#io.useColor };
  }

  #rendering(fileCount: number): string {
    const { format } = this.#options;
    const [found, sources] = [this.#diagnostics, this.#sources];
    switch (format) {
      case 'pretty':
        return renderPretty(found, sources, fileCount, this.#pretty);
      case 'json':
        return renderJson(found, sources, fileCount);
      case 'sarif':
        return renderSarif(found, sources, TOOL_VERSION);
      case 'github':
        return renderGithub(found, sources, fileCount);
      default:
        return unreachable(format);
    }
  }

  #raiseExitCode(code: number): void {
    this.#io.exitCode = Math.max(this.#io.exitCode, code);
  }
}

function exitCodeFor(diagnostics: readonly Diagnostic[]): number {
  if (diagnostics.some(({ code }) => code.startsWith('P8'))) return COULD_NOT_RUN;
  return diagnostics.length > 0 ? FINDINGS : 0;
}
