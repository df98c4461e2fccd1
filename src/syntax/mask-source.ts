/**
 * Prepares text for the grammar: comments and line breaks that do not end a statement become
 * spaces, so every offset stays. What is wrong with single characters is reported here, and the
 * statement it stands in is blotted out, so that one mistake is told once.
 */
import type { Edit, ProblemList } from '../diagnostic/index.js';
import { CLAUSE_WORDS, STATEMENT_WORDS } from './statement-words.js';
import type { CommentNode } from './syntax-tree.js';

/** Stands for what was reported already. */
export const BLOT = '\u0001';

export interface MaskedSource {
  readonly text: string;
  readonly comments: readonly CommentNode[];
}

const DEPTH_LIMIT = 8;
const STRING_LENGTH_LIMIT = 200;
/** Bounds the depth of the trees that sums and signs make. */
const STATEMENT_LENGTH_LIMIT = 4000;
const BIDIRECTIONAL = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/** Signs and spaces that stay as they are and are no part of anything longer. */
const PLAIN_RUN = /[ !$-'*-~]+/uy;
const STATEMENT_STARTS = new Set<string>(STATEMENT_WORDS);

/** Signs for which exactly one sign of the language stands. */
const PLAIN_SIGNS: Readonly<Record<string, string>> = {
  '\u2264': '<=',
  '\u2265': '>=',
  '\u00D7': '*',
  '\u00F7': '/',
  '\u2212': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u00A0': ' ',
};

/** What people write for an operator, and what the language calls it. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  ...PLAIN_SIGNS,
  '\u201C': '"',
  '\u201D': '"',
  '\u00B1': '|…|',
  '\u00A0': 'a plain space',
};

export function maskSource(source: string, problems: ProblemList): MaskedSource {
  return new Masker(source, problems).run();
}

class Masker {
  readonly #source: string;
  readonly #problems: ProblemList;
  readonly #masked: string[];
  readonly #comments: CommentNode[] = [];
  #at = 0;
  #statementStart = 0;
  #depth = 0;
  #isBlotted = false;
  /** The last character that counts, to know a comma at the end of a line. */
  #lastCharacter = '';
  /** Where the next line begins that is not a comment alone; kept so that no text is read twice. */
  #nextLineStart = 0;

  constructor(source: string, problems: ProblemList) {
    this.#source = source;
    this.#problems = problems;
    this.#masked = source.split('');
  }

  run(): MaskedSource {
    while (this.#at < this.#source.length) {
      this.#takePlainRun();
      if (this.#at < this.#source.length) this.#step(this.#source[this.#at] ?? '');
    }
    this.#endStatement();
    return { text: this.#masked.join(''), comments: this.#comments };
  }

  #step(character: string): void {
    if (character === '\n') {
      this.#takeLineBreak();
    } else if (character === '#') {
      this.#takeComment();
    } else if (character === '"') {
      this.#takeString();
    } else if (character === '\r') {
      this.#masked[this.#at] = ' ';
      this.#at += 1;
    } else {
      this.#takeCharacter(character);
    }
  }

  /** Most of a policy: what needs no look character by character. */
  #takePlainRun(): void {
    PLAIN_RUN.lastIndex = this.#at;
    const [run] = PLAIN_RUN.exec(this.#source) ?? [''];
    this.#at += run.length;
    this.#lastCharacter = run.trimEnd().at(-1) ?? this.#lastCharacter;
  }

  #takeCharacter(character: string): void {
    if (character === '\t') {
      this.#masked[this.#at] = ' ';
      this.#report(this.#at, 'a tab stands here', 'indent with spaces, two a level', {
        blots: false,
        edit: { start: this.#at, end: this.#at + 1, replacement: '  ' },
      });
    } else if (!/[\u0020-\u007E]/u.test(character)) {
      this.#reportCharacter();
    } else {
      this.#countDepth(character);
      this.#lastCharacter = character;
    }
    this.#at += 1;
  }

  #countDepth(character: string): void {
    if (character === '(') this.#depth += 1;
    if (character === ')') this.#depth = Math.max(0, this.#depth - 1);
    if (this.#depth <= DEPTH_LIMIT || this.#isBlotted) return;
    this.#isBlotted = true;
    this.#problems.report(
      'P702',
      { start: this.#at, end: this.#at + 1 },
      `parentheses are more than ${DEPTH_LIMIT} deep`,
      { label: `the ${DEPTH_LIMIT + 1}th`, hint: 'split the rule into several' },
    );
  }

  #reportCharacter(): void {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    const replacement = REPLACEMENTS[character];
    const isVisible = !/[\p{C}\p{Z}]/u.test(character);
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    this.#report(
      this.#at,
      isVisible ? `\`${character}\` is not a character of the language` : `U+${code} stands here`,
      replacement === undefined
        ? 'outside quotes and comments only ASCII is allowed'
        : `write \`${replacement}\``,
      { blots: true, edit: this.#plainEdit(character) },
    );
    if (character.length === 2) this.#at += 1;
  }

  /** What is put in the character's place; quotes and `±` leave more than one possibility. */
  #plainEdit(character: string): Edit | null {
    const plain = PLAIN_SIGNS[character];
    if (plain === undefined) return null;
    const [start, end] = [this.#at, this.#at + 1];
    const isOpen = plain === ' ' || /[\s(|]/u.test(this.#source[start - 1] ?? ' ');
    const isClosed = plain === ' ' || /\s/u.test(this.#source[end] ?? ' ');
    return { start, end, replacement: `${isOpen ? '' : ' '}${plain}${isClosed ? '' : ' '}` };
  }

  #report(
    at: number,
    message: string,
    hint: string,
    how: { readonly blots: boolean; readonly edit: Edit | null },
  ): void {
    if (!this.#isBlotted) {
      const edits = how.edit === null ? [] : [how.edit];
      this.#problems.report('P103', { start: at, end: at + 1 }, message, { hint, edits });
    }
    // A second tab of the same statement is no news, but the statement can still be read.
    if (how.blots) this.#isBlotted = true;
  }

  #takeComment(): void {
    const { start, end } = this.#lineRest();
    const text = this.#source.slice(start, end).trimEnd();
    const lineStart = this.#source.lastIndexOf('\n', start - 1) + 1;
    const isAlone = this.#source.slice(lineStart, start).trim() === '';
    const span = Object.freeze({ start, end: start + text.length });
    this.#comments.push(Object.freeze({ kind: 'comment', span, text, isAlone }));
    this.#refuseBidirectional(start, end);
    this.#blank(start, end);
    this.#at = end;
  }

  #takeString(): void {
    const { start, end } = this.#lineRest();
    const close = this.#source.indexOf('"', start + 1);
    if (close === -1 || close >= end) {
      if (!this.#isBlotted) {
        const hint = 'put a `"` where the text ends, on the same line';
        this.#problems.report('P102', { start, end }, 'this text has no closing quote', { hint });
      }
      this.#isBlotted = true;
      this.#at = end;
      return;
    }
    if (close - start - 1 > STRING_LENGTH_LIMIT && !this.#isBlotted) {
      this.#isBlotted = true;
      const message = `this text is longer than ${STRING_LENGTH_LIMIT} characters`;
      this.#problems.report('P702', { start, end: close + 1 }, message, {
        hint: 'say it shorter, or in a comment',
      });
    }
    this.#refuseBidirectional(start, close);
    this.#lastCharacter = '"';
    this.#at = close + 1;
  }

  /** Such characters make text read otherwise than it runs. */
  #refuseBidirectional(start: number, end: number): void {
    const found = this.#source.slice(start, end).search(BIDIRECTIONAL);
    if (found === -1) return;
    const hint = 'take it out: it makes text read otherwise than it runs';
    const message = 'a character that turns the direction of writing stands here';
    this.#problems.report('P103', { start: start + found, end: start + found + 1 }, message, {
      hint,
    });
  }

  #takeLineBreak(): void {
    if (this.#continuesAfterBreak()) {
      this.#masked[this.#at] = ' ';
    } else {
      this.#endStatement();
      this.#statementStart = this.#at + 1;
    }
    this.#at += 1;
  }

  #continuesAfterBreak(): boolean {
    if (this.#lastCharacter === '') return false;
    const next = this.#nextLine();
    const word = /^[a-z-]+/u.exec(next)?.[0] ?? '';
    if (next === '' || next.startsWith('}')) return false;
    if (CLAUSE_WORDS.includes(word)) return true;
    if (STATEMENT_STARTS.has(word)) return false;
    return this.#depth > 0 || this.#lastCharacter === ',';
  }

  /** The next line that is not a comment alone; empty where a blank line or none comes first. */
  #nextLine(): string {
    let from = Math.max(this.#at + 1, this.#nextLineStart);
    for (;;) {
      const end = this.#source.indexOf('\n', from);
      const line = this.#source.slice(from, end === -1 ? undefined : end).trim();
      this.#nextLineStart = from;
      if (!line.startsWith('#')) return line;
      if (end === -1) return '';
      from = end + 1;
    }
  }

  #endStatement(): void {
    this.#refuseLongStatement();
    if (this.#isBlotted) this.#blotStatement();
    this.#isBlotted = false;
    this.#depth = 0;
    this.#lastCharacter = '';
  }

  #refuseLongStatement(): void {
    const isShort = this.#at - this.#statementStart <= STATEMENT_LENGTH_LIMIT;
    if (isShort || this.#isBlotted) return;
    // Comments are blank by now; spaces and digit groups depend on the layout.
    const text = this.#masked.slice(this.#statementStart, this.#at).join('');
    if (text.replace(/[ _]/gu, '').length <= STATEMENT_LENGTH_LIMIT) return;
    this.#isBlotted = true;
    const start = this.#statementStart + text.search(/\S/u);
    const message = `a statement has at most ${STATEMENT_LENGTH_LIMIT} characters, spaces apart`;
    this.#problems.report('P702', { start, end: start + 1 }, message, {
      hint: 'split it into several rules',
    });
  }

  /** A brace at the end stays, so that the block behind it goes with its head. */
  #blotStatement(): void {
    let end = this.#at;
    while (end > this.#statementStart && this.#masked[end - 1] === ' ') end -= 1;
    if (this.#masked[end - 1] === '{') end -= 1;
    for (let at = this.#statementStart; at < end; at += 1) {
      if (this.#masked[at] !== ' ') this.#masked[at] = BLOT;
    }
  }

  #blank(start: number, end: number): void {
    for (let at = start; at < end; at += 1) this.#masked[at] = ' ';
  }

  #lineRest(): { readonly start: number; readonly end: number } {
    const end = this.#source.indexOf('\n', this.#at);
    return { start: this.#at, end: end === -1 ? this.#source.length : end };
  }
}
