/**
 * A policy in the one layout: two spaces a level, names, bodies and values in fixed columns, so
 * that one change touches one line. Order and comments stay; one blank line at most stays.
 */
import { unreachable } from '../base/index.js';
import { SourceText } from '../diagnostic/index.js';
import {
  printCoin,
  printCondition,
  printExpression,
  printLiteral,
  printRelease,
} from './print-expression.js';
import type {
  CommentNode,
  ConditionNode,
  MarketBlockNode,
  PolicyFileNode,
  RuleNode,
  SettingBlockNode,
  SettingNode,
  SettingValueNode,
  StatementNode,
} from './syntax-tree.js';

const INDENT = 2;
const NAME_COLUMN = 13;
const BODY_COLUMN = 38;
const VALUE_COLUMN = 18;
const WIDTH = 120;

type Entry = StatementNode | SettingNode;

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
      if (entry.kind === 'marketBlock' || entry.kind === 'settingBlock') {
        this.#printBlock(entry, indent);
      } else {
        const printed = printEntry(entry, indent);
        this.#printLines(printed, entry.span, indent);
      }
    }
    this.#printCommentsBefore(end, indent);
  }

  #printBlock(block: MarketBlockNode | SettingBlockNode, indent: number): void {
    const { head, close } = block;
    const title = head.kind === 'marketHead' ? `market ${printCoins(head.coins)}` : head.name;
    this.#printLines([`${title} {`], head.span, indent);
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

function printEntry(
  entry: Exclude<Entry, MarketBlockNode | SettingBlockNode>,
  indent: number,
): readonly string[] {
  switch (entry.kind) {
    case 'header':
      return [`policy ${entry.name.text}`];
    case 'language':
      return [`language ${printLiteral(entry.version)}`];
    case 'venue': {
      const network = entry.network === null ? '' : ` ${entry.network.text}`;
      return [`venue ${entry.name.text}${network}`];
    }
    case 'setting':
      return [padTo(VALUE_COLUMN, entry.key.text) + printSettingValue(entry.value)];
    case 'rule':
      return printRule(entry, indent);
    default:
      return unreachable(entry);
  }
}

function printCoins(coins: MarketBlockNode['head']['coins']): string {
  return coins.map((coin) => (coin.kind === 'name' ? printCoin(coin) : 'other')).join(', ');
}

function printRule(rule: RuleNode, indent: number): readonly string[] {
  const head = padTo(NAME_COLUMN, rule.effect) + rule.name.text;
  const clauses = clausesOf(rule);
  const body = clauses.map(({ text }) => text).join(' ');
  const whole = padTo(BODY_COLUMN, head) + body;
  if (indent + whole.length <= WIDTH) return [whole];
  const [first, ...rest] = clauses;
  if (rule.effect !== 'limit' || first === undefined) {
    return [head, ...clauses.flatMap((clause) => breakClause(clause, indent + INDENT))];
  }
  // A limit's condition has no word before it that could begin a line.
  const limit = padTo(BODY_COLUMN, head) + first.text;
  const opening =
    indent + limit.length <= WIDTH
      ? [limit]
      : [padTo(BODY_COLUMN, head) + (first.parts[0] ?? ''), ...indented(first.parts.slice(1))];
  return [...opening, ...rest.flatMap((clause) => breakClause(clause, indent + INDENT))];
}

/** `parts` are where a clause may break when it is too long for a line of its own. */
interface Clause {
  readonly text: string;
  readonly parts: readonly string[];
}

function clausesOf(rule: RuleNode): readonly Clause[] {
  const isLimit = rule.effect === 'limit';
  const clauses: Clause[] = [conditionClause(isLimit ? '' : 'when ', rule.condition)];
  const add = (text: string): void => {
    clauses.push({ text, parts: [text] });
  };
  if (rule.applies !== null) clauses.push(conditionClause('when ', rule.applies));
  if (rule.dwell !== null) add(`for ${printLiteral(rule.dwell)}`);
  if (rule.until !== null) add(`until ${printRelease(rule.until.release)}`);
  if (rule.flatten !== null) add('then flatten');
  if (rule.because !== null) add(`because "${rule.because.text}"`);
  return clauses;
}

function conditionClause(word: string, condition: ConditionNode): Clause {
  const text = word + printCondition(condition);
  if (condition.kind !== 'junction') return { text, parts: [text] };
  const parts = condition.operands.map(printCondition);
  return {
    text,
    parts: parts.map((part, index) => (index === 0 ? word : `${condition.word} `) + part),
  };
}

function breakClause(clause: Clause, indent: number): readonly string[] {
  const pad = ' '.repeat(INDENT);
  if (indent + clause.text.length <= WIDTH) return [pad + clause.text];
  const [first = '', ...rest] = clause.parts;
  return [pad + first, ...indented(rest).map((part) => pad + part)];
}

function indented(parts: readonly string[]): readonly string[] {
  return parts.map((part) => ' '.repeat(INDENT) + part);
}

function printSettingValue(value: SettingValueNode): string {
  switch (value.kind) {
    case 'literal':
      return printExpression(value);
    case 'clock':
      return `${twoDigits(value.hour)}:${twoDigits(value.minute)} ${value.zone}`;
    case 'switch':
      return `${printLiteral(value.after)} ${value.mode}`;
    case 'range':
      return `${printLiteral(value.from)} to ${printLiteral(value.to)}`;
    case 'pace': {
      const unit = value.length === 'tick' ? 'ticks per sqrt-second' : 'per sqrt-second';
      return `${printLiteral(value.amount)} ${unit}`;
    }
    case 'rate':
      return `${printLiteral(value.amount)} per ${value.unit === 'usd' ? '$' : value.unit}`;
    case 'address':
    case 'word':
    case 'unknownValue':
      return value.text;
    default:
      return unreachable(value);
  }
}

function padTo(column: number, text: string): string {
  return text.length < column ? text.padEnd(column) : `${text} `;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
