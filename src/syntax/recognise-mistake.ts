/** The mistakes in a line that have a code, or advice, of their own. */
import type { DiagnosticCode } from '../diagnostic/index.js';
import type { LineFailure } from './run-grammar.js';

/** Offset and length are in the line. */
export interface Mistake {
  readonly code: DiagnosticCode;
  readonly at: number;
  readonly length: number;
  readonly message: string;
  readonly hint: string;
  /** What belongs in its place, where that is beyond doubt. */
  readonly replacement?: string | undefined;
}

/** Where the reading of a line failed. */
interface Spot {
  readonly text: string;
  readonly at: number;
  readonly token: string;
  readonly before: string;
  readonly expected: readonly string[];
}

/** In milliseconds. */
const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

type Recogniser = (spot: Spot) => Mistake | null;

const RECOGNISERS: readonly Recogniser[] = [
  badNumber,
  badComparator,
  wrongCase,
  chainedComparison,
  mixedJunction,
  tightMinus,
  nestedBars,
];

/** The mistake that a failed reading amounts to; null where it is none of these. */
export function recogniseMistake(text: string, failure: LineFailure): Mistake | null {
  const at = skipSpace(text, failure.offset);
  const token = tokenAt(text, at);
  const before = text.slice(0, at).trimEnd();
  const spot: Spot = { text, at, token, before, expected: failure.expected };
  for (const recognise of RECOGNISERS) {
    const mistake = recognise(spot);
    if (mistake !== null) return mistake;
  }
  return null;
}

function badNumber({ text, at }: Spot): Mistake | null {
  const number = numberAround(text, at);
  const found = { at: number.at, length: number.text.length };
  const message = `\`${number.text}\` is not a number`;
  if (/^\$?\d{1,3}(,\d{3})+/u.test(number.text)) {
    const hint = `group digits with \`_\`: \`${number.text.replaceAll(',', '_')}\``;
    return { code: 'P104', ...found, message, hint };
  }
  if (/^\d[\d.]*(ms|[smhd])\d/u.test(number.text)) {
    const replacement = inOneUnit(number.text);
    return {
      code: 'P107',
      ...found,
      message: `\`${number.text}\` is not a duration`,
      hint: `a duration has one unit: write \`${replacement ?? '90m'}\``,
      replacement,
    };
  }
  if (/^\$?\.\d/u.test(number.text)) {
    const replacement = number.text.replace('.', '0.');
    const hint = `write a digit before the point: \`${replacement}\``;
    return { code: 'P104', ...found, message, hint, replacement };
  }
  if (!/^\$?\d[\d_.]*[A-Za-z]+$/u.test(number.text)) return null;
  const hint =
    'a number may end in `%`, `bps`, `x`, `ms`, `s`, `m`, `h`, `d`, or a coin behind a space';
  return { code: 'P104', ...found, message, hint };
}

/** `1h30m` as `90m`: exact, in its smallest unit; undefined where a part is no whole number. */
function inOneUnit(text: string): string | undefined {
  if (!/^(?:\d{1,6}(?:ms|[smhd]))+$/u.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)(ms|[smhd])/gu)];
  const unit = parts.at(-1)?.[2] ?? '';
  let total = 0;
  let last = Number.POSITIVE_INFINITY;
  for (const [, digits, name = ''] of parts) {
    const length = DURATION_UNITS[name] ?? 0;
    if (length >= last) return undefined;
    last = length;
    total += Number(digits) * length;
  }
  return `${total / last}${unit}`;
}

function badComparator({ text, at, token }: Spot): Mistake | null {
  const start = /[!<>=]/u.test(text[at - 1] ?? '') ? at - 1 : at;
  const run = /^[!<>=]+/u.exec(text.slice(start))?.[0] ?? '';
  const isOne = run.length < 2 || run === '<=' || run === '>=';
  if (isOne || !/^[!<>=]/u.test(token)) return null;
  const meant = { '=>': '>=', '=<': '<=', '==': '=' }[run];
  return {
    code: 'P101',
    at: start,
    length: run.length,
    message: `\`${run}\` is not a comparator`,
    hint: meant === undefined ? 'there are `<`, `<=`, `>`, `>=` and `=`' : `write \`${meant}\``,
    replacement: meant,
  };
}

/** A word of the language in capitals. */
function wrongCase({ at, token, expected }: Spot): Mistake | null {
  const lowered = token.toLowerCase();
  if (token === lowered || !expected.includes(`\`${lowered}\``)) return null;
  return {
    code: 'P101',
    at,
    length: token.length,
    message: `\`${token}\` does not fit here`,
    hint: `words of the language are lower case: write \`${lowered}\``,
    replacement: lowered,
  };
}

function chainedComparison({ at, token, before, expected }: Spot): Mistake | null {
  const isBehindOne = /[<>=]/u.test(before) && expected.includes('`+`');
  if (!isBehindOne || !/^[<>=]/u.test(token)) return null;
  return {
    code: 'P112',
    at,
    length: token.length,
    message: 'a comparison has two sides',
    hint: 'write two comparisons with `and` between them',
  };
}

function mixedJunction({ at, token, expected }: Spot): Mistake | null {
  const other = { and: '`or`', or: '`and`' }[token];
  if (other === undefined || !expected.includes(other)) return null;
  return {
    code: 'P113',
    at,
    length: token.length,
    message: '`and` and `or` stand side by side',
    hint: 'say with parentheses which comes first: `a and (b or c)`',
  };
}

function tightMinus({ text, at }: Spot): Mistake | null {
  if (!isTightMinus(text, at)) return null;
  const minusAt = text[at] === '-' ? at : at - 1;
  const [before = ' ', after = ' '] = [text[minusAt - 1], text[minusAt + 1]];
  // Between two words it may be meant as a part of one name: `day-start-equity`.
  const isBetweenWords = /\w/u.test(before) && /[A-Za-z_]/u.test(after);
  const spaced = `${before === ' ' ? '' : ' '}-${after === ' ' ? '' : ' '}`;
  return {
    code: 'P114',
    at: minusAt,
    length: 1,
    message: '`-` needs a space on either side',
    hint: 'without spaces it is part of a name',
    replacement: isBetweenWords ? undefined : spaced,
  };
}

function nestedBars({ at, token, before }: Spot): Mistake | null {
  const areOpen = (before.split('|').length - 1) % 2 === 1;
  if (!areOpen || !token.startsWith('|')) return null;
  return {
    code: 'P115',
    at,
    length: 1,
    message: 'bars stand inside bars',
    hint: 'inside `|…|` only sums of measures and numbers are allowed',
  };
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

/** The first offset from `offset` on that is no space. */
export function skipSpace(text: string, offset: number): number {
  let at = offset;
  while (text[at] === ' ') at += 1;
  return at;
}

/** The word, number or sign that begins at `at`; empty at the end. */
export function tokenAt(text: string, at: number): string {
  return /^(?:[\w.$%-]+|"[^"]*"|[<>=]+|\S)/u.exec(text.slice(at))?.[0] ?? '';
}
