/** Says what is wrong with a line that the grammar could not read: one problem a line. */
import {
  certainName,
  type Edit,
  nearestName,
  type ProblemList,
  type Span,
} from '../diagnostic/index.js';
import { BLOT } from './mask-source.js';
import { recogniseMistake, skipSpace, tokenAt } from './recognise-mistake.js';
import { findLineFailure, type LineFailure, type LinePart } from './run-grammar.js';
import { RESERVED_WORDS, STATEMENT_WORDS, TEST_WORDS } from './statement-words.js';

/** Where a line stands: in the file, in a block of settings, or in one of the others. */
export type LineContext = 'file' | 'market' | 'phase' | 'rulebook' | 'test' | 'settings';

interface UnreadableLine {
  readonly text: string;
  readonly span: Span;
}

const RULE_WORDS: ReadonlySet<string> = new Set([
  'limit',
  'reduce-only',
  'pause',
  'kill',
  'alert',
  'objective',
]);
/** What a statement looks like, for a line that ends before it says anything. */
const FORMS: Readonly<Record<string, string>> = {
  policy: 'the first line is `policy NAME`',
  language: 'write `language 1`',
  venue: 'write `venue embedded`, or `venue hyperliquid testnet`',
  market: 'write `market HYPE {`, with its `leverage` on the next line',
  limit: 'a limit says what must hold: `limit NAME order.notional <= $100`',
  'reduce-only': 'a reduce-only says when it trips: `reduce-only NAME when …`',
  pause: 'a pause says when it trips and how it ends: `pause NAME when … until …`',
  kill: 'a kill says when it trips: `kill NAME when …`',
  alert: 'an alert says when it tells: `alert NAME when …`',
  quote: 'write `quote glft {`',
  allocate: 'write `allocate margin {`',
  size: 'write `size kelly {`',
  let: 'write `let name = …`, such as `let floor = 90% of initial_balance`',
  use: 'write `use NAME`, or `use NAME phase PHASE`',
  waive:
    'a waiver names what, until when and why: `waive PRESET.RULE until 2026-12-31 because "…"`',
  phase: 'write `phase NAME {`',
  rulebook: 'write `rulebook "NAME" {`',
  objective: 'an objective says what is to be reached: `objective NAME trading_days >= 4`',
  test: 'write `test "what is expected" {`',
  tests: 'the first line of a file of tests is `tests "FILE.policy"`',
  preset: 'the first line of a preset is `preset NAME`',
  start: 'write a date, a time and a zone: `start 2026-11-02 23:29 Europe/Prague`',
  given: 'write what is so at the start: `given equity $10_000, HYPE.mark $27.11`',
  series: 'write values at a beat: `series HYPE.mark every 1s $27.11 times 10, silent`',
  at: 'write what happens then: `at 15s expect state active`',
  set: 'write what changes: `set HYPE.mark $27.50`',
  submit: 'write an order: `submit buy 3 HYPE at $27.00`',
  fill: 'write an order: `fill buy 3 HYPE at $27.00`',
  operator: 'write `operator pause`, `resume`, `kill` or `re-arm`',
  expect: 'write what is expected: `expect state active`, `expect kill NAME`, `expect deny …`',
};

/** Too small to be named as what may stand somewhere. */
const UNTOLD: ReadonlySet<string> = new Set(['`.`', '`%`', '`age(`', '`other`']);

/** What most lines of a policy begin with. */
const COMMON_WORDS = STATEMENT_WORDS.slice(0, STATEMENT_WORDS.indexOf('phase'));

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/u;

