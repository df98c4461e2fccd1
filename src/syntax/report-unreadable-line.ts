/** Says what is wrong with a line that the grammar could not read: one problem a line. */
import { nearestName, type ProblemList, type Span } from '../diagnostic/index.js';
import { BLOT } from './mask-source.js';
import { findLineFailure, type LineFailure } from './run-grammar.js';
import { LATER_WORDS, RESERVED_WORDS, STATEMENT_WORDS } from './statement-words.js';

/** Where a line stands: in the file, in a `market` block, or in a block of settings. */
export type LineContext = 'file' | 'market' | 'settings';

interface UnreadableLine {
  readonly text: string;
  readonly span: Span;
}

const RULE_WORDS: ReadonlySet<string> = new Set(['limit', 'reduce-only', 'pause', 'kill', 'alert']);
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
  const isStatement = (STATEMENT_WORDS as readonly string[]).includes(firstWord);
  if (context === 'settings' || (context === 'market' && !isStatement)) {
    reportSettingLine(line, firstWord, problems);
    return;
  }
  if (!isStatement) {
    reportUnknownStatement(line, firstWord, problems);
    return;
  }
  if (reportBadRuleName(line, firstWord, problems)) return;
  const failure = findLineFailure(line.text) ?? { offset: firstWord.length, expected: [] };
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
  const near = nearestName(firstWord, [...STATEMENT_WORDS, ...LATER_WORDS]);
  const span = spanIn(line, 0, Math.max(1, firstWord.length));
  problems.report('P110', span, `\`${firstWord}\` begins no statement`, {
    hint:
      near === null
        ? `a line begins with ${STATEMENT_WORDS.map(quoted).join(', ')}`
        : `did you mean \`${near}\`?`,
  });
}

/** A rule whose second word is no name; true where it was reported. */
function reportBadRuleName(
  line: UnreadableLine,
  firstWord: string,
  problems: ProblemList,
): boolean {
  const takesName = RULE_WORDS.has(firstWord) || firstWord === 'policy';
  const match = /^\S+ +(\S+)/u.exec(line.text);
  const name = match?.[1];
  if (!takesName || match === null || name === undefined) return false;
  const span = spanIn(line, match[0].length - name.length, name.length);
  if (RESERVED_WORDS.includes(name)) {
    const what = firstWord === 'policy' ? 'policy' : 'rule';
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
  problems.report('P111', span, `\`${name}\` is not a name`, {
    label: 'a name stands here',
    hint:
      'names are lower case with hyphens' +
      (KEBAB.test(suggestion) ? `, such as \`${suggestion}\`` : ', such as `daily-loss`'),
  });
  return true;
}

/** The mistakes that have a code of their own; true where one was reported. */
function reportKnownMistake(
  line: UnreadableLine,
  failure: LineFailure,
  problems: ProblemList,
): boolean {
  const { text } = line;
  const at = skipSpace(text, failure.offset);
  const token = tokenAt(text, at);
  const span = spanIn(line, at, Math.max(1, token.length));
  const before = text.slice(0, at).trimEnd();
  const number = numberAround(text, failure.offset);
  if (/^\$?\d{1,3}(,\d{3})+/u.test(number.text)) {
    const hint = `group digits with \`_\`: \`${number.text.replaceAll(',', '_')}\``;
    const numberSpan = spanIn(line, number.at, number.text.length);
    problems.report('P104', numberSpan, `\`${number.text}\` is not a number`, { hint });
  } else if (/^\d[\d.]*(ms|[smhd])\d/u.test(number.text)) {
    const numberSpan = spanIn(line, number.at, number.text.length);
    problems.report('P107', numberSpan, `\`${number.text}\` is not a duration`, {
      hint: 'a duration has one unit: write `90m` for one hour and a half',
    });
  } else if (/^[<>=]/u.test(token) && /[<>=]/u.test(before)) {
    problems.report('P112', span, 'a comparison has two sides', {
      hint: 'write two comparisons with `and` between them',
    });
  } else if (token === 'and' || token === 'or') {
    problems.report('P113', span, '`and` and `or` stand side by side', {
      hint: 'say with parentheses which comes first: `a and (b or c)`',
    });
  } else if (isTightMinus(text, at)) {
    const minus = text[at] === '-' ? at : at - 1;
    problems.report('P114', spanIn(line, minus, 1), '`-` needs a space on either side', {
      hint: 'without spaces it is part of a name',
    });
  } else if (token.startsWith('|') && (before.split('|').length - 1) % 2 === 1) {
    problems.report('P115', spanIn(line, at, 1), 'bars stand inside bars', {
      hint: 'inside `|…|` only sums of measures and numbers are allowed',
    });
  } else if (token === 'per' || token === 'during') {
    const what = token === 'per' ? 'rates such as `10 per 1m`' : 'times of day with `during`';
    problems.report('P119', span, `${what} are not in this version yet`, {
      hint: 'leave the rule out for now',
    });
  } else {
    return reportSecondStatement(line, at, token, problems);
  }
  return true;
}

function reportSecondStatement(
  line: UnreadableLine,
  at: number,
  token: string,
  problems: ProblemList,
): boolean {
  if (!(STATEMENT_WORDS as readonly string[]).includes(token)) return false;
  if (findLineFailure(line.text.slice(0, at)) !== null) return false;
  problems.report('P108', spanIn(line, at, token.length), 'a second statement on one line', {
    hint: 'begin a new line here',
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
  const effect = /^\S*/u.exec(text)?.[0] ?? '';
  const isAfterName = /^\S+ +\S+$/u.test(head);
  if (isAfterName && effect === 'limit' && !expected.includes('`when`')) {
    return 'a limit says what must hold: `limit NAME order.notional <= $100`';
  }
  if (isAfterName && RULE_WORDS.has(effect)) {
    return `a ${effect} says when it trips: \`${effect} NAME when …\``;
  }
  if (head.endsWith('{')) return 'begin a new line after `{`';
  const words = expected.filter((word) => !['`.`', '`%`', '`age(`'].includes(word)).slice(0, 5);
  return words.length === 0 ? undefined : `here may stand ${words.join(', ')}`;
}

/** Whether a minus stands at `at`, or just before it, with a space missing on one side. */
function isTightMinus(text: string, at: number): boolean {
  if (text[at] === '-') return /\S/u.test(text[at - 1] ?? ' ') || /\S/u.test(text[at + 1] ?? ' ');
  return (
    text[at - 1] === '-' &&
    /[\w)|]/u.test(
      text
        .slice(0, at - 1)
        .trimEnd()
        .at(-1) ?? '',
    )
  );
}

/** The run of characters without a space, comma-groups included, that `at` stands in. */
function numberAround(text: string, at: number): { readonly text: string; readonly at: number } {
  let start = at;
  while (start > 0 && /[\w.,$]/u.test(text[start - 1] ?? '')) start -= 1;
  const run = /^[\w.,$]*/u.exec(text.slice(start))?.[0] ?? '';
  return { text: run.replace(/,+$/u, ''), at: start };
}

function skipSpace(text: string, offset: number): number {
  let at = offset;
  while (text[at] === ' ') at += 1;
  return at;
}

function tokenAt(text: string, at: number): string {
  return /^(?:[\w.$%-]+|"[^"]*"|[<>=]+|\S)/u.exec(text.slice(at))?.[0] ?? '';
}

function spanIn(line: UnreadableLine, offset: number, length: number): Span {
  const start = line.span.start + offset;
  return { start, end: start + length };
}

function quoted(word: string): string {
  return `\`${word}\``;
}
