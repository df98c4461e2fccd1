/**
 * A policy in the one layout: two spaces a level, names, bodies and values in fixed columns, so
 * that one change touches one line. Order and comments stay; one blank line at most stays.
 */
import { SourceText } from '../diagnostic/index.js';
import { INDENT } from './layout.js';
import { type LineEntry, printBlockHead, printStatement } from './print-statement.js';
import type { BlockNode, CommentNode, PolicyFileNode } from './syntax-tree.js';

type Entry = LineEntry | BlockNode;

export function printPolicy(file: PolicyFileNode, source: string): string {
  return new PolicyPrinter(file.comments, source).print(file);
}

class PolicyPrinter {
  readonly #source: SourceText;
  readonly #comments: readonly CommentNode[];
  readonly #lines: string[] = [];
  #nextComment = 0;
  /** The line of the source that what was printed last ends on; null at the start of a block. */
  #lastLine: number | null = null;

  constructor(comments: readonly CommentNode[], source: string) {
    this.#comments = comments;
    this.#source = new SourceText(source);
  }

  print(file: PolicyFileNode): string {
    this.#printEntries(file.entries, 0, Number.POSITIVE_INFINITY);
    return this.#lines.map((line) => `${line}\n`).join('');
  }

  #printEntries(entries: readonly Entry[], indent: number, end: number): void {
    for (const entry of entries) {
      this.#printCommentsBefore(entry.span.start, indent);
      if ('entries' in entry) {
        this.#printBlock(entry, indent);
      } else {
        this.#printLines(printStatement(entry, indent), entry.span, indent);
      }
    }
    this.#printCommentsBefore(end, indent);
  }

  #printBlock(block: BlockNode, indent: number): void {
    const { head, close } = block;
    this.#printLines([`${printBlockHead(block)} {`], head.span, indent);
    this.#lastLine = null;
    const closeStart = close.brace?.span.start ?? block.span.end;
    this.#printEntries(block.entries, indent + INDENT, closeStart);
    this.#lastLine = null;
    this.#printLines(['}'], close.brace?.span ?? { start: closeStart, end: closeStart }, indent);
  }

  /** A comment between the clauses of a statement goes before it, one behind it stays there. */
  #printLines(
    texts: readonly string[],
    span: { readonly start: number; readonly end: number },
    indent: number,
  ): void {
    this.#printBlankBefore(this.#lineOf(span.start));
    for (const comment of this.#takeComments(span.end)) this.#push(comment.text, indent);
    const endLine = this.#lineOf(Math.max(span.start, span.end - 1));
    const behind = this.#comments[this.#nextComment];
    const isBehind = behind !== undefined && this.#lineOf(behind.span.start) === endLine;
    if (isBehind) this.#nextComment += 1;
    for (const [index, text] of texts.entries()) {
      const isLast = index === texts.length - 1;
      this.#push(isLast && isBehind ? `${text}  ${behind.text}` : text, indent);
    }
    this.#lastLine = endLine;
  }

  #printCommentsBefore(offset: number, indent: number): void {
    for (const comment of this.#takeComments(offset)) {
      const line = this.#lineOf(comment.span.start);
      this.#printBlankBefore(line);
      this.#push(comment.text, indent);
      this.#lastLine = line;
    }
  }

  #takeComments(before: number): readonly CommentNode[] {
    const from = this.#nextComment;
    while ((this.#comments[this.#nextComment]?.span.start ?? Infinity) < before) {
      this.#nextComment += 1;
    }
    return this.#comments.slice(from, this.#nextComment);
  }

  #printBlankBefore(line: number): void {
    if (this.#lastLine !== null && line - this.#lastLine > 1) this.#lines.push('');
  }

  #push(text: string, indent: number): void {
    this.#lines.push(' '.repeat(indent) + text);
  }

  #lineOf(offset: number): number {
    return this.#source.positionAt(offset).line;
  }
}