export function reportUnreadableLine(
  line: UnreadableLine,
  context: LineContext,
  problems: ProblemList,
): void {
  if (line.text.includes(BLOT)) return;
  const firstWord = /^[^\s{]*/u.exec(line.text)?.[0] ?? '';
  if (line.text.startsWith('}')) {
    problems.report('P101', spanIn(line, 0, 1), '`}` closes nothing', {
      hint: 'a `}` stands alone on its line and ends the block before it',
    });
    return;
  }
  if (context === 'test') {
    reportTestLine(line, firstWord, problems);
    return;
  }
  const isStatement = (STATEMENT_WORDS as readonly string[]).includes(firstWord);
  const mayBeSetting = !isStatement && (context === 'market' || context === 'rulebook');
  if (context === 'settings' || mayBeSetting) {
    reportSettingLine(line, firstWord, problems);
    return;
  }
  if (!isStatement) {
    reportUnknownStatement(line, firstWord, problems);
    return;
  }
  if (reportBadRuleName(line, firstWord, problems)) return;
  reportFailure(line, firstWord, 'line', problems);
}

function reportTestLine(line: UnreadableLine, firstWord: string, problems: ProblemList): void {
  if (TEST_WORDS.includes(firstWord)) {
    reportFailure(line, firstWord, 'testLine', problems);
    return;
  }
  const near = nearestName(firstWord, TEST_WORDS);
  const span = spanIn(line, 0, Math.max(1, firstWord.length));
  problems.report('P110', span, `\`${firstWord}\` begins no line of a test`, {
    hint:
      near === null
        ? `a line begins with ${TEST_WORDS.map(quoted).join(', ')}`
        : `did you mean \`${near}\`?`,
    edits: replaced(span, certainName(firstWord, TEST_WORDS)),
  });
}

function reportFailure(
  line: UnreadableLine,
  firstWord: string,
  part: LinePart,
  problems: ProblemList,
): void {
  const failure = findLineFailure(line.text, part) ?? { offset: firstWord.length, expected: [] };
  if (reportKnownMistake(line, failure, problems)) return;
  reportUnexpected(line, failure, problems);
}

function reportSettingLine(line: UnreadableLine, firstWord: string, problems: ProblemList): void {
  const span = spanIn(line, 0, Math.max(1, firstWord.length));
  if (KEBAB.test(firstWord)) {
    const isAlone = line.text === firstWord;
    problems.report(
      'P310',
      span,
      isAlone ? `\`${firstWord}\` has no value` : `\`${line.text}\` is no setting`,
      { hint: 'a setting is a name and a value on one line, such as `leverage 10x`' },
    );
    return;
  }
  problems.report('P101', span, `\`${firstWord}\` is no name of a setting`, {
    hint: 'names are lower case with hyphens, such as `initial-balance`',
  });
}

function reportUnknownStatement(
  line: UnreadableLine,
  firstWord: string,
  problems: ProblemList,
): void {
  const near = nearestName(firstWord, STATEMENT_WORDS);
  const span = spanIn(line, 0, Math.max(1, firstWord.length));
  problems.report('P110', span, `\`${firstWord}\` begins no statement`, {
    hint:
      near === null
        ? `a line begins with ${COMMON_WORDS.map(quoted).join(', ')}`
        : `did you mean \`${near}\`?`,
    edits: replaced(span, certainName(firstWord, STATEMENT_WORDS)),
  });
}

/** A rule whose second word is no name; true where it was reported. */
function reportBadRuleName(
  line: UnreadableLine,
  firstWord: string,
  problems: ProblemList,
): boolean {
  const isHeader = firstWord === 'policy' || firstWord === 'preset';
  const takesName = RULE_WORDS.has(firstWord) || isHeader;
  const match = /^\S+ +(\S+)/u.exec(line.text);
  const name = match?.[1];
  if (!takesName || match === null || name === undefined) return false;
  const span = spanIn(line, match[0].length - name.length, name.length);
  if (RESERVED_WORDS.includes(name)) {
    const what = isHeader ? firstWord : 'rule';
    problems.report('P111', span, `\`${name}\` is a word of the language, not a name`, {
      hint: `give the ${what} a name: \`${firstWord} my-name …\``,
    });
    return true;
  }
  if (KEBAB.test(name)) return false;
  const suggestion = name
    .replace(/([a-z0-9])([A-Z])/gu, '$1-$2')
    .replace(/[^A-Za-z0-9]+/gu, '-')
    .replace(/^[-0-9]+|-+$/gu, '')
    .toLowerCase();
  const isName = KEBAB.test(suggestion) && !RESERVED_WORDS.includes(suggestion);
  problems.report('P111', span, `\`${name}\` is not a name`, {
    label: 'a name stands here',
    hint:
      'names are lower case with hyphens' +
      (isName ? `, such as \`${suggestion}\`` : ', such as `daily-loss`'),
    edits: replaced(span, isName ? suggestion : null),
  });
  return true;
}

/** The mistakes that have a code of their own; true where one was reported. */
function reportKnownMistake(
  line: UnreadableLine,
  failure: LineFailure,
  problems: ProblemList,
): boolean {
  const mistake = recogniseMistake(line.text, failure);
  if (mistake === null) {
    const at = skipSpace(line.text, failure.offset);
    return reportSecondStatement(line, at, tokenAt(line.text, at), problems);
  }
  const { code, at, length, message, hint, replacement } = mistake;
  const span = spanIn(line, at, length);
  problems.report(code, span, message, { hint, edits: replaced(span, replacement ?? null) });
  return true;
}

function reportSecondStatement(
  line: UnreadableLine,
  at: number,
  token: string,
  problems: ProblemList,
): boolean {
  if (!(STATEMENT_WORDS as readonly string[]).includes(token)) return false;
  if (findLineFailure(line.text.slice(0, at), 'line') !== null) return false;
  problems.report('P108', spanIn(line, at, token.length), 'a second statement on one line', {
    hint: 'begin a new line here',
    edits: [{ ...spanIn(line, at, 0), replacement: '\n' }],
  });
  return true;
}

function reportUnexpected(line: UnreadableLine, failure: LineFailure, problems: ProblemList): void {
  const { text } = line;
  const at = skipSpace(text, failure.offset);
  const token = tokenAt(text, at);
  const head = text.slice(0, at).trimEnd();
  const details = { hint: expectationHint(text, head, failure.expected) };
  if (token === '') {
    const last = spanIn(line, head.length, 1);
    problems.report('P101', last, 'the line ends too early', details);
    return;
  }
  problems.report(
    'P101',
    spanIn(line, at, token.length),
    `\`${token}\` does not fit here`,
    details,
  );
}

function expectationHint(
  text: string,
  head: string,
  expected: readonly string[],
): string | undefined {
  const first = /^\S*/u.exec(text)?.[0] ?? '';
  const isAfterName = /^\S+ +\S+$/u.test(head);
  const isRule = RULE_WORDS.has(first);
  if (isRule && isAfterName && !expected.includes('`+`')) return FORMS[first];
  if (head.endsWith('{')) return 'begin a new line after `{`';
  if (/\d$/u.test(head) && /^[a-z]+$/u.test(tokenAt(text, skipSpace(text, head.length)))) {
    return 'a size names its coin as the venue does, such as `12 HYPE`';
  }
  const words = expected.filter((word) => !UNTOLD.has(word)).slice(0, 5);
  return words.length === 0 ? FORMS[first] : `here may stand ${words.join(', ')}`;
}

function spanIn(line: UnreadableLine, offset: number, length: number): Span {
  const start = line.span.start + offset;
  return { start, end: start + length };
}

/** The edit that puts `text` there; none where it is not known. */
function replaced(span: Span, text: string | null): readonly Edit[] {
  return text === null ? [] : [{ ...span, replacement: text }];
}

function quoted(word: string): string {
  return `\`${word}\``;
}
