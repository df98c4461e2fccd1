/** `mm-policy explain`: a policy for an account, a problem that `check` finds, or a measure. */
import type { Money, Price } from '../base/index.js';
import { isMeasureName, MEASURE_NAMES, type MeasureName } from '../check/index.js';
import {
  DIAGNOSTIC_CODES,
  DIAGNOSTIC_PAGES,
  type DiagnosticPage,
  nearestName,
  renderPage,
  renderPageList,
} from '../diagnostic/index.js';
import type { CliIo, RegisterCommand } from './cli-io.js';
import { measureJson, renderMeasure, renderMeasureTable } from './explain-measures.js';
import { parseMark, parseMoney } from './explain-options.js';
import { createPaint } from './paint.js';

const EXAMPLES = `
Examples:
  $ mm-policy explain policies/prod.policy --equity 10000 --mark HYPE=27.11
                                         each rule in plain English with its numbers,
                                         and what acts first as the market moves
  $ mm-policy explain policies/prod.policy --state account.json
                                         which rules bind now, and the room left
  $ mm-policy explain --state-format     what such a file holds
  $ mm-policy explain P302               why it matters, what to avoid and to prefer
  $ mm-policy explain percent-of-what    the same by its name
  $ mm-policy explain margin_utilization what a measure means, and what it needs
  $ mm-policy explain measures           all measures, a line each
  $ mm-policy explain                    all codes, a line each

An account is flat, its day has just begun, and its equity is the policy's initial
balance unless --equity says so. Without --mark there are no numbers that hang on a
price.

Exit codes: 0 done, 1 the policy has errors, 2 there is no such file, code or measure.`;

const COULD_NOT_RUN = 2;
const ALL_MEASURES = 'measures';

interface Options {
  readonly json?: boolean;
  readonly equity?: Money;
  readonly mark: ReadonlyMap<string, Price>;
  readonly state?: string;
  readonly stateFormat?: boolean;
}

export const registerExplain: RegisterCommand = (program, io) => {
  program
    .command('explain')
    .summary('say in plain English what a policy, a code or a measure means')
    .description(
      'Explains a policy with its numbers and the order in which it acts; a code of a problem; ' +
        'or a measure.',
    )
    .argument('[files...]', 'a policy, or codes, their names, measures; none lists all codes')
    .option('--equity <money>', 'of the account', parseMoney)
    .option('--mark <COIN=price>', 'of a market; once for each', parseMark, new Map())
    .option('--state <state-file>', 'a JSON file that says how the account stands now')
    .option('--state-format', 'say what such a file holds')
    .option('--json', 'one JSON document instead of text')
    .addHelpText('after', EXAMPLES)
    .action(async (words: readonly string[], options: Options) => {
      const file = words.find(isPolicyFile);
      if (file === undefined && options.stateFormat !== true) explainWords(words, options, io);
      else await explainFile(file ?? null, words, options, io);
    });
};

/** The engine and the venue's instruments are loaded only where a policy is explained. */
async function explainFile(
  file: string | null,
  words: readonly string[],
  options: Options,
  io: CliIo,
): Promise<void> {
  if (file === null) {
    const { STATE_FORMAT } = await import('./account-state-codec.js');
    io.out(STATE_FORMAT);
    return;
  }
  if (options.state !== undefined && (options.equity !== undefined || options.mark.size > 0)) {
    io.err('error: `--state` says the equity and the marks itself\n');
    io.err('help: leave `--equity` and `--mark` out\n');
    io.exitCode = COULD_NOT_RUN;
    return;
  }
  if (words.length > 1) {
    io.err('error: one policy is explained at a time\n');
    io.err(`help: \`mm-policy explain ${file}\`\n`);
    io.exitCode = COULD_NOT_RUN;
    return;
  }
  const { explainPolicyFile } = await import('./explain-policy-file.js');
  const { json = false, equity = null, mark: marks, state: stateFile = null } = options;
  await explainPolicyFile(file, { isJson: json, equity, marks, stateFile }, io);
}

