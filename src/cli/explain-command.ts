/** `mm-policy explain`: a page on each problem that `check` can find. */
import {
  DIAGNOSTIC_CODES,
  DIAGNOSTIC_PAGES,
  type DiagnosticPage,
  nearestName,
  renderPage,
  renderPageList,
} from '../diagnostic/index.js';
import type { CliIo, RegisterCommand } from './cli-io.js';
import { createPaint } from './paint.js';

const EXAMPLES = `
Examples:
  $ mm-policy explain                    every code, a line each
  $ mm-policy explain P302               why it matters, what to avoid and to prefer
  $ mm-policy explain percent-of-what    the same by its name
  $ mm-policy explain --json P302 P303   for programs

Exit codes: 0 done, 2 there is no such code.`;

const COULD_NOT_RUN = 2;

interface ExplainOptions {
  readonly json?: boolean;
}

export const registerExplain: RegisterCommand = (program, io) => {
  program
    .command('explain')
    .summary('say what a code of check means')
    .description('Says what a diagnostic means, why it matters, what to avoid and to prefer.')
    .argument('[codes...]', 'codes such as P302, or their names; none lists all')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', EXAMPLES)
    .action((codes: readonly string[], options: ExplainOptions) => {
      explainCodes(codes, options.json === true, io);
    });
};

function explainCodes(asked: readonly string[], isJson: boolean, io: CliIo): void {
  const found: DiagnosticPage[] = [];
  for (const word of asked) {
    const page = pageOf(word);
    if (page === undefined) reportUnknownCode(word, io);
    else if (!found.includes(page)) found.push(page);
  }
  // Half an answer would look like a whole one to a program.
  if (io.exitCode === COULD_NOT_RUN && isJson) return;
  const pages = asked.length === 0 ? DIAGNOSTIC_PAGES : found;
  if (isJson) {
    io.out(`${JSON.stringify({ codes: pages.map(toFacts) }, null, 2)}\n`);
  } else if (asked.length === 0) {
    io.out(renderPageList(pages));
  } else {
    const paint = createPaint(io.useColor);
    io.out(pages.map((page) => renderPage(page, (text) => paint('strong', text))).join('\n'));
  }
}

/** By code or by name, in any case. */
function pageOf(word: string): DiagnosticPage | undefined {
  const lowered = word.toLowerCase();
  return DIAGNOSTIC_PAGES.find(
    ({ code }) => code.toLowerCase() === lowered || DIAGNOSTIC_CODES[code].name === lowered,
  );
}

function reportUnknownCode(word: string, io: CliIo): void {
  const names = DIAGNOSTIC_PAGES.map(({ code }) => DIAGNOSTIC_CODES[code].name);
  const codes = DIAGNOSTIC_PAGES.map(({ code }) => code);
  const near = nearestName(word, /^p?\d/iu.test(word) ? codes : names);
  const guess = near === null ? '' : `did you mean \`${near}\`? `;
  const isPath = /[\\/]|\.policy$/u.test(word);
  io.err(`error: \`${word}\` is no code of a diagnostic\n`);
  io.err(
    isPath
      ? `help: \`mm-policy check ${word}\` shows its problems with their codes\n`
      : `help: ${guess}\`mm-policy explain\` lists all\n`,
  );
  io.exitCode = COULD_NOT_RUN;
}

function toFacts(page: DiagnosticPage): Record<string, unknown> {
  const { name, severity } = DIAGNOSTIC_CODES[page.code];
  return { ...page, name, severity };
}