function isPolicyFile(word: string): boolean {
  return /[\\/]|\.policy$/u.test(word);
}

type Subject =
  | { readonly kind: 'code'; readonly page: DiagnosticPage }
  | { readonly kind: 'measure'; readonly name: MeasureName };

function explainWords(asked: readonly string[], options: Options, io: CliIo): void {
  const { equity, state, mark } = options;
  if (equity !== undefined || state !== undefined || mark.size > 0) {
    io.err('error: an account explains a policy, and none is named\n');
    io.err('help: name its file, such as `mm-policy explain policies/demo.policy`\n');
    io.exitCode = COULD_NOT_RUN;
    return;
  }
  const found = new Map<string, Subject>();
  for (const word of asked) {
    const subjects = subjectsOf(word);
    if (subjects.length === 0) reportUnknown(word, io);
    for (const each of subjects) found.set(each.kind === 'code' ? each.page.code : each.name, each);
  }
  // Half an answer would look like a whole one to a program.
  if (io.exitCode === COULD_NOT_RUN && options.json === true) return;
  const everyCode = DIAGNOSTIC_PAGES.map((page) => ({ kind: 'code' as const, page }));
  const subjects = asked.length === 0 ? everyCode : [...found.values()];
  if (options.json === true) io.out(`${JSON.stringify(documentOf(subjects), null, 2)}\n`);
  else if (asked.length === 0) io.out(renderPageList(DIAGNOSTIC_PAGES));
  else io.out(pagesOf(subjects, asked, io));
}

function subjectsOf(word: string): readonly Subject[] {
  const lowered = word.toLowerCase();
  if (lowered === ALL_MEASURES) {
    return MEASURE_NAMES.map((name) => ({ kind: 'measure', name }));
  }
  if (isMeasureName(word)) return [{ kind: 'measure', name: word }];
  const page = DIAGNOSTIC_PAGES.find(
    ({ code }) => code.toLowerCase() === lowered || DIAGNOSTIC_CODES[code].name === lowered,
  );
  return page === undefined ? [] : [{ kind: 'code', page }];
}

function pagesOf(subjects: readonly Subject[], asked: readonly string[], io: CliIo): string {
  const paint = createPaint(io.useColor);
  const columns = Math.min(io.columns, 100);
  if (asked.some((word) => word.toLowerCase() === ALL_MEASURES)) {
    return renderMeasureTable(columns, paint);
  }
  return subjects
    .map((subject) =>
      subject.kind === 'code'
        ? renderPage(subject.page, (text) => paint('strong', text))
        : renderMeasure(subject.name, columns, paint),
    )
    .join('\n');
}

function documentOf(subjects: readonly Subject[]): Record<string, unknown> {
  const codes = subjects.flatMap((each) => (each.kind === 'code' ? [toFacts(each.page)] : []));
  const measures = subjects.flatMap((each) =>
    each.kind === 'measure' ? [measureJson(each.name)] : [],
  );
  return { ...(codes.length > 0 ? { codes } : {}), ...(measures.length > 0 ? { measures } : {}) };
}

function reportUnknown(word: string, io: CliIo): void {
  const names = DIAGNOSTIC_PAGES.map(({ code }) => DIAGNOSTIC_CODES[code].name);
  const codes = DIAGNOSTIC_PAGES.map(({ code }) => code);
  const near = nearestName(word, /^p?\d/iu.test(word) ? codes : [...names, ...MEASURE_NAMES]);
  const guess = near === null ? '' : `did you mean \`${near}\`? `;
  io.err(`error: \`${word}\` is no code of a diagnostic, no measure and no policy file\n`);
  const lists = '`mm-policy explain` lists all codes, `mm-policy explain measures` all measures';
  io.err(`help: ${guess}${lists}\n`);
  io.exitCode = COULD_NOT_RUN;
}

function toFacts(page: DiagnosticPage): Record<string, unknown> {
  const { name, severity } = DIAGNOSTIC_CODES[page.code];
  return { ...page, name, severity };
}
